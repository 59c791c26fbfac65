/**
 * The page's end of recorded conversations. It uses WebSocket, Worker and fetch as an editor's page does; the address of
 * the page says what to play: `?capture=NAME&speed=N&loops=N` (0 loops: until stopped).
 */
import { type End, playEnd } from './play.ts';

interface Step {
  readonly t: number;
  readonly from: 'page' | 'server';
  readonly kind: 'text' | 'binary' | 'json' | 'close';
  readonly data: string;
  readonly code?: number;
}

interface Talk {
  readonly kind: 'websocket' | 'worker' | 'http';
  readonly path: string;
  readonly method?: string;
  readonly t: number;
  readonly after?: number;
  readonly steps: readonly Step[];
}

interface Take {
  readonly id: string;
  readonly speed: number;
  readonly conversations: readonly Talk[];
}

const query = new URLSearchParams(location.search);
const counts = { take: 0, in: 0, out: 0, bytes: 0 };
let stopAfterThis = false;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

function show(): void {
  for (const name of ['take', 'in', 'out', 'bytes'] as const)
    element(name).textContent = counts[name].toLocaleString('en');
}

/** `idle`, `playing`, `done`, `failed`: for whoever drives this page from outside. */
function setState(state: string): void {
  document.documentElement.dataset.state = state;
}

function log(line: string): void {
  const item = document.createElement('li');
  item.textContent = `${new Date().toISOString().slice(11, 23)}  ${line}`;
  const list = element('log');
  list.prepend(item);
  while (list.childElementCount > 200) list.lastElementChild?.remove();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A page that is still drawing itself would hear the first frames late. */
function settled(): Promise<void> {
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 1000 }));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

/** The page's end of a conversation. */
function playPage({ speed }: Take, { steps }: Talk, say: (step: Step | undefined) => void): End {
  return playEnd(
    steps,
    'page',
    speed,
    (n) => say(steps[n]),
    () => {},
  );
}

/** Resolves when the connection is closed, by either side. */
function playSocket(take: Take, index: number, talk: Talk): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://${location.host}${talk.path}?take=${take.id}&talk=${index}`);
    socket.binaryType = 'arraybuffer';
    let end: End | undefined;
    socket.onopen = () => {
      element('connection').textContent = `open, ${talk.path}`;
      log(`open ${talk.path}`);
      end = playPage(take, talk, say);
    };
    const say = (step: Step | undefined) => {
      if (step === undefined) return;
      if (step.kind === 'close') return socket.close(step.code);
      counts.out++;
      // NodeTool hands over what its encoder made, a view: so does this page.
      socket.send(step.kind === 'binary' ? bytesOf(step.data) : step.data);
    };
    socket.onmessage = (event) => {
      counts.in++;
      counts.bytes += typeof event.data === 'string' ? event.data.length : event.data.byteLength;
      end?.heard();
    };
    socket.onclose = (event) => {
      end?.stop();
      element('connection').textContent = `closed (${event.code})`;
      log(`close ${talk.path} ${event.code}`);
      resolve();
    };
  });
}

function playWorker(take: Take, index: number, talk: Talk): Promise<void> {
  return new Promise((resolve) => {
    const worker = new Worker(`/demo/worker.ts?take=${take.id}&talk=${index}`, { type: 'module', name: talk.path });
    log(`worker ${talk.path}`);
    let end: End | undefined;
    worker.onmessage = () => {
      counts.in++;
      // The clock of the conversation starts when the worker has loaded, which its first word shows.
      end ??= playPage(take, talk, say);
      end.heard();
    };
    const say = (step: Step | undefined) => {
      if (step === undefined) return;
      if (step.kind === 'close') {
        worker.terminate();
        log(`worker ended ${talk.path}`);
        return resolve();
      }
      counts.out++;
      worker.postMessage(JSON.parse(step.data));
    };
    if (talk.steps[0]?.from === 'page') end = playPage(take, talk, say);
  });
}

async function playRequest(take: Take, index: number, talk: Talk): Promise<void> {
  const body = talk.steps[0]?.data;
  const method = talk.method ?? 'GET';
  counts.out++;
  const headers = { 'x-longpole-take': `take=${take.id}&talk=${index}`, 'content-type': 'application/json' };
  const answer = await fetch(talk.path, { method, headers, ...(method === 'GET' || !body ? {} : { body }) });
  counts.bytes += (await answer.text()).length;
  counts.in++;
  log(`${method} ${talk.path} ${answer.status}`);
}

/** Plays all conversations of a take, each at its time; one that follows another over the same URL waits for its end. */
async function play(take: Take): Promise<void> {
  const started = performance.now();
  const ends: Promise<void>[] = [];
  take.conversations.forEach((talk, index) => {
    const run = async () => {
      if (talk.after !== undefined) await ends[talk.after];
      await pause(talk.t / take.speed - (performance.now() - started));
      if (talk.kind === 'websocket') return playSocket(take, index, talk);
      return talk.kind === 'worker' ? playWorker(take, index, talk) : playRequest(take, index, talk);
    };
    ends.push(run());
  });
  await Promise.all(ends);
}

/** Expected length of a take, ms. */
function lengthOf(take: Take): number {
  return Math.max(...take.conversations.map((c) => (c.t + (c.steps.at(-1)?.t ?? 0)) / take.speed));
}

async function playAll(capture: string, speed: string, loops: number): Promise<void> {
  setState('playing');
  element('now').textContent = `Plays ${capture}`;
  const bar = element('progress') as HTMLProgressElement;
  const stop = element('stop') as HTMLButtonElement;
  stop.disabled = false;
  stop.onclick = () => {
    stopAfterThis = true;
    stop.disabled = true;
  };
  for (let n = 0; (loops === 0 || n < loops) && !stopAfterThis; n++) {
    const answer = await fetch(`/takes?${new URLSearchParams({ capture, speed })}`, { method: 'POST' });
    const take = await answer.json();
    if (!answer.ok) throw new Error(take.error);
    counts.take++;
    log(`take ${counts.take}: ${take.id}`);
    const [began, length] = [performance.now(), lengthOf(take)];
    const tick = setInterval(() => {
      bar.value = (performance.now() - began) / length;
      show();
    }, 100);
    await play(take).finally(() => clearInterval(tick));
    bar.value = 1;
    show();
    // So that one can see where a run ends and the next begins.
    if (loops !== 1) await pause(1000 / take.speed);
  }
  stop.disabled = true;
  element('now').textContent = `Played ${capture}`;
  setState('done');
}

async function list(): Promise<void> {
  const entries = await (await fetch('/captures')).json();
  for (const entry of entries) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.textContent = entry.name;
    link.href = `?${new URLSearchParams({ capture: entry.name, speed: query.get('speed') ?? '1', loops: query.get('loops') ?? '1' })}`;
    const note = document.createElement('small');
    note.textContent = ` ${entry.seconds.toFixed(1)} s, ${entry.frames} frames. ${entry.note}`;
    item.append(link, note);
    element('captures').append(item);
    if (entry.name === query.get('capture')) element('note').textContent = entry.note;
  }
}

const capture = query.get('capture') ?? '';
const options = element('options') as HTMLFormElement;
for (const name of ['capture', 'speed', 'loops']) {
  const field = options.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
  const value = query.get(name);
  if (value !== null) field.value = value;
}
element('warning').hidden = (query.get('speed') ?? '1') === '1';
(element('again') as HTMLButtonElement).disabled = capture === '';
setState('idle');
await list().catch((error: unknown) => log(String(error)));
await settled();
if (capture !== '') {
  await playAll(capture, query.get('speed') ?? '1', Number(query.get('loops') ?? 1)).catch((error: unknown) => {
    element('now').textContent = 'Could not play';
    element('note').textContent = error instanceof Error ? error.message : String(error);
    setState('failed');
  });
}

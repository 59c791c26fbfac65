/**
 * The page's end of a recording, played with what an editor's page uses: WebSocket, Worker, fetch, XMLHttpRequest and
 * EventSource. The address says what to play: `?capture=NAME&speed=N&loops=N` (0 loops: until stopped).
 */
import type { Line, Take } from './lines.ts';
import { type End, playEnd } from './play.ts';
import { openWire, playWorker, type Seen, type Wire } from './wires.ts';

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

const seen: Seen = {
  out: () => counts.out++,
  in(bytes) {
    counts.in++;
    counts.bytes += bytes;
  },
  log(line) {
    element('connection').textContent = line;
    log(line);
  },
};

/** Plays the page's end of a take; resolves when both ends have said everything. */
async function play(take: Take): Promise<void> {
  const wires = new Map<number, Wire>();
  const workers = take.workers.map(async (talk, index) => {
    await pause(talk.t / take.speed);
    return playWorker(take, index, talk, seen);
  });
  let end: End | undefined;
  let fail: (reason: unknown) => void = () => {};
  const heard = () => end?.heard();
  const say = (open: Line) => {
    if (open.kind === 'ack') return void fetch(`/takes/${take.id}/heard`, { method: 'POST' });
    const known = wires.get(open.talk);
    if (known) return known.say(open);
    const wire = openWire({ take, index: open.talk, open, seen, heard });
    wire.over.catch(fail);
    wires.set(open.talk, wire);
  };
  await new Promise<void>((resolve, reject) => {
    fail = reject;
    end = playEnd(take.lines, 'page', take.speed, (n) => take.lines[n] && say(take.lines[n]), resolve);
  });
  await Promise.all([...workers, ...[...wires.values()].map((wire) => wire.over)]);
}

/** Expected length of a take, ms. */
function lengthOf({ lines, workers, speed }: Take): number {
  const ends = [lines.at(-1)?.t ?? 0, ...workers.map(({ t, lines: own }) => t + (own.at(-1)?.t ?? 0))];
  return Math.max(...ends) / speed;
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

/** The list under an editor's name, made when it is needed. */
function listOf(product: string): HTMLElement {
  const known = document.querySelector<HTMLElement>(`#captures [data-product="${CSS.escape(product)}"]`);
  if (known) return known;
  const [title, items] = [document.createElement('h3'), document.createElement('ul')];
  title.textContent = product;
  items.dataset.product = product;
  element('captures').append(title, items);
  return items;
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
    listOf(entry.product).append(item);
    if (entry.name === capture || entry.name.endsWith(`/${capture}`)) element('note').textContent = entry.note;
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

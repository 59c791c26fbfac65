/** A page that is busy as a seed says, and a socket that sends it frames at known times. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { type WebSocket, WebSocketServer } from 'ws';
import { fromMillis, type Micros } from '../../src/model/time.ts';

export interface BusyPageServer {
  readonly url: string;
  /** Frames sent so far. */
  readonly sent: readonly Sent[];
  /** Half the shortest round trip between the two clocks, and the page's clock minus ours, microseconds. */
  readonly clocks: { readonly errorUs: number; readonly offsetUs: number };
  close(): Promise<void>;
}

export interface Sent {
  readonly node: string;
  /** When it was handed to the socket. */
  readonly atUs: Micros;
  /** When a copy of it reached a worker of the page that has nothing else to do, by the worker's clock. */
  copyUs?: Micros;
}

/** Of the page's work and of the server's sending: the same on every machine. */
const SEED = 20261123;
const FRAMES = 400;
const PINGS = 60;

export function now(): Micros {
  return fromMillis(performance.timeOrigin + performance.now());
}

/** Numbers from 0 to 1 (Park & Miller 1988); runs in the page too, from its source. */
function numbers(seed: number): () => number {
  let state = seed % 2147483647;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/**
 * Answers pings with its clock while it is idle. Told to go, it asks for a run like NodeTool's page and is busy from then on: tasks
 * of its own, work in its handler of every fourth frame, and idle stretches between.
 */
const PAGE = (native: boolean) =>
  `<!doctype html><title>busy</title><link rel="icon" href="data:,"><script>
  window.begin = () => {
  const random = (${numbers})(${SEED});
  const burn = (ms) => { const until = performance.now() + ms; while (performance.now() < until); };
  const clock = () => performance.timeOrigin + performance.now();
  let frames = 0;
  function work() {
    if (document.documentElement.dataset.state === 'over') return;
    const idle = random() < 0.25;
    if (!idle) burn(2 + 120 * random() ** 2);
    setTimeout(work, idle ? 60 + 200 * random() : 40 * random());
  }
  const pings = new WebSocket('ws://' + location.host + '/pings');
  pings.onmessage = () => pings.send(String(clock()));
  const copies = 'const s = new WebSocket("ws://' + location.host + '/copies");' +
    's.onmessage = ({ data }) => s.send(data + " " + (performance.timeOrigin + performance.now()));';
  new Worker(URL.createObjectURL(new Blob([copies])));
  const socket = new WebSocket('ws://' + location.host + '/ws');
  // The same frames over a socket of the browser's own, which only a frame without an address has where the site has the precise clock.
  if (!NATIVE) new WebSocket('ws://' + location.host + '/native');
  else {
    window.natives = {};
    const own = document.documentElement.appendChild(document.createElement('iframe')).contentWindow;
    new own.WebSocket('ws://' + location.host + '/native').onmessage = ({ data }) => { natives[data] = clock(); };
  }
  socket.onmessage = ({ data }) => {
    if (data === 'go') {
      socket.send(JSON.stringify({ type: 'run_job', command: 'run_job', data: { job_id: 'busy', workflow_id: 'w' } }));
      setTimeout(work, 0);
    } else if (data === 'over') document.documentElement.dataset.state = 'over';
    else if (++frames % 4 === 0) burn(30 * random());
  };
  };
  ${native ? '' : 'begin();'}
</script>`.replaceAll('NATIVE', String(native));

/** `native`: begins when the page's `begin()` is called, and has each frame's name told over a socket of the browser's own too: `natives`. */
export async function startBusyPage({ native = false } = {}): Promise<BusyPageServer> {
  const sent: Sent[] = [];
  const clocks = { errorUs: Number.POSITIVE_INFINITY, offsetUs: 0 };
  const http = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE(native));
  });
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  const open = new Map<string | undefined, WebSocket>();
  let started = false;
  sockets.on('connection', (socket, request) => {
    open.set(request.url, socket);
    const [pings, ws, copies, own] = ['/pings', '/ws', '/copies', '/native'].map((path) => open.get(path));
    if (!pings || !ws || !copies || !own || started) return;
    started = true;
    copies.on('message', (data) => {
      const [node, ms] = String(data).split(' ');
      const frame = sent.find((f) => f.node === node);
      if (frame) frame.copyUs = fromMillis(Number(ms));
    });
    measure(pings, clocks, () => play(ws, [copies, own], sent));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    sent,
    clocks,
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

/** The page's clock against ours, by the ping that took least. */
function measure(socket: WebSocket, clocks: { errorUs: number; offsetUs: number }, done: () => void): void {
  let left = PINGS;
  let asked = now();
  const ask = (): void => {
    asked = now();
    socket.send('?');
  };
  socket.on('message', (data) => {
    const heard = now();
    const errorUs = (heard - asked) / 2;
    if (errorUs < clocks.errorUs) {
      clocks.errorUs = errorUs;
      clocks.offsetUs = fromMillis(Number(String(data))) - (asked + heard) / 2;
    }
    if (--left > 0) ask();
    else done();
  });
  ask();
}

/** A run of many nodes, one frame for each, at times that have nothing to do with the page's. */
function play(socket: WebSocket, copies: readonly WebSocket[], sent: Sent[]): void {
  const random = numbers(SEED + 1);
  const say = (message: object): void => socket.send(JSON.stringify(message));
  const next = (): void => {
    if (sent.length >= FRAMES) {
      say({ type: 'job_update', job_id: 'busy', workflow_id: 'w', status: 'completed' });
      socket.send('over');
      return;
    }
    const node = `n${sent.length}`;
    const text = {
      type: 'node_update',
      job_id: 'busy',
      workflow_id: 'w',
      node_id: node,
      node_type: 'x.Y',
      status: 'running',
    };
    sent.push({ node, atUs: now() });
    say(text);
    for (const copy of copies) copy.send(node);
    setTimeout(next, 40 * random());
  };
  socket.once('message', () => {
    say({ type: 'job_update', job_id: 'busy', workflow_id: 'w', status: 'running' });
    next();
  });
  socket.send('go');
}

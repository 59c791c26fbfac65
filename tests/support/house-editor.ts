/** An in-house editor as companies have them: its page, its socket, its streaming endpoint, and what its server really did. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';

export interface HouseEditor {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  /** Start and end of each node by the server's clock, epoch ms, run by run. */
  readonly done: readonly (readonly (readonly [node: string, start: number, end: number])[])[];
  close(): Promise<void>;
}

/** Buttons as functions: `play()` over the socket that is open since the page loaded, `stream()` by a POST. */
const PAGE = `<!doctype html><title>House editor</title><script>
  const socket = new WebSocket('ws://' + location.host + '/flow?token=secret');
  const opened = new Promise((resolve) => { socket.onopen = resolve; });
  const waiting = [];
  socket.onmessage = ({ data }) => { if (JSON.parse(data).type === 'run_finished') waiting.shift()?.(); };
  async function play() {
    await opened;
    await new Promise((resolve) => { waiting.push(resolve); socket.send(JSON.stringify({ cmd: 'go', prompt: 'secret words' })); });
  }
  async function stream() {
    const answer = await fetch('/stream', { method: 'POST', body: JSON.stringify({ prompt: 'secret words' }) });
    const reader = answer.body.getReader();
    while (!(await reader.read()).done);
  }
</script>`;

const NODES = [
  ['load', 30],
  ['think', 80],
  ['save', 20],
] as const;

export async function startHouseEditor(): Promise<HouseEditor> {
  const done: (readonly [string, number, number])[][] = [];

  /** Works through the nodes; each step is told as it happens, with the server's time of it. */
  async function work(tell: (type: string, data: object, ts: number) => void): Promise<void> {
    const run = `run-${done.length + 1}`;
    const spans: [string, number, number][] = [];
    done.push(spans);
    tell('run_started', { run, name: 'House flow' }, Date.now());
    for (const [id, ms] of NODES) {
      const start = Date.now();
      tell('node_started', { run, id, label: id.toUpperCase() }, start);
      await pause(ms);
      const end = Date.now();
      tell('node_finished', { run, id, output: 'secret result' }, end);
      spans.push([id, start, end]);
    }
    tell('run_finished', { run }, Date.now());
  }

  async function streamed(response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    await work((type, data, ts) => response.write(`event: ${type}\ndata: ${JSON.stringify({ ts, data })}\n\n`));
    response.end();
  }

  const server = createServer((request, response) => {
    if (request.url === '/stream') void streamed(response);
    else response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket: WebSocket) => {
    socket.on('message', () => void work((type, data, ts) => socket.send(JSON.stringify({ type, ts, data }))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    done,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

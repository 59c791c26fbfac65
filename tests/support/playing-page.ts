/** A page that is played a stream at full speed over a real socket, reads each frame as its editor would and shows what it read. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import type { PageTraffic } from './page-traffic.ts';

export interface PlayingServer {
  /** Address of the page that plays the stream of this index when `play()` is called in it. */
  url(index: number): string;
  close(): Promise<void>;
}

const MSGPACK = readFileSync(
  join(createRequire(import.meta.url).resolve('@msgpack/msgpack'), '../../dist.umd/msgpack.min.js'),
);

/**
 * Reading is all that a page must do; a real one draws its whole graph anew. The state of each node is kept and shown once a frame of the
 * screen. `read` is a function of its own so that a profile tells what reading took.
 */
const PAGE = `<!doctype html><title>playing</title><link rel="icon" href="data:,"><ol></ol><script src="/msgpack.js"></script><script>
  const decoder = new TextDecoder();
  const states = new Map();
  const rows = new Map();
  let frames = 0;
  let drawing = false;
  function read(data) {
    if (typeof data === 'string') return JSON.parse(data);
    const bytes = new Uint8Array(data);
    return bytes[0] === 0x7b ? JSON.parse(decoder.decode(bytes)) : MessagePack.decode(bytes);
  }
  function draw() {
    drawing = false;
    for (const [node, state] of states) {
      let row = rows.get(node);
      if (!row) rows.set(node, (row = document.querySelector('ol').appendChild(document.createElement('li'))));
      row.textContent = node + ' ' + state;
    }
    states.clear();
  }
  function show(message) {
    const data = message.data ?? message;
    states.set(data.node ?? data.node_id ?? data.nodeName ?? '', message.type + ' ' + (data.value ?? data.status ?? ''));
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(draw);
  }
  /** Resolves when all has come and a pause has passed in which what was put off is done. */
  function play(requests, count) {
    return new Promise((resolve) => {
      frames = 0;
      const socket = new WebSocket('ws://' + location.host + '/ws' + location.search);
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => {
        for (const request of requests) socket.send(Uint8Array.from(atob(request), (c) => c.charCodeAt(0)));
      };
      socket.onmessage = ({ data }) => {
        show(read(data));
        if (++frames !== count) return;
        socket.close();
        setTimeout(() => requestIdleCallback(() => resolve()), 250);
      };
    });
  }
</script>`;

export async function startPlayingServer(streams: readonly PageTraffic[]): Promise<PlayingServer> {
  const server = createServer((request, response) => {
    const script = request.url === '/msgpack.js';
    response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html' });
    response.end(script ? MSGPACK : PAGE);
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on('connection', (socket, { url }) => {
    const stream = streams[Number(new URL(url ?? '', 'http://page').searchParams.get('stream'))];
    let awaited = stream?.requests.length ?? 0;
    const begin = () => {
      for (const frame of stream?.frames ?? []) socket.send(frame);
    };
    if (awaited === 0) begin();
    else socket.on('message', () => --awaited === 0 && begin());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (index) => `http://127.0.0.1:${port}/?stream=${index}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

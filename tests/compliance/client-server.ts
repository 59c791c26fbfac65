/** A server for well-known clients: what they need to connect, to lose their connection, to stream and to fail. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Server as SocketIo } from 'socket.io';
import { build, type Rollup } from 'vite';
import { WebSocketServer } from 'ws';
import type { CheckServer } from './server.ts';

const PAGE = '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/clients.js"></script>';

/** The page's script with all clients in it. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      rollupOptions: { input: new URL('page/clients-main.ts', import.meta.url).pathname },
    },
  });
  const { output } = (Array.isArray(built) ? built[0] : built) as Rollup.RollupOutput;
  const chunk = output.find((each) => each.type === 'chunk' && each.isEntry);
  if (chunk?.type !== 'chunk' || output.length !== 1) throw new Error('the clients are not one script');
  return chunk.code;
}

const worker = (): Promise<string> =>
  readFile(createRequire(import.meta.url).resolve('msw/mockServiceWorker.js'), 'utf8');

async function answer(script: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const say = (type: string, body: string, status = 200): void => {
    response.writeHead(status, { 'content-type': type }).end(body);
  };
  switch (pathname) {
    case '/':
      return say('text/html', PAGE);
    case '/clients.js':
      return say('text/javascript', script);
    case '/mockServiceWorker.js':
      return say('text/javascript', await worker());
    case '/json':
      return say('application/json', '{"a":[1,2,{"b":"ü"}]}');
    case '/fail':
      return say('application/json', '{"error":"busy"}', 503);
    case '/large':
      return say('application/json', JSON.stringify({ text: 'x'.repeat(300_000) }));
    case '/never':
      return;
    case '/events': {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      for (let i = 0; i < 3; i++) response.write(`id: ${i}\nevent: tick\ndata: {"n":${i}}\ndata: more\n\n`);
      response.end(': the end\n\n');
      return;
    }
    case '/upload': {
      let size = 0;
      for await (const part of request) size += (part as Buffer).length;
      return say('application/json', JSON.stringify({ size, type: request.headers['content-type'] ?? '' }));
    }
    default:
      return say('text/plain', 'not there', 404);
  }
}

/** Starts it on a free port. */
export async function startClientServer(): Promise<Pick<CheckServer, 'url' | 'close'>> {
  const script = await bundle();
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/socket.io/')) void answer(script, request, response);
  });
  const io = new SocketIo(server, { serveClient: false, destroyUpgrade: false });
  io.on('connection', (socket) => {
    socket.on('add', (a: number, b: number, reply: (sum: number) => void) => reply(a + b));
    socket.on('bytes', (bytes: Buffer) => socket.emit('bytes', Buffer.from(bytes).reverse()));
    socket.on('leave', () => socket.disconnect(true));
  });
  const sockets = new WebSocketServer({ noServer: true });
  let drops = 0;
  server.on('upgrade', (request, stream, head) => {
    const { url = '' } = request;
    if (url.startsWith('/socket.io/')) return;
    sockets.handleUpgrade(request, stream, head, (socket) => {
      if (url.startsWith('/twice') && drops++ % 3 < 2) socket.on('message', () => socket.terminate());
      else socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      await io.close();
      server.closeAllConnections();
    },
  };
}

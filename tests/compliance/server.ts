/** A page server and a socket server for the checks. */
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerHttp } from './http-routes.ts';

export interface CheckServer {
  readonly url: string;
  /** Resolves when a page asks for this path, or at once if one has. The prerendered page asks for it from its own script. */
  visited(path: string): Promise<void>;
  close(): Promise<void>;
}

const PAGE = '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/main.ts"></script>';
const BLANK = '<!doctype html><link rel="icon" href="data:,"><body>';
/** Says that it runs, long after our scripts at document_start. */
const PRERENDERED = `${BLANK}<script>fetch('/prerendered/runs')</script>`;
/** As strict as a page can be that still runs its own modules: nothing inline, no text made into code or markup. */
const STRICT = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-src 'self'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');
const SPOKEN = new Set(['one', 'two']);

const routes: Readonly<Record<string, (socket: WebSocket, path: readonly string[]) => void>> = {
  /** Sends back what it gets. */
  echo: (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
  /** /close/<code>/<reason> */
  close: (socket, [code, reason]) => socket.close(Number(code), reason),
  /** Ends the connection without a word when the page has spoken: at once would race with the page's `open` event. */
  drop: (socket) => socket.on('message', () => socket.terminate()),
  /** 1000 numbered frames of both kinds and sizes from 4 bytes to 40 kB, then the end. */
  mixed(socket) {
    for (let i = 0; i < 1000; i++) {
      if (i % 3 === 0) socket.send(`text ${i} ${'x'.repeat((i * 37) % 500)}`);
      else socket.send(new Uint32Array(1 + ((i * 101) % 10_000)).fill(i));
    }
    socket.close(1000);
  },
};

/** Starts both on a free port. */
export async function startCheckServer(): Promise<CheckServer> {
  const visits = new EventEmitter();
  const visited = new Set<string>();
  const server = createServer(async (request, response) => {
    const { url = '/' } = request;
    visited.add(url);
    visits.emit(url);
    if (url === '/reading') response.setHeader('content-type', 'text/html').end(PAGE.replace('main', 'reading-main'));
    else if (url === '/strict')
      response.setHeader('content-security-policy', STRICT).setHeader('content-type', 'text/html').end(PAGE);
    else if (url === '/' || url === '/precise') response.setHeader('content-type', 'text/html').end(PAGE);
    else if (url.startsWith('/blank')) response.setHeader('content-type', 'text/html').end(BLANK);
    else if (url === '/prerendered') response.setHeader('content-type', 'text/html').end(PRERENDERED);
    else if (url.endsWith('.ts')) {
      const source = await readFile(new URL(`page/${basename(url)}`, import.meta.url), 'utf8');
      response.setHeader('content-type', 'text/javascript').end(stripTypeScriptTypes(source));
    } else if (!answerHttp(request, response)) response.writeHead(404).end();
  });
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: (offered) => [...offered].find((protocol) => SPOKEN.has(protocol)) ?? false,
  });
  server.on('upgrade', (request, stream, head) => {
    const [route = '', ...path] = (request.url ?? '').slice(1).split('/');
    const serve = routes[route];
    if (!serve) return stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    return sockets.handleUpgrade(request, stream, head, (socket) => serve(socket, path));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async visited(path) {
      if (!visited.has(path)) await once(visits, path);
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

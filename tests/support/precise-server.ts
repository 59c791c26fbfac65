/** A page that opens sockets when it is told to, and the server of these: what a busy, leaving or broken page does to them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';

export interface PreciseServer {
  readonly url: string;
  /** Close codes by the path of their socket. */
  readonly closed: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export const BULK = { frames: 600, bytes: 512 << 10 } as const;

/** No worker from a blob. */
const POLICY = "default-src 'self' 'unsafe-inline'; connect-src *";
const PAGE = '<!doctype html><link rel="icon" href="data:,"><body>';

/** A certificate of nobody, for this machine, made anew each time. */
function certificate(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'longpole-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const what = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-days', '2'];
  const how = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...how, '-keyout', key, '-out', cert, ...what], { stdio: 'ignore' });
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return pair;
}

export interface PreciseServerOptions {
  readonly secure?: boolean;
  readonly deflate?: boolean;
}

export async function startPreciseServer({
  secure = false,
  deflate = false,
}: PreciseServerOptions = {}): Promise<PreciseServer> {
  const closed = new Map<string, number>();
  let sent = 0;
  const answer: RequestListener = ({ url = '' }, response) => {
    if (url.startsWith('/forbids')) response.setHeader('content-security-policy', POLICY);
    // Bytes of bulk sent so far.
    if (url === '/sent') response.end(String(sent));
    else response.setHeader('content-type', 'text/html').end(PAGE);
  };
  const server = secure ? createSecureServer(certificate(), answer) : createServer(answer);
  const sockets = new WebSocketServer({ server, perMessageDeflate: deflate && { threshold: 0 } });
  const routes: Readonly<Record<string, (socket: WebSocket) => void>> = {
    '/echo': (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
    /** Reserved bits: no server may send them. */
    '/broken': (socket) =>
      socket.on('message', () =>
        (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(Buffer.from([0xff, 0])),
      ),
    /** Numbered frames, each when the one before has left. */
    '/bulk': (socket) =>
      socket.once('message', async () => {
        sent = 0;
        for (let i = 0; i < BULK.frames; i++) {
          const frame = Buffer.alloc(BULK.bytes);
          frame.writeUInt32LE(i);
          await new Promise<unknown>((resolve) => socket.send(frame, resolve));
          sent += BULK.bytes;
        }
        socket.close(4001, 'all');
      }),
    /** Three frames, and gone without a word. */
    '/drop': (socket) =>
      socket.on('message', () => {
        for (const text of ['a', 'b', 'c']) socket.send(text);
        socket.terminate();
      }),
  };
  sockets.on('connection', (socket, { url = '' }) => {
    socket.on('error', () => {});
    socket.on('close', (code) => closed.set(url, code));
    routes[url.replace(/\?.*/, '')]?.(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    closed,
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

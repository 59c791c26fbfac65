/** A page and a socket server under a test's full control: for traffic that no capture would hold. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface RawServer {
  readonly url: string;
  /** The server's end of the next connection that the page opens. */
  nextSocket(): Promise<WebSocket>;
  close(): Promise<void>;
}

/** The page listens as NodeTool's does, and counts what its own handler got. */
const PAGE = `<!doctype html><title>raw</title><link rel="icon" href="data:,"><script>
  window.seen = { frames: 0, bytes: 0 };
  window.errors = [];
  addEventListener('error', (event) => errors.push(event.message));
  window.open_ = () => new Promise((resolve) => {
    window.socket = new WebSocket('ws://' + location.host + '/ws');
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => {
      seen.frames++;
      seen.bytes += typeof data === 'string' ? data.length : data.byteLength;
    };
    socket.onopen = resolve;
  });
</script>`;

export async function startRawServer(): Promise<RawServer> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
  });
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    nextSocket: () => new Promise((resolve) => sockets.once('connection', resolve)),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

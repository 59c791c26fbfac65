/** Runs in the page's own worker, from a blob: holds the real sockets. Built into a text by scripts/precise.ts. */
import { PAGE_LIMITS } from '../../src/model/limits.ts';
import { createFlow } from './flow.ts';
import type { Opening } from './wire.ts';
import { createWorkerClock } from './worker-clock.ts';
import { now, serveSocket } from './worker-socket.ts';

const flow = createFlow(PAGE_LIMITS.unhandledBytes);
const clock = createWorkerClock(now, setTimeout);

addEventListener('message', ({ data, ports: [port] }: MessageEvent<Opening | number | 'there?'>) => {
  if (data === 'there?') postMessage('here');
  else if (typeof data === 'number') flow.handled(data);
  else if (port) serveSocket(port, data, flow, clock);
});
// Only a worker that has what it takes says so.
if (typeof WebSocketStream === 'function') postMessage('ready');

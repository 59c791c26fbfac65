import { PAGE_LIMITS } from '../../src/model/limits.ts';
import type { Flow } from './flow.ts';
import { type Lateness, lateAt, ON_TIME, paused, read } from './lateness.ts';
import { type FromWorker, type Opening, type ToWorker, weightOf } from './wire.ts';
import type { WorkerClock } from './worker-clock.ts';

type Reader = ReadableStreamDefaultReader<string | ArrayBuffer | Uint8Array<ArrayBuffer>>;

export const now = (): number => performance.timeOrigin + performance.now();

/** One real socket: what comes is stamped and handed on, what the page sends leaves in its order. */
export function serveSocket(port: MessagePort, { url, protocols }: Opening, flow: Flow, clock: WorkerClock): void {
  const abort = new AbortController();
  let sending: Promise<unknown> = Promise.resolve();
  let writer: WritableStreamDefaultWriter<string | ArrayBuffer> | undefined;
  let closing = false;
  let stream: WebSocketStream;
  const post = (message: FromWorker, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
  const fail = (): void => post(['end', now(), 1006, '', false, true]);

  function send(data: string | ArrayBuffer | Blob, bytes: number): void {
    // A Blob takes a while to be read; what was sent after it must wait for it.
    sending = sending.then(async () => {
      const whole = data instanceof Blob ? await data.arrayBuffer() : data;
      // Not awaited: the stream keeps the order, and the next is to be on its way at once.
      writer?.write(whole).then(
        () => post(['sent', bytes]),
        () => {},
      );
    });
  }

  function close(code: number | undefined, reason: string): void {
    closing = true;
    const info = { ...(code !== undefined && { closeCode: code }), ...(reason !== '' && { reason }) };
    if (!writer) abort.abort();
    else sending = sending.then(() => stream.close(info));
  }

  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (data[0] === 'send') send(data[1], data[2]);
    else close(data[1], data[2]);
  };

  async function run(): Promise<void> {
    const { readable, writable, protocol, extensions } = await stream.opened;
    writer = writable.getWriter();
    post(['open', now(), protocol, extensions]);
    await readAll(readable.getReader(), { flow, clock, post, closing: () => closing });
    await stream.closed.then(
      ({ closeCode, reason }) => post(['end', now(), closeCode, reason, true, false]),
      (error) => post(['end', now(), error.closeCode ?? 1006, error.reason ?? '', false, false]),
    );
  }

  try {
    stream = new WebSocketStream(url, { protocols, signal: abort.signal });
    stream.closed.catch(() => {});
    run().catch(fail);
  } catch {
    fail();
  }
}

interface Reading {
  readonly flow: Flow;
  readonly clock: WorkerClock;
  post(message: FromWorker, transfer: Transferable[]): void;
  /** The page has closed it: what still comes is not for it, but has to be read, for the end comes behind it. */
  closing(): boolean;
}

/** Reads until the connection ends, however it does, and no faster than the page takes it. */
async function readAll(reader: Reader, { flow, clock, post, closing }: Reading): Promise<void> {
  let lateness: Lateness = ON_TIME;
  try {
    for (;;) {
      const full = closing() ? undefined : flow.room();
      if (full) {
        lateness = paused(lateness, now());
        await full;
      }
      const asked = now();
      const { value, done } = await reader.read();
      if (done) return;
      if (closing()) continue;
      const t = now();
      lateness = read(lateness, asked, t);
      const data = ArrayBuffer.isView(value) ? value.buffer : value;
      flow.took(weightOf(data));
      const usual = Math.max(PAGE_LIMITS.workerLateMs, clock.late(t));
      post([t, lateAt(lateness, t, usual), data], typeof data === 'string' ? [] : [data]);
    }
  } catch {
    // How it ended is told by the stream.
  }
}

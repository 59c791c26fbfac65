/** What a page can learn of answers that it reads piece by piece. The server's pieces come when the page asks for them. */

import { bodyOf, errorOf, flow, gated, newGate, outcome, textOf } from './http-kit.ts';
import { attempt, checks, members, show } from './kit.ts';

type Bytes = Uint8Array<ArrayBuffer>;
const shownRead = ({ done, value }: ReadableStreamReadResult<Uint8Array>) => [done, value && textOf(value)];

/** Reads to the end. */
async function readOut(reader: ReadableStreamDefaultReader<Bytes>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (let read = await reader.read(); !read.done; read = await reader.read())
    text += decoder.decode(read.value, { stream: true });
  return text + decoder.decode();
}

/** Polls how much the server could send until that stays the same: then either all is sent or the page's end is full. */
async function settledFlood(id: string): Promise<number> {
  const sent = async () => Number(await (await fetch(`/flooded?id=${id}`)).text());
  let last = await sent();
  for (let same = 0; same < 8; ) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    const now = await sent();
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return last;
}

const FLOOD = 48 << 20;

export const FETCH_STREAMS = checks({
  'fetch stream: the body': async () => {
    const response = await flow('flow');
    const body = bodyOf(response);
    return [
      show(body),
      members(body),
      body === response.body,
      body.locked,
      response.bodyUsed,
      await readOut(body.getReader()),
    ];
  },
  'fetch stream: no body': async () => show((await flow('empty')).body),
  'fetch stream: a reader and its results': async () => {
    const { response, gate } = await gated();
    const reader = bodyOf(response).getReader();
    const promise = reader.read();
    const first = await promise;
    const facts = [show(reader), members(reader), show(promise), members(promise), members(first)];
    await gate.end();
    const last = await reader.read();
    return [facts, shownRead(first), members(last), await outcome(reader.closed), shownRead(await reader.read())];
  },
  'fetch stream: pieces as they come': async () => {
    const { response, gate } = await gated();
    const reader = bodyOf(response).getReader();
    const got = [shownRead(await reader.read())];
    for (const text of ['data: one\n\n', 'da', 'ta: ü\n\n', '👋']) {
      await gate.push(text);
      got.push(shownRead(await reader.read()));
    }
    await gate.end();
    return [...got, shownRead(await reader.read()), response.bodyUsed];
  },
  'fetch stream: a character cut in two': async () => {
    const { response, gate } = await gated();
    const reader = bodyOf(response).getReader();
    await reader.read();
    await gate.push(new Uint8Array([0xc3]));
    const { value: one } = await reader.read();
    await gate.push(new Uint8Array([0xbc]));
    const { value: other } = await reader.read();
    await reader.cancel();
    return [[...(one ?? [])], [...(other ?? [])]];
  },
  'fetch stream: reads that wait, in order': async () => {
    const { response, gate } = await gated();
    const reader = bodyOf(response).getReader();
    const log: unknown[] = [];
    const reads = [1, 2, 3].map((number) => reader.read().then((read) => log.push([number, ...shownRead(read)])));
    await reads[0];
    await gate.push('second');
    await reads[1];
    await gate.end();
    await reads[2];
    return log;
  },
  'fetch stream: a piece can be changed and transferred': async () => {
    const { value } = await bodyOf(await flow('flow'))
      .getReader()
      .read();
    value?.fill(1);
    const moved = value && structuredClone(value.buffer, { transfer: [value.buffer] });
    return [value?.byteLength, moved && moved.byteLength > 0];
  },
  'fetch stream: cancel by the reader reaches the server': async () => {
    const { response, gate } = await gated();
    const reader = bodyOf(response).getReader();
    await reader.read();
    const result = await outcome(reader.cancel('mine'));
    return [result, await gate.gone(), await outcome(reader.read(), JSON.stringify), await outcome(reader.closed)];
  },
  'fetch stream: cancel of the stream reaches the server': async () => {
    const { response, gate } = await gated();
    return [
      await outcome(bodyOf(response).cancel()),
      await gate.gone(),
      response.bodyUsed,
      await outcome(response.text()),
    ];
  },
  'fetch stream: cancel of a locked stream': async () => {
    const { response, gate } = await gated();
    const reader = bodyOf(response).getReader();
    const refused = await outcome(bodyOf(response).cancel());
    await gate.end();
    return [refused, await readOut(reader)];
  },
  'fetch stream: aborted between and during reads': async () => {
    const abort = new AbortController();
    const { response, gate } = await gated({ signal: abort.signal });
    const reader = bodyOf(response).getReader();
    await reader.read();
    const waiting = outcome(reader.read());
    abort.abort();
    return [await waiting, await outcome(reader.read()), await outcome(reader.closed), await gate.gone()];
  },
  'fetch stream: aborted with a reason': async () => {
    const abort = new AbortController();
    const reason = new RangeError('mine');
    const { response } = await gated({ signal: abort.signal });
    const reader = bodyOf(response).getReader();
    await reader.read();
    abort.abort(reason);
    return reader.read().catch((error) => [error === reason, errorOf(error)]);
  },
  'fetch stream: broken by the server': async () => {
    const { response, gate } = await gated();
    const reader = bodyOf(response).getReader();
    await reader.read();
    await gate.break();
    return [await outcome(reader.read()), await outcome(reader.closed), await outcome(reader.read())];
  },
  'fetch stream: an unhandled failure of read fires unhandledrejection with the page’s promise': async () => {
    const abort = new AbortController();
    const { response } = await gated({ signal: abort.signal });
    const reader = bodyOf(response).getReader();
    await reader.read();
    return new Promise((resolve) => {
      window.addEventListener(
        'unhandledrejection',
        (event) => {
          event.preventDefault();
          resolve([event.promise === promise, errorOf(event.reason)]);
        },
        { once: true },
      );
      const promise = reader.read();
      abort.abort();
    });
  },
  'fetch stream: locks': async () => {
    const response = await flow('flow');
    const body = bodyOf(response);
    const one = body.getReader();
    const taken = [
      body.locked,
      attempt(() => body.getReader()),
      attempt(() => body.tee()),
      attempt(() => response.clone()),
    ];
    one.releaseLock();
    const free = [body.locked, await outcome(one.read()), await outcome(one.closed), attempt(() => one.releaseLock())];
    return [taken, free, await readOut(body.getReader())];
  },
  'fetch stream: a lock released while a read waits': async () => {
    const { response, gate } = await gated();
    const body = bodyOf(response);
    const one = body.getReader();
    await one.read();
    const waiting = outcome(one.read());
    const released = attempt(() => one.releaseLock());
    await gate.push('to the next');
    await gate.end();
    return [released, await waiting, body.locked, await readOut(body.getReader())];
  },
  'fetch stream: getReader: bad arguments': async () => {
    const body = bodyOf(await flow('flow'));
    const get = body.getReader as unknown as (options: unknown) => unknown;
    return [{ mode: 'junk' }, 7, null, undefined].map((options) =>
      attempt(() => {
        const reader = get.call(body, options) as ReadableStreamDefaultReader;
        reader.releaseLock();
        return show(reader);
      }),
    );
  },
  'fetch stream: a reader made by its constructor': async () => {
    const reader = new ReadableStreamDefaultReader(bodyOf(await flow('flow')));
    return [show(reader), await readOut(reader)];
  },
  'fetch stream: BYOB': async () => {
    const { response, gate } = await gated();
    const reader = bodyOf(response).getReader({ mode: 'byob' });
    const first = new Uint8Array(8);
    const promise = reader.read(first);
    const detached = first.byteLength;
    const { value, done } = await promise;
    const facts = [show(reader), detached, done, textOf(value), value?.buffer.byteLength, members(await promise)];
    const view = await reader.read(new DataView(new ArrayBuffer(16), 4, 6));
    await gate.end();
    const rest: unknown[] = [];
    for (;;) {
      const read = await reader.read(new Uint8Array(1000));
      rest.push([read.done, read.value && textOf(read.value), read.value?.buffer.byteLength]);
      if (read.done) break;
    }
    return [facts, show(view.value), view.value?.byteLength, rest];
  },
  'fetch stream: BYOB: bad views, after which it can be read': async () => {
    const body = bodyOf(await flow('flow'));
    const reader = body.getReader({ mode: 'byob' });
    const read = reader.read as unknown as (view: unknown) => Promise<unknown>;
    const refused: unknown[] = [];
    for (const view of [new Uint8Array(0), 7, undefined, {}]) refused.push(await outcome(read.call(reader, view)));
    reader.releaseLock();
    return [refused, await readOut(body.getReader())];
  },
  'fetch stream: asynchronous iteration': async () => {
    const { response, gate } = await gated();
    const body = bodyOf(response) as unknown as AsyncIterable<Uint8Array>;
    if (!body[Symbol.asyncIterator]) return 'not in this browser';
    const got: string[] = [];
    for await (const piece of body) {
      got.push(textOf(piece));
      await (got.length < 3 ? gate.push(`piece ${got.length}`) : gate.end());
    }
    return [got, bodyOf(response).locked];
  },
  'fetch stream: iteration left by break, by an error, with and without cancel': async () => {
    const results: unknown[] = [];
    for (const preventCancel of [false, true]) {
      const { response, gate } = await gated();
      const body = bodyOf(response) as ReadableStream & { values?(options: object): AsyncIterable<Uint8Array> };
      if (!body.values) return 'not in this browser';
      for await (const piece of body.values({ preventCancel })) {
        results.push(textOf(piece));
        break;
      }
      results.push(body.locked);
      if (!preventCancel) results.push(await gate.gone());
      else {
        await gate.end();
        results.push(await readOut(body.getReader()));
      }
    }
    return results;
  },
  'fetch stream: the iterator': async () => {
    const body = bodyOf(await flow('flow')) as unknown as AsyncIterable<Uint8Array>;
    if (!body[Symbol.asyncIterator]) return 'not in this browser';
    const iterator = body[Symbol.asyncIterator]();
    const prototype = Object.getPrototypeOf(iterator);
    const promise = iterator.next();
    return [show(iterator), members(iterator), members(prototype), show(promise), members(await promise)];
  },
  'fetch stream: tee, one branch ahead': async () => {
    const { response, gate } = await gated();
    const [one, other] = bodyOf(response).tee();
    const [ahead, behind] = [one.getReader(), other.getReader()];
    const got = [shownRead(await ahead.read())];
    await gate.push('next');
    got.push(shownRead(await ahead.read()), shownRead(await behind.read()), shownRead(await behind.read()));
    // Its promise waits for the other branch.
    const cancelled = outcome(ahead.cancel());
    await gate.push('for the other');
    got.push(shownRead(await behind.read()));
    await gate.end();
    got.push(shownRead(await behind.read()));
    return [got, await outcome(behind.cancel()), await cancelled, response.bodyUsed, bodyOf(response).locked];
  },
  'fetch stream: tee, both cancelled': async () => {
    const { response, gate } = await gated();
    const [one, other] = bodyOf(response).tee();
    const results = Promise.all([outcome(one.cancel('a')), outcome(other.cancel('b'))]);
    return [await results, await gate.gone()];
  },
  'fetch stream: clone, read by pieces and whole': async () => {
    const { response, gate } = await gated();
    const whole = response.clone().text();
    const reader = bodyOf(response).getReader();
    const got = [shownRead(await reader.read())];
    await gate.push('next');
    got.push(shownRead(await reader.read()));
    await gate.end();
    return [got, await readOut(reader), await whole];
  },
  'fetch stream: clone as telemetry does: read ahead, then left': async () => {
    const { response, gate } = await gated();
    const spy = bodyOf(response.clone()).getReader();
    await spy.read();
    void spy.cancel();
    await gate.push('the rest');
    await gate.end();
    return response.text();
  },
  'fetch stream: pipeThrough a TextDecoderStream': async () => {
    const { response, gate } = await gated();
    const text = bodyOf(response).pipeThrough(new TextDecoderStream());
    const reader = text.getReader();
    const got: unknown[] = [show(text), bodyOf(response).locked, (await reader.read()).value];
    await gate.push('ü');
    got.push((await reader.read()).value);
    await gate.end();
    return [got, await reader.read(), response.bodyUsed];
  },
  'fetch stream: pipeThrough what the page wrote': async () => {
    const { response, gate } = await gated();
    const upper = new TransformStream<string, string>({ transform: (text, out) => out.enqueue(text.toUpperCase()) });
    const stream = bodyOf(response).pipeThrough(new TextDecoderStream()).pipeThrough(upper);
    const reader = stream.getReader();
    const got = [(await reader.read()).value];
    await gate.push('next');
    got.push((await reader.read()).value);
    const cancelled = await outcome(reader.cancel());
    return [stream === upper.readable, got, cancelled, await gate.gone()];
  },
  'fetch stream: pipeThrough: bad arguments': async () => {
    const body = bodyOf(await flow('flow'));
    const pipe = body.pipeThrough as unknown as (transform: unknown) => unknown;
    return [{}, 7, undefined, { readable: body, writable: {} }].map((transform) =>
      attempt(() => pipe.call(body, transform)),
    );
  },
  'fetch stream: pipeTo, to the end and aborted': async () => {
    const got: string[] = [];
    const sink = () => new WritableStream<Uint8Array>({ write: (piece) => void got.push(textOf(piece)) });
    const done = await outcome(bodyOf(await flow('flow')).pipeTo(sink()));
    const { response, gate } = await gated();
    const abort = new AbortController();
    const piped = outcome(bodyOf(response).pipeTo(sink(), { signal: abort.signal }));
    abort.abort();
    return [done, got.join('').length > 0, await piped, await gate.gone()];
  },
  'fetch stream: transferred to a worker': async () => {
    const { port1, port2 } = new MessageChannel();
    const body = bodyOf(await flow('flow'));
    const sent = attempt(() => port1.postMessage(body, [body]));
    if (!sent.startsWith('undefined')) return sent;
    const { data } = await new Promise<MessageEvent>((resolve) => (port2.onmessage = resolve));
    return [sent, await readOut((data as ReadableStream<Bytes>).getReader())];
  },
  'fetch stream: what the page does not read, the server cannot send': async () => {
    const { id } = newGate();
    const response = await flow('flood', id);
    const reader = bodyOf(response).getReader();
    await reader.read();
    const sent = await settledFlood(id);
    await reader.cancel();
    return sent < FLOOD;
  },
  'fetch stream: an answer that is never touched holds the server back': async () => {
    const { id } = newGate();
    const abort = new AbortController();
    const response = await flow('flood', id, { signal: abort.signal });
    const sent = await settledFlood(id);
    abort.abort();
    return [sent < FLOOD, response.bodyUsed];
  },
  'fetch stream: 48 MB': async () => {
    const { id } = newGate();
    const reader = bodyOf(await flow('flood', id)).getReader();
    let bytes = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) bytes += read.value.byteLength;
    return bytes;
  },
});

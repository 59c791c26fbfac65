import type { Branch } from './body-tape.ts';
import { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, getter } from './natives.ts';
import { payloadOf } from './payload.ts';
import { afterSeen, whenRejected } from './promises.ts';
import { dataProperty } from './request-head.ts';
import { type PrivateMap, privateMap, resultProxy, tapResult } from './tap.ts';

type Read = ReadableStreamReadResult<unknown>;

/** Watches how the page reads those streams that are in `branches`, piece by piece. */
export function tapStreams(branches: PrivateMap<Branch>): void {
  tapReading(branches);
  tapIterators(branches);
  tapRouting(branches);
}

/** `getReader` and what readers do. */
function tapReading(branches: PrivateMap<Branch>): void {
  tapResult(ReadableStream.prototype, 'getReader', (reader, stream) => {
    const branch = branches.get(stream);
    if (branch) {
      branch.busy = true;
      branches.set(reader as object, branch);
    }
    return reader;
  });
  for (const { prototype } of [ReadableStreamDefaultReader, ReadableStreamBYOBReader]) {
    const closedOf = getter(prototype, 'closed');
    tapResult(prototype, 'read', (promise, reader) => {
      const branch = branches.get(reader);
      if (!branch) return promise;
      return afterSeen(
        promise as Promise<Read>,
        (read) => take(branch, read),
        () => {
          // Bad arguments and a released lock fail too; only when the stream failed is `closed` rejected while we have the reader.
          whenRejected(closedOf(reader) as Promise<void>, () => branches.get(reader)?.drop());
        },
      );
    });
    tapResult(prototype, 'cancel', (promise, reader) => {
      branches.get(reader)?.drop();
      return promise;
    });
    tapResult(prototype, 'releaseLock', (nothing, reader) => {
      const branch = branches.get(reader);
      if (branch) branch.busy = false;
      branches.delete(reader);
      return nothing;
    });
  }
}

/** `for await (const piece of stream)`. */
function tapIterators(branches: PrivateMap<Branch>): void {
  const { prototype } = ReadableStream;
  const place = getOwnPropertyDescriptor(prototype, 'values');
  const iterate = getOwnPropertyDescriptor(prototype, Symbol.asyncIterator);
  if (typeof place?.value !== 'function' || !iterate) return;
  const iterators = getPrototypeOf(new ReadableStream().values());
  const kept = privateMap<true>();
  const values = resultProxy(place.value, (iterator, stream, [options]) => {
    const branch = branches.get(stream);
    if (!branch) return iterator;
    branch.busy = true;
    branches.set(iterator as object, branch);
    if (dataProperty(options, 'preventCancel')) kept.set(iterator as object, true);
    return iterator;
  });
  // One function under two names.
  defineProperty(prototype, 'values', { ...place, value: values });
  defineProperty(prototype, Symbol.asyncIterator, { ...iterate, value: values });

  tapResult(iterators ?? undefined, 'next', (promise, iterator) => {
    const branch = branches.get(iterator);
    if (!branch) return promise;
    return afterSeen(promise as Promise<Read>, (read) => take(branch, read), branch.drop);
  });
  tapResult(iterators ?? undefined, 'return', (promise, iterator) => {
    const branch = branches.get(iterator);
    if (branch && kept.get(iterator)) branch.busy = false;
    else branch?.drop();
    return promise;
  });
}

/** Where the page leads a stream instead of reading it. */
function tapRouting(branches: PrivateMap<Branch>): void {
  const { prototype } = ReadableStream;
  const encodingOf = getter(TextDecoderStream.prototype, 'encoding');
  const lockedOf = getter(prototype, 'locked');

  function isUtf8Decoder(transform: unknown): boolean {
    try {
      return encodingOf(transform) === 'utf-8';
    } catch {
      return false;
    }
  }
  tapResult(prototype, 'tee', (pair, stream) => {
    const branch = branches.get(stream);
    const [one, other] = pair as [object, object];
    if (!branch) return pair;
    for (const half of [one, other]) branches.set(half, branch.split());
    branch.drop();
    return pair;
  });
  tapResult(prototype, 'pipeThrough', (out, stream, [transform]) => {
    const branch = branches.get(stream);
    if (!branch) return out;
    // What a decoder gives is the same text; what any other transform reads stays between the two.
    if (isUtf8Decoder(transform)) {
      branches.set(out as object, branch.split());
      branch.drop();
    } else branch.hide();
    return out;
  });
  tapResult(prototype, 'pipeTo', (promise, stream) => {
    branches.get(stream)?.hide();
    return promise;
  });
  tapResult(prototype, 'cancel', (promise, stream) => {
    // On a locked stream `cancel` fails.
    if (!lockedOf(stream)) branches.get(stream)?.drop();
    return promise;
  });
}

/** A result with `done` may still carry a value, an empty one (BYOB). */
function take(branch: Branch, { done, value }: Read): void {
  const data = payloadOf(value);
  if (done) branch.end();
  else if (data !== undefined) branch.piece(data);
}

/** Every way in which a page can read one and the same answer. Runs in the page: no imports. */
export type Way = (ask: () => Promise<Response>) => Promise<unknown>;

const bodyOf = (response: Response): ReadableStream<Uint8Array<ArrayBuffer>> => response.body ?? new ReadableStream();

async function drain(reader: { read(): Promise<{ readonly done: boolean }> }): Promise<void> {
  while (!(await reader.read()).done);
}

/** Ways whose pieces can be followed. */
export const OPEN_WAYS: Readonly<Record<string, Way>> = {
  text: async (ask) => (await ask()).text(),
  arrayBuffer: async (ask) => (await ask()).arrayBuffer(),
  reader: async (ask) => drain(bodyOf(await ask()).getReader()),
  BYOB: async (ask) => {
    const reader = bodyOf(await ask()).getReader({ mode: 'byob' });
    while (!(await reader.read(new Uint8Array(7))).done);
  },
  iteration: async (ask) => {
    const body = bodyOf(await ask()) as unknown as AsyncIterable<unknown>;
    for await (const piece of body) void piece;
  },
  decoder: async (ask) =>
    drain(
      bodyOf(await ask())
        .pipeThrough(new TextDecoderStream())
        .getReader(),
    ),
  'two readers, one after the other': async (ask) => {
    const body = bodyOf(await ask());
    const reader = body.getReader();
    await reader.read();
    reader.releaseLock();
    await drain(body.getReader());
  },
  'BYOB in part, then a decoder': async (ask) => {
    const body = bodyOf(await ask());
    const reader = body.getReader({ mode: 'byob' });
    await reader.read(new Uint8Array(40));
    reader.releaseLock();
    await drain(body.pipeThrough(new TextDecoderStream()).getReader());
  },
  'BYOB in part, then tee': async (ask) => {
    const body = bodyOf(await ask());
    const reader = body.getReader({ mode: 'byob' });
    await reader.read(new Uint8Array(40));
    reader.releaseLock();
    const [one, other] = body.tee();
    await drain(one.getReader());
    await drain(other.getReader());
  },
  'a lock released while a read waits': async (ask) => {
    const body = bodyOf(await ask());
    const reader = body.getReader();
    const reads = [reader.read(), reader.read(), reader.read()];
    reader.releaseLock();
    await Promise.allSettled(reads);
    await drain(body.getReader());
  },
  'whole, twice': async (ask) => {
    const response = await ask();
    await Promise.allSettled([response.text(), response.text(), response.arrayBuffer()]);
  },
  'tee, both': async (ask) => {
    const [one, other] = bodyOf(await ask()).tee();
    await drain(one.getReader());
    await drain(other.getReader());
  },
  'tee, by iteration in part, then by decoder': async (ask) => {
    const [one, other] = bodyOf(await ask()).tee();
    const iterator = (one as unknown as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    await iterator.next();
    // Its promise waits for the other half.
    void iterator.return?.();
    await drain(other.pipeThrough(new TextDecoderStream()).getReader());
  },
  'tee of a decoder, one ahead': async (ask) => {
    const [one, other] = bodyOf(await ask())
      .pipeThrough(new TextDecoderStream())
      .tee();
    const [ahead, behind] = [one.getReader(), other.getReader()];
    await ahead.read();
    await drain(behind);
    await drain(ahead);
  },
  'clone, one by BYOB in part, the other by pieces': async (ask) => {
    const response = await ask();
    const other = bodyOf(response.clone());
    const reader = bodyOf(response).getReader({ mode: 'byob' });
    for (let i = 0; i < 5; i++) await reader.read(new Uint8Array(11));
    await drain(other.getReader());
    void reader.cancel();
  },
  'reader, in spite of tries while it is locked and after': async (ask) => {
    const response = await ask();
    const body = bodyOf(response);
    const reader = body.getReader();
    await Promise.allSettled([response.text(), body.cancel(), response.json()]);
    await drain(reader);
    await response.text().catch(() => {});
  },
  'tee, the first left after one piece': async (ask) => {
    const [one, other] = bodyOf(await ask()).tee();
    const reader = one.getReader();
    await reader.read();
    void reader.cancel();
    await drain(other.getReader());
  },
  'clone, both whole': async (ask) => {
    const response = await ask();
    const clone = response.clone();
    await clone.text();
    await response.arrayBuffer();
  },
  'clone, left after one piece, then whole': async (ask) => {
    const response = await ask();
    const spy = bodyOf(response.clone()).getReader();
    await spy.read();
    void spy.cancel();
    await response.text();
  },
  'clone by pieces beside whole': async (ask) => {
    const response = await ask();
    await Promise.all([drain(bodyOf(response.clone()).getReader()), response.text()]);
  },
};

/** Ways that hide what is read. */
export const HIDDEN_WAYS: Readonly<Record<string, Way>> = {
  blob: async (ask) => (await ask()).blob(),
  pipeTo: async (ask) => bodyOf(await ask()).pipeTo(new WritableStream()),
  transform: async (ask) =>
    drain(
      bodyOf(await ask())
        .pipeThrough(new TransformStream())
        .getReader(),
    ),
};

/** Ways that leave before the end. */
export const LEAVING_WAYS: Readonly<Record<string, Way>> = {
  'cancel of the stream': async (ask) => bodyOf(await ask()).cancel(),
  'cancel of the reader': async (ask) =>
    bodyOf(await ask())
      .getReader()
      .cancel(),
  'break of an iteration': async (ask) => {
    for await (const piece of bodyOf(await ask()) as unknown as AsyncIterable<unknown>) {
      void piece;
      break;
    }
  },
  'both branches': async (ask) => {
    const [one, other] = bodyOf(await ask()).tee();
    await Promise.all([one.cancel(), other.cancel()]);
  },
};

/** Order of microtasks around fetch, and pages that replace what we build on. */

import { bodyOf, flow, outcome, wholeUrl } from './http-kit.ts';
import { checks, show } from './kit.ts';

/** Microtasks that pass until the promise is settled. */
async function microtasks(promise: PromiseLike<unknown>): Promise<number> {
  let settled = false;
  const done = () => {
    settled = true;
  };
  promise.then(done, done);
  let count = 0;
  while (!settled && count < 100) {
    await null;
    count++;
  }
  return count;
}

/** A stream that has come as a whole: each read is answered at once. */
async function readyStream(url = wholeUrl('json')): Promise<ReadableStream> {
  const [here, there] = bodyOf(await fetch(url)).tee();
  await new Response(there).text();
  return here;
}

const readyReader = async (url?: string) => (await readyStream(url)).getReader();

/** What differs: with the hook, an answer that an editor wants comes one microtask later. */
export const LATER_CHECKS = checks({
  'microtasks until a fetch that was aborted before fails': () =>
    microtasks(flow('flow', '', { signal: AbortSignal.abort() })),
  'microtasks until a piece that is there is read': async () => microtasks((await readyReader()).read()),
  'microtasks until a stream that is iterated gives a piece that is there': async () => {
    const stream = (await readyStream()) as unknown as AsyncIterable<unknown>;
    return microtasks(stream[Symbol.asyncIterator]().next());
  },
});

export const FETCH_ORDER = checks({
  'fetch order: microtasks of exchanges that no editor wants': async () => {
    const empty = await fetch('/empty');
    return [
      await microtasks(fetch('/plain', { signal: AbortSignal.abort() })),
      await microtasks((await readyReader('/plain')).read()),
      await microtasks(empty.text()),
      await microtasks(fetch('http://[')),
    ];
  },
  'fetch order: several reads keep theirs': async () => {
    const reader = await readyReader();
    const log: string[] = [];
    const reads = ['one', 'two', 'three'].map((name) =>
      reader.read().then(({ done }) => {
        log.push(`${name} ${done}`);
        queueMicrotask(() => log.push(`${name} micro`));
      }),
    );
    await Promise.all(reads);
    await null;
    return log;
  },
  'fetch order: then, catch, finally, await': async () => {
    const log: string[] = [];
    const promise = fetch(wholeUrl('json'));
    promise.finally(() => log.push('finally'));
    promise.then(
      () => log.push('then'),
      () => log.push('never'),
    );
    log.push('after the call');
    await promise;
    log.push('await');
    await Promise.resolve();
    return log;
  },
  'fetch order: handlers that throw': async () => {
    const failed = fetch(wholeUrl('json')).then(() => {
      throw new RangeError('mine');
    });
    return [await outcome(failed), await outcome(fetch(wholeUrl('json')).then((response) => response.status))];
  },
  'fetch order: a page that replaced then sees its calls only (zone.js)': async () => {
    const { then } = Promise.prototype;
    let calls = 0;
    const counted = async (run: () => Promise<unknown>) => {
      calls = 0;
      const place = Object.getOwnPropertyDescriptor(Promise.prototype, 'then') ?? {};
      const value = function (this: Promise<unknown>, ...args: unknown[]) {
        calls++;
        return Reflect.apply(then, this, args);
      };
      Object.defineProperty(Promise.prototype, 'then', { ...place, value });
      try {
        await run();
        return calls;
      } finally {
        Object.defineProperty(Promise.prototype, 'then', place);
      }
    };
    return [
      await counted(() => fetch(wholeUrl('json')).then((response) => response.json())),
      await counted(async () =>
        bodyOf(await flow('flow'))
          .getReader()
          .read(),
      ),
      await counted(() => flow('flow', '', { signal: AbortSignal.abort() }).catch(() => {})),
    ];
  },
  'fetch order: a page that wraps fetch': async () => {
    const native = window.fetch;
    const seen: unknown[] = [];
    window.fetch = (...args) => {
      seen.push(args[0]);
      return native(...args).then((response) => {
        seen.push(response.status);
        return response;
      });
    };
    const response = await fetch(wholeUrl('json'));
    window.fetch = native;
    return [seen, await response.json(), show(window.fetch)];
  },
  'fetch order: a page that replaced the readers': async () => {
    const { json, text } = Response.prototype;
    const { read } = ReadableStreamDefaultReader.prototype;
    const seen: string[] = [];
    Response.prototype.json = function () {
      seen.push('json');
      return text.call(this).then(JSON.parse);
    };
    ReadableStreamDefaultReader.prototype.read = function (this: ReadableStreamDefaultReader) {
      seen.push('read');
      return read.call(this);
    } as typeof read;
    try {
      const value = await (await fetch(wholeUrl('json'))).json();
      const piece = await bodyOf(await flow('flow'))
        .getReader()
        .read();
      return [seen, JSON.stringify(value), piece.done];
    } finally {
      Response.prototype.json = json;
      ReadableStreamDefaultReader.prototype.read = read;
    }
  },
  'fetch order: a page that broke what could be of use to us': async () => {
    const broken = () => {
      throw new Error('broken');
    };
    const places = [
      [Response.prototype, 'clone'],
      [ReadableStream.prototype, 'tee'],
      [WeakMap.prototype, 'get'],
      [WeakMap.prototype, 'set'],
      [TextDecoder.prototype, 'decode'],
      [URLSearchParams.prototype, 'toString'],
      [window, 'URL'],
      [window, 'structuredClone'],
      [JSON, 'stringify'],
    ] as const;
    const kept = places.map(([target, name]) => Object.getOwnPropertyDescriptor(target, name));
    for (const [target, name] of places) Object.defineProperty(target, name, { value: broken, configurable: true });
    let facts: unknown[];
    try {
      const body = new URLSearchParams('a=b');
      facts = [
        (await (await fetch(wholeUrl('echo'), { method: 'PATCH', body })).text()).length,
        (await (await flow('flow')).text()).length,
        (
          await bodyOf(await flow('flow'))
            .getReader()
            .read()
        ).done,
      ];
    } finally {
      for (const [i, [target, name]] of places.entries()) Object.defineProperty(target, name, kept[i] ?? {});
    }
    return facts;
  },
  'fetch order: a frame’s fetch and readers': async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const inner = frame.contentWindow as Window & typeof globalThis;
    const url = new URL(wholeUrl('json'), location.href).href;
    const response = await inner.fetch(url);
    const facts = [
      response instanceof inner.Response,
      response instanceof Response,
      inner.fetch === fetch,
      await Response.prototype.text.call(response),
      Object.getPrototypeOf(inner.fetch) === inner.Function.prototype,
      inner.fetch(url).constructor === inner.Promise,
    ];
    const borrowed = await outcome(fetch.call(inner, url), (value) => value instanceof inner.Response);
    frame.remove();
    return [facts, borrowed];
  },
});

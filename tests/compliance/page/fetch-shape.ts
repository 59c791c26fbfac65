/** What a page can learn of fetch and of what it gives without reading an answer. */

import { errorOf, flow, flowUrl, outcome, wholeUrl } from './http-kit.ts';
import { attempt, checks, describe, members, show } from './kit.ts';

const anything = fetch as unknown as (...args: unknown[]) => Promise<Response>;

/** Facts of an answer that tell where it came from; the body is not touched. */
function facts(response: unknown): unknown {
  const { type, url, redirected, status, ok, statusText, bodyUsed, body } = response as Response;
  return [type, url.replace(location.host, 'HOST'), redirected, status, ok, statusText, bodyUsed, show(body)];
}

const said = async (response: Response) => ((await response.json()) as { said: unknown }).said;

const TAPPED: readonly (readonly [string, () => object | undefined, readonly PropertyKey[]])[] = [
  ['window', () => window, ['fetch']],
  ['Response', () => Response.prototype, ['text', 'json', 'arrayBuffer', 'bytes', 'blob', 'formData', 'clone', 'body']],
  [
    'ReadableStream',
    () => ReadableStream.prototype,
    ['getReader', 'tee', 'pipeTo', 'pipeThrough', 'cancel', 'values', Symbol.asyncIterator],
  ],
  ['default reader', () => ReadableStreamDefaultReader.prototype, ['read', 'cancel', 'releaseLock', 'closed']],
  ['BYOB reader', () => ReadableStreamBYOBReader.prototype, ['read', 'cancel', 'releaseLock', 'closed']],
];

export const FETCH_SHAPE = checks({
  ...Object.fromEntries(
    TAPPED.map(([name, target, keys]) => [
      `fetch: descriptors of ${name}`,
      () => keys.map((key) => [String(key), describe(target() ?? {}, key)]),
    ]),
  ),
  'fetch: own members of Response, its prototype and streams, in order': () =>
    [Response, Response.prototype, ReadableStream, ReadableStream.prototype, ReadableStreamDefaultReader.prototype].map(
      members,
    ),
  'fetch: own members, prototype, extensibility of the function': () => [
    members(fetch),
    'prototype' in fetch,
    Object.getPrototypeOf(fetch) === Function.prototype,
    Object.isExtensible(fetch),
    fetch === window.fetch,
  ],
  'fetch: values and the asynchronous iterator are one function': () => {
    const { prototype } = ReadableStream;
    return [prototype.values === prototype[Symbol.asyncIterator], prototype.values?.name];
  },
  'fetch: is no constructor': () =>
    attempt(() => Reflect.construct(anything as never, [])).replace(/^.*(is not a constructor)/s, '$1'),
  'fetch: without arguments': () => outcome(anything()),
  'fetch: this of another kind': async () => [
    await outcome(anything.call({}, wholeUrl('json'))),
    await outcome(anything.call(undefined, wholeUrl('json')).then((response) => response.status)),
    await outcome(anything.call(document, wholeUrl('json'))),
  ],
  'fetch: readers called on something else': async () => {
    const results: unknown[] = [];
    for (const name of ['text', 'json', 'arrayBuffer', 'blob', 'formData', 'clone'] as const)
      results.push(
        await outcome(Promise.resolve().then(() => (Response.prototype[name] as () => unknown).call({} as Response))),
      );
    return results;
  },
  'fetch: streams called on something else': async () => {
    const call = (method: unknown) => outcome(Promise.resolve().then(() => (method as () => unknown).call({})));
    const { getReader, tee, cancel, pipeTo, pipeThrough, values } = ReadableStream.prototype;
    const { read, releaseLock } = ReadableStreamDefaultReader.prototype;
    const body = Object.getOwnPropertyDescriptor(Response.prototype, 'body')?.get;
    return Promise.all([getReader, tee, cancel, pipeTo, pipeThrough, values, read, releaseLock, body].map(call));
  },
  'fetch: what it returns': async () => {
    const promise = fetch(wholeUrl('json'));
    const shape = [show(promise), promise.constructor === Promise, members(promise)];
    const response = await promise;
    return [shape, show(response), members(response), response.constructor === Response, facts(response)];
  },
  'fetch: bad addresses, methods, options': () =>
    Promise.all(
      [
        ['http://['],
        [wholeUrl('json'), { method: 'TRACE' }],
        [wholeUrl('json'), { method: 'a b' }],
        [wholeUrl('json'), { method: 'GET', body: 'x' }],
        [wholeUrl('json'), { mode: 'junk' }],
        [wholeUrl('json'), { headers: { 'a b': 'x' } }],
        [wholeUrl('json'), 7],
        [Symbol('s')],
        ['http://user:secret@localhost/'],
      ].map((args) => outcome(anything(...args))),
    ),
  'fetch: address as text, URL, Request and object, read once': async () => {
    let reads = 0;
    const object = {
      toString() {
        reads++;
        return wholeUrl('json');
      },
    };
    const absolute = new URL(wholeUrl('json?x#fragment'), location.href);
    const answers = await Promise.all(
      [wholeUrl('json'), absolute, new Request(absolute), object].map((at) => anything(at)),
    );
    return [answers.map(facts), reads];
  },
  'fetch: members of a Request or URL that the page put there are not read': async () => {
    const reads: string[] = [];
    const trap = <T extends object>(target: T, ...names: string[]): T => {
      for (const name of names)
        Object.defineProperty(target, name, { get: () => `junk ${reads.push(name)}`, configurable: true });
      return target;
    };
    const address = trap(new URL(wholeUrl('json'), location.href), 'href');
    const request = trap(new Request(wholeUrl('json')), 'url', 'method', 'body');
    return [facts(await anything(address)), facts(await anything(request)), reads];
  },
  'fetch: options with getters are read once, in order': async () => {
    const reads: string[] = [];
    const init = new Proxy(
      {},
      {
        get(_target, name) {
          reads.push(String(name));
          return name === 'method' ? 'POST' : name === 'body' ? 'from a getter' : undefined;
        },
      },
    );
    const response = await fetch(wholeUrl('echo'), init);
    const accessors: string[] = [];
    const other = {
      get method() {
        accessors.push('method');
        return 'PATCH';
      },
      get body() {
        accessors.push('body');
        return '{"nodes":[]}';
      },
    };
    return [reads, response.status, accessors, await said(await fetch(wholeUrl('echo'), other)), accessors];
  },
  'fetch: options by inheritance': async () =>
    said(await fetch(wholeUrl('echo'), Object.create({ method: 'PATCH', body: '{}' }))),
  'fetch: every kind of request body arrives': async () => {
    const form = new FormData();
    form.append('a', 'b');
    const kinds: BodyInit[] = [
      'text',
      '',
      new URLSearchParams({ a: 'ü b' }),
      new Uint8Array([1, 2, 3]).subarray(1),
      new ArrayBuffer(5),
      new DataView(new ArrayBuffer(9), 1, 4),
      new Blob(['blob'], { type: 'x/y' }),
      form,
    ];
    const results: unknown[] = [];
    for (const body of kinds) {
      const { bytes, ...rest } = (await said(await fetch(wholeUrl('echo'), { method: 'PATCH', body }))) as {
        bytes: number;
      };
      results.push([rest, body === form || bytes]);
    }
    return results;
  },
  'fetch: a request body may be changed right after': async () => {
    const body = new Uint8Array([123, 125]);
    const promise = fetch(wholeUrl('echo'), { method: 'PATCH', body });
    const moved = structuredClone(body.buffer, { transfer: [body.buffer] });
    return [await said(await promise), body.byteLength, moved.byteLength];
  },
  'fetch: toString of parameters that the page replaced is not called': async () => {
    const body = new URLSearchParams('a=b');
    let calls = 0;
    Object.defineProperty(body, 'toString', { value: () => `mine ${calls++}` });
    return [await said(await fetch(wholeUrl('echo'), { method: 'PATCH', body })), calls];
  },
  'fetch: a streaming upload, or its refusal': () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array([1]));
        controller.close();
      },
    });
    return outcome(fetch(wholeUrl('echo'), { method: 'PATCH', body, duplex: 'half' } as RequestInit).then(facts));
  },
  'fetch: a Request with a body is used up by it': async () => {
    const request = new Request(wholeUrl('echo'), {
      method: 'PATCH',
      body: '{"nodes":[]}',
      headers: { 'x-mine': 'y' },
    });
    const promise = fetch(request);
    const used = request.bodyUsed;
    return [used, await said(await promise), request.bodyUsed, await outcome(fetch(request))];
  },
  'fetch: options over a Request': async () => {
    const request = new Request(wholeUrl('echo'), { method: 'POST', body: 'long body' });
    return [await said(await fetch(request, { method: 'PATCH', body: 'b' })), request.bodyUsed];
  },
  'fetch: methods in small letters': async () => [
    await said(await fetch(wholeUrl('echo'), { method: 'post', body: 'x' })),
    facts(await fetch(wholeUrl('json'), { method: 'head' })),
  ],
  'fetch: redirects followed, refused, left': async () => [
    facts(await fetch(wholeUrl('redirect-json'))),
    await outcome(fetch(wholeUrl('redirect-json'), { redirect: 'error' })),
    facts(await fetch(wholeUrl('redirect-json'), { redirect: 'manual' })),
    facts(await flow('redirect-flow')),
  ],
  'fetch: error statuses are answers': async () => {
    const results: unknown[] = [];
    for (const status of [400, 404, 500]) {
      const response = await fetch(wholeUrl(`status-${status}`));
      results.push(facts(response), await response.json());
    }
    return results;
  },
  'fetch: another origin': async () => {
    const there = `http://localhost:${location.port}${wholeUrl('json')}`;
    const opaque = await fetch(there, { mode: 'no-cors' });
    return [await outcome(fetch(there)), facts(opaque), (await opaque.text()).length, show(opaque.clone)];
  },
  'fetch: keepalive, credentials, cache': async () => {
    const init: RequestInit = {
      keepalive: true,
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    };
    return facts(await fetch(wholeUrl('json'), init));
  },
  'fetch: no server': () => outcome(fetch(`http://127.0.0.1:65535${flowUrl('flow')}`, { method: 'POST', body: '{}' })),
  'fetch: aborted before': async () => {
    const reason = new RangeError('mine');
    return [
      await outcome(flow('flow', '', { signal: AbortSignal.abort() })),
      await flow('flow', '', { signal: AbortSignal.abort(reason) }).catch((error) => [
        error === reason,
        errorOf(error),
      ]),
    ];
  },
  'fetch: aborted before the answer': async () => {
    const abort = new AbortController();
    const promise = flow('never', '', { signal: abort.signal });
    abort.abort();
    return outcome(promise);
  },
  'fetch: timed out by its signal': () => outcome(flow('never', '', { signal: AbortSignal.timeout(20) })),
  'fetch: an unhandled failure fires unhandledrejection with the page’s promise': async () => {
    const seen: unknown[] = [];
    const failure = new Promise<void>((resolve) => {
      window.addEventListener(
        'unhandledrejection',
        (event) => {
          event.preventDefault();
          seen.push(event.promise === promise, errorOf(event.reason), show(event));
          resolve();
        },
        { once: true },
      );
    });
    const promise = flow('flow', '', { signal: AbortSignal.abort() });
    await failure;
    return seen;
  },
  'fetch: a handled failure fires nothing, a late handler fires rejectionhandled': async () => {
    const seen: unknown[] = [];
    const note = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      seen.push(event.type, event.promise === late);
    };
    window.addEventListener('unhandledrejection', note);
    window.addEventListener('rejectionhandled', note);
    await flow('flow', '', { signal: AbortSignal.abort() }).catch(() => seen.push('caught'));
    await (await fetch(wholeUrl('badjson'))).json().catch(() => seen.push('caught'));
    const late = flow('flow', '', { signal: AbortSignal.abort() });
    await new Promise((resolve) => setTimeout(resolve, 20));
    late.catch(() => seen.push('late'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    window.removeEventListener('unhandledrejection', note);
    window.removeEventListener('rejectionhandled', note);
    return seen;
  },
});

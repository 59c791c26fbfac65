/** What a page can learn of answers that it reads in one go. */

import { bodyOf, errorOf, flow, gated, outcome, wholeUrl } from './http-kit.ts';
import { checks, members, show } from './kit.ts';

const READERS = ['text', 'json', 'arrayBuffer', 'bytes', 'blob', 'formData'] as const;
type Reader = (typeof READERS)[number];

/** Reads by that method, which not every browser has. */
function by(name: Reader, response: Response): Promise<unknown> {
  const read = (response as unknown as Partial<Record<Reader, () => Promise<unknown>>>)[name];
  return read ? read.call(response) : Promise.resolve('no such method');
}

const shown = (value: unknown): string =>
  value instanceof Uint8Array || value instanceof ArrayBuffer
    ? `${show(value).slice(0, 30)} of ${value.byteLength}`
    : typeof value === 'object' && !(value instanceof Blob)
      ? JSON.stringify(value)
      : show(value);

/** Each way of reading this. */
async function readAll(ask: () => Promise<Response>): Promise<unknown> {
  const results: unknown[] = [];
  for (const name of READERS) {
    const response = await ask();
    const promise = by(name, response);
    results.push([name, response.bodyUsed, show(promise), await outcome(promise, shown), response.bodyUsed]);
  }
  return results;
}

export const FETCH_WHOLE = checks({
  'fetch whole: a workflow, by each method': () => readAll(() => fetch(wholeUrl('json'))),
  'fetch whole: a stream, by each method': () => readAll(() => flow('flow')),
  'fetch whole: no body (204), by each method': () => readAll(() => fetch(wholeUrl('empty'))),
  'fetch whole: an empty body, by each method': () => readAll(() => fetch(wholeUrl('nothing'))),
  'fetch whole: null, by each method': () => readAll(() => fetch(wholeUrl('null'))),
  'fetch whole: a broken connection, by each method': () => readAll(() => flow('drop')),
  'fetch whole: text that is no JSON': async () => [
    await outcome((await fetch(wholeUrl('badjson'))).json()),
    await outcome((await flow('flow')).json()),
  ],
  'fetch whole: a big one': async () => {
    const value = (await (await fetch(wholeUrl('big'))).json()) as { x: string };
    const text = await (await fetch(wholeUrl('big'))).text();
    return [value.x.length, text.length];
  },
  'fetch whole: a parsed body is the page’s to change': async () => {
    const value = (await (await fetch(wholeUrl('json'))).json()) as { data: { nodes: unknown[] } };
    value.data.nodes.push(1);
    return [Object.isFrozen(value), Object.isExtensible(value), members(value.data), value.data.nodes];
  },
  'fetch whole: a buffer can be changed and transferred': async () => {
    const buffer = await (await fetch(wholeUrl('json'))).arrayBuffer();
    new Uint8Array(buffer).fill(7);
    const moved = structuredClone(buffer, { transfer: [buffer] });
    return [buffer.byteLength, moved.byteLength];
  },
  'fetch whole: twice': async () => {
    const response = await fetch(wholeUrl('json'));
    const first = response.json();
    const second = outcome(response.json());
    return [await outcome(first, JSON.stringify), await second, await outcome(response.text()), response.bodyUsed];
  },
  'fetch whole: clone, then both': async () => {
    const response = await fetch(wholeUrl('json'));
    const clone = response.clone();
    const facts = [show(clone), members(clone), clone !== response, response.bodyUsed, clone.bodyUsed];
    const one = await clone.text();
    return [facts, one, clone.bodyUsed, response.bodyUsed, JSON.stringify(await response.json())];
  },
  'fetch whole: clone of a clone, read out of order': async () => {
    const response = await flow('flow');
    const second = response.clone();
    const third = second.clone();
    return [await third.text(), await response.text(), await second.text()].map((text) => text.length);
  },
  'fetch whole: clone after reading': async () => {
    const response = await fetch(wholeUrl('json'));
    await response.text();
    try {
      response.clone();
      return 'no error';
    } catch (error) {
      return errorOf(error);
    }
  },
  'fetch whole: of a locked stream': async () => {
    const response = await flow('flow');
    const reader = bodyOf(response).getReader();
    const locked = [bodyOf(response).locked, response.bodyUsed, await outcome(response.text())];
    reader.releaseLock();
    return [locked, bodyOf(response).locked, await outcome(response.text())];
  },
  'fetch whole: aborted while it comes': async () => {
    const abort = new AbortController();
    const { response, gate } = await gated({ signal: abort.signal });
    const promise = outcome(response.text());
    abort.abort();
    return [await promise, response.bodyUsed, await gate.gone()];
  },
  'fetch whole: unhandled failures fire unhandledrejection, where they do, with the page’s promise': async () => {
    const promises: Promise<unknown>[] = [];
    const seen: unknown[] = [];
    const note = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      seen.push([promises.indexOf(event.promise), errorOf(event.reason)]);
    };
    window.addEventListener('unhandledrejection', note);
    for (const [name, ask] of [
      // No event in Chromium.
      ['json', () => fetch(wholeUrl('badjson'))],
      ['formData', () => fetch(wholeUrl('badjson'))],
      ['json', () => flow('flow')],
      ['text', () => flow('drop')],
      ['bytes', () => flow('drop')],
    ] as const) {
      const promise = by(name, await ask());
      promises.push(promise);
      // Settled, and handled only by what is not it: events come after the microtasks of that time.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    window.removeEventListener('unhandledrejection', note);
    return seen;
  },
  'fetch whole: responses that the page makes': async () => {
    const made = new Response('{"data":{"nodes":[],"connections":{}}}', { status: 201 });
    const around = new Response(bodyOf(await flow('flow')));
    return [
      [made.status, await made.clone().text(), await made.json()],
      (await around.text()).length,
      await outcome(Response.error().text()),
      await Response.json([1]).json(),
    ];
  },
  'fetch whole: a subclass of Response and a replaced prototype': async () => {
    class Mine extends Response {
      override async json(): Promise<unknown> {
        return ['mine', await super.json()];
      }
    }
    const response = await fetch(wholeUrl('json'));
    Object.setPrototypeOf(response, Mine.prototype);
    return [await new Mine('7').json(), JSON.stringify(await response.json()), response instanceof Mine];
  },
  'fetch whole: methods bound and borrowed': async () => {
    const read = Response.prototype.text.bind(await fetch(wholeUrl('json')));
    const [one, other] = [await read(), await Response.prototype.text.call(await fetch(wholeUrl('json')))];
    return [one === other, read.name, read.length];
  },
});

/** What a page can learn of XMLHttpRequest. */

import { errorOf, flowUrl, wholeUrl } from './http-kit.ts';
import { attempt, checks, describe, members, next, show } from './kit.ts';

interface Asked {
  readonly url?: string;
  readonly method?: string;
  readonly body?: XMLHttpRequestBodyInit;
  readonly type?: XMLHttpRequestResponseType;
  readonly prepare?: (xhr: XMLHttpRequest) => void;
}

/** A request at its end. */
async function asked({ url = wholeUrl('json'), method = 'GET', body, type, prepare }: Asked): Promise<XMLHttpRequest> {
  const xhr = new XMLHttpRequest();
  xhr.open(method, url);
  if (type !== undefined) xhr.responseType = type;
  prepare?.(xhr);
  const ended = next(xhr, 'loadend');
  xhr.send(body);
  await ended;
  return xhr;
}

const EVENTS = ['readystatechange', 'loadstart', 'progress', 'load', 'error', 'abort', 'timeout', 'loadend'];

/** Notes every event of it and of its upload. */
function noted(xhr: XMLHttpRequest): unknown[] {
  const log: unknown[] = [];
  const seen = new Set<string>();
  const note = (where: string) => (event: Event) => {
    const line = `${where} ${event.type} ${xhr.readyState} ${xhr.status} ${event.isTrusted} ${event.constructor.name}`;
    // How many progress events there are is a matter of time.
    if (event.type === 'progress' || (event.type === 'readystatechange' && xhr.readyState === 3)) {
      if (seen.has(line)) return;
      seen.add(line);
    }
    log.push(line);
  };
  for (const type of EVENTS) {
    xhr.addEventListener(type, note('xhr'));
    xhr.upload.addEventListener(type, note('upload'));
  }
  return log;
}

function responses(xhr: XMLHttpRequest): unknown {
  const { readyState, status, statusText, responseURL, responseType, response } = xhr;
  return [
    readyState,
    status,
    statusText,
    responseURL.replace(location.host, 'HOST'),
    responseType,
    response instanceof ArrayBuffer ? response.byteLength : show(response).slice(0, 100),
    attempt(() => xhr.responseText.length),
    attempt(() => show(xhr.responseXML)),
    response === xhr.response,
  ];
}

const said = (xhr: XMLHttpRequest) => JSON.parse(xhr.responseText).said;

export const XHR_CHECKS = checks({
  'xhr: descriptors': () => [
    describe(window, 'XMLHttpRequest'),
    ...['open', 'send', 'abort', 'setRequestHeader'].map((name) => describe(XMLHttpRequest.prototype, name)),
  ],
  'xhr: own members of the constructor and the prototype, in order': () => [
    members(XMLHttpRequest),
    members(XMLHttpRequest.prototype),
  ],
  'xhr: open and send: own members, prototype, no constructors': () =>
    [XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.send].map((method) => [
      members(method),
      'prototype' in method,
      attempt(() => Reflect.construct(method as never, [])).replace(/^.*(is not a constructor)/s, '$1'),
    ]),
  'xhr: an instance': () => {
    const xhr = new XMLHttpRequest();
    return [show(xhr), members(xhr), xhr.constructor === XMLHttpRequest, JSON.stringify(xhr), xhr.readyState];
  },
  'xhr: methods of something else': () => [
    attempt(() => Reflect.apply(XMLHttpRequest.prototype.open, {}, ['GET', '/x'])),
    attempt(() => XMLHttpRequest.prototype.send.call({} as XMLHttpRequest)),
    attempt(() => XMLHttpRequest.prototype.send.call(XMLHttpRequest.prototype)),
  ],
  'xhr: open: bad arguments': () => {
    const xhr = new XMLHttpRequest();
    const open = xhr.open as unknown as (...args: unknown[]) => void;
    return [[], ['GET'], ['TRACE', '/x'], ['a b', '/x'], ['GET', 'http://['], [Symbol('s'), '/x']].map((args) =>
      attempt(() => open.apply(xhr, args)),
    );
  },
  'xhr: arguments are read once, in order': () => {
    const reads: string[] = [];
    const text = (name: string, value: string) => ({
      toString() {
        reads.push(name);
        return value;
      },
    });
    const xhr = new XMLHttpRequest();
    Reflect.apply(xhr.open, xhr, [text('method', 'PATCH'), text('url', wholeUrl('echo'))]);
    Reflect.apply(xhr.send, xhr, [text('body', '{}')]);
    xhr.abort();
    return reads;
  },
  'xhr: send before open, twice, headers at the wrong time': async () => {
    const xhr = new XMLHttpRequest();
    const early = [attempt(() => xhr.send()), attempt(() => xhr.setRequestHeader('a', 'b'))];
    xhr.open('GET', wholeUrl('json'));
    xhr.send();
    const late = [attempt(() => xhr.send()), attempt(() => xhr.setRequestHeader('a', 'b'))];
    await next(xhr, 'loadend');
    return [early, late, attempt(() => xhr.send()), responses(xhr)];
  },
  'xhr: every response type': async () => {
    const results: unknown[] = [];
    for (const type of ['', 'text', 'json', 'arraybuffer', 'blob', 'document', 'junk'] as XMLHttpRequestResponseType[])
      results.push(type, responses(await asked({ type })));
    return results;
  },
  'xhr: every response type of a stream, of nothing, of bad JSON': async () => {
    const results: unknown[] = [];
    for (const type of ['', 'json', 'arraybuffer', 'blob'] as const) {
      results.push(
        type,
        responses(await asked({ type, url: flowUrl('flow'), method: 'POST', body: '{"question":"x","chatId":"c"}' })),
      );
      results.push(responses(await asked({ type, url: wholeUrl('nothing') })));
      results.push(responses(await asked({ type, url: wholeUrl('badjson') })));
      results.push(responses(await asked({ type, url: wholeUrl('empty') })));
    }
    return results;
  },
  'xhr: responseType at the wrong time': async () => {
    const xhr = new XMLHttpRequest();
    xhr.open('GET', wholeUrl('json'));
    xhr.send();
    const ended = next(xhr, 'loadend');
    await next(xhr, 'progress');
    const late = attempt(() => {
      xhr.responseType = 'json';
    });
    await ended;
    return [late, responses(xhr)];
  },
  'xhr: the response object is the page’s to change': async () => {
    const xhr = await asked({ type: 'json' });
    xhr.response.data.nodes.push(1);
    const buffer = (await asked({ type: 'arraybuffer' })).response as ArrayBuffer;
    const moved = structuredClone(buffer, { transfer: [buffer] });
    return [xhr.response.data.nodes, buffer.byteLength, moved.byteLength];
  },
  'xhr: events of a whole request, with an upload': async () => {
    const xhr = new XMLHttpRequest();
    const log = noted(xhr);
    xhr.open('PATCH', wholeUrl('echo'));
    const ended = next(xhr, 'loadend');
    xhr.send('x'.repeat(100_000));
    await ended;
    return [log, said(xhr)];
  },
  'xhr: order of handlers, listeners and microtasks': async () => {
    const xhr = new XMLHttpRequest();
    const log: string[] = [];
    const note = (name: string) => () => {
      log.push(`${name} ${xhr.readyState}`);
      queueMicrotask(() => log.push(`${name} micro`));
    };
    xhr.onreadystatechange = () => xhr.readyState === 4 && note('before open')();
    xhr.addEventListener('load', note('first'));
    xhr.open('GET', wholeUrl('json'));
    xhr.onload = note('handler');
    xhr.addEventListener('load', note('second'));
    xhr.addEventListener('load', note('capture'), true);
    const ended = next(xhr, 'loadend');
    xhr.send();
    await ended;
    return log;
  },
  'xhr: stopImmediatePropagation and handlers that throw': async () => {
    const log: unknown[] = [];
    const onError = (event: ErrorEvent) => {
      log.push(event.message);
      event.preventDefault();
    };
    window.addEventListener('error', onError);
    const xhr = await asked({
      prepare(at) {
        at.addEventListener('readystatechange', (event) => event.stopImmediatePropagation());
        at.addEventListener('readystatechange', () => log.push('never'));
        at.onload = () => {
          throw new RangeError('mine');
        };
        at.addEventListener('load', () => log.push('next'));
      },
    });
    window.removeEventListener('error', onError);
    return [log, responses(xhr)];
  },
  'xhr: aborted: before, while waiting, in a handler, after': async () => {
    const before = new XMLHttpRequest();
    const log = [noted(before)];
    before.open('GET', wholeUrl('json'));
    before.abort();
    const waiting = new XMLHttpRequest();
    log.push(noted(waiting));
    waiting.open('GET', wholeUrl('never'));
    waiting.send();
    waiting.abort();
    const inside = new XMLHttpRequest();
    log.push(noted(inside));
    inside.open('GET', wholeUrl('json'));
    inside.onreadystatechange = () => inside.readyState === 2 && inside.abort();
    const ended = next(inside, 'loadend');
    inside.send();
    await ended;
    const after = await asked({});
    after.abort();
    return [log, responses(waiting), responses(inside), responses(after)];
  },
  'xhr: timeout': async () => {
    const xhr = new XMLHttpRequest();
    const log = noted(xhr);
    xhr.open('GET', wholeUrl('never'));
    xhr.timeout = 30;
    const ended = next(xhr, 'loadend');
    xhr.send();
    await ended;
    return [log, responses(xhr)];
  },
  'xhr: a broken connection, no server, another origin': async () => {
    const log: unknown[] = [];
    for (const url of [
      flowUrl('drop'),
      `http://127.0.0.1:65535${wholeUrl('json')}`,
      `http://localhost:${location.port}${wholeUrl('json')}`,
    ])
      log.push(responses(await asked({ url, prepare: (xhr) => log.push(noted(xhr)) })));
    return log;
  },
  'xhr: statuses and redirects': async () => {
    const results: unknown[] = [];
    for (const route of ['status-400', 'status-404', 'status-500', 'redirect-json'])
      results.push(responses(await asked({ url: wholeUrl(route) })));
    return results;
  },
  'xhr: every kind of body': async () => {
    const form = new FormData();
    form.append('a', 'b');
    const document_ = document.implementation.createHTMLDocument('t');
    const kinds = [
      'text',
      new URLSearchParams({ a: 'ü' }),
      new Uint8Array([1, 2]),
      new ArrayBuffer(3),
      new Blob(['x']),
      form,
    ];
    const results: unknown[] = [];
    for (const body of [...kinds, document_ as unknown as string, null as unknown as string]) {
      const { bytes, ...rest } = said(await asked({ method: 'PATCH', url: wholeUrl('echo'), body }));
      results.push([rest, body === form || bytes]);
    }
    return results;
  },
  'xhr: synchronous': () => {
    const xhr = new XMLHttpRequest();
    const log = noted(xhr);
    xhr.open('PATCH', wholeUrl('echo'), false);
    const type = attempt(() => {
      xhr.responseType = 'json';
    });
    xhr.send('{"nodes":[]}');
    return [log, type, responses(xhr), said(xhr)];
  },
  'xhr: synchronous, failing': () => {
    const xhr = new XMLHttpRequest();
    const log = noted(xhr);
    xhr.open('GET', 'http://127.0.0.1:65535/rest/workflows/w', false);
    try {
      xhr.send();
      return 'no error';
    } catch (error) {
      return [errorOf(error).replace(/'.*'/, ''), log, responses(xhr)];
    }
  },
  'xhr: one object for several requests': async () => {
    const xhr = new XMLHttpRequest();
    const log = noted(xhr);
    const results: unknown[] = [];
    for (const route of ['json', 'status-404', 'json']) {
      xhr.open('GET', wholeUrl(route));
      const ended = next(xhr, 'loadend');
      xhr.send();
      await ended;
      results.push(responses(xhr));
    }
    return [log, results];
  },
  'xhr: opened anew in its own handlers': async () => {
    const xhr = new XMLHttpRequest();
    const log = noted(xhr);
    let left = 2;
    const done = new Promise<void>((resolve) => {
      xhr.onreadystatechange = () => {
        if (xhr.readyState !== 4) return;
        if (left-- === 0) return resolve();
        xhr.open('GET', wholeUrl('json'));
        xhr.send();
      };
    });
    xhr.open('GET', wholeUrl('json'));
    xhr.send();
    await done;
    return [log.length, responses(xhr)];
  },
  'xhr: opened anew while it waits': async () => {
    const xhr = new XMLHttpRequest();
    const log = noted(xhr);
    xhr.open('GET', wholeUrl('never'));
    xhr.send();
    xhr.open('GET', wholeUrl('json'));
    const ended = next(xhr, 'loadend');
    xhr.send();
    await ended;
    return [log, responses(xhr)];
  },
  'xhr: subclass': async () => {
    class Mine extends XMLHttpRequest {
      sent = 0;
      override send(body?: XMLHttpRequestBodyInit | null): void {
        this.sent++;
        super.send(body);
      }
      override get responseText(): string {
        return `mine ${super.responseText.length}`;
      }
      override get response(): never {
        throw new RangeError('the page’s own');
      }
    }
    const xhr = new Mine();
    xhr.open('GET', wholeUrl('json'));
    const ended = next(xhr, 'loadend');
    xhr.send();
    await ended;
    return [xhr instanceof XMLHttpRequest, xhr.sent, xhr.responseText, Mine.DONE, show(xhr)];
  },
  'xhr: a page that wraps open and send': async () => {
    const { open, send } = XMLHttpRequest.prototype;
    const seen: unknown[] = [];
    XMLHttpRequest.prototype.open = function (this: XMLHttpRequest, ...args: unknown[]) {
      seen.push(args.slice(0, 2));
      return Reflect.apply(open, this, args);
    } as typeof open;
    XMLHttpRequest.prototype.send = function (body) {
      seen.push(show(body));
      return send.call(this, body);
    };
    try {
      return [seen, responses(await asked({ method: 'PATCH', url: wholeUrl('echo'), body: 'x' }))];
    } finally {
      Object.assign(XMLHttpRequest.prototype, { open, send });
    }
  },
  'xhr: a page that listens to addEventListener hears its own calls only (zone.js)': async () => {
    const { addEventListener } = EventTarget.prototype;
    const log: string[] = [];
    EventTarget.prototype.addEventListener = function (this: EventTarget, ...args: unknown[]) {
      log.push(String(args[0]));
      return Reflect.apply(addEventListener, this, args);
    } as typeof addEventListener;
    try {
      await asked({});
      return log;
    } finally {
      EventTarget.prototype.addEventListener = addEventListener;
    }
  },
  'xhr: events that the page dispatches itself': async () => {
    const xhr = new XMLHttpRequest();
    const log = noted(xhr);
    xhr.open('GET', wholeUrl('json'));
    xhr.dispatchEvent(new Event('readystatechange'));
    xhr.dispatchEvent(new ProgressEvent('load'));
    const ended = next(xhr, 'loadend');
    xhr.send();
    await ended;
    return [log, responses(xhr)];
  },
});

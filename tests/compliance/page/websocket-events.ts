/** Order and make of the events of a WebSocket. */
import { attempt, checks, members, messages, next, open, show, wsUrl } from './kit.ts';

/** Sends one frame to an echo and gives the event back. */
async function anEvent(): Promise<{ ws: WebSocket; event: MessageEvent }> {
  const ws = await open();
  ws.send('x');
  const event = await next<MessageEvent>(ws, 'message');
  ws.close();
  return { ws, event };
}

async function pong(ws: WebSocket): Promise<void> {
  ws.send('again');
  await next(ws, 'message');
}

export const WEBSOCKET_EVENTS = checks({
  'a message event': async () => {
    const { ws, event } = await anEvent();
    const { type, isTrusted, bubbles, cancelable, composed, eventPhase, data, origin, lastEventId, source, ports } =
      event;
    const facts = [type, isTrusted, bubbles, cancelable, composed, eventPhase, data, lastEventId, source, ports.length];
    return [
      ...facts,
      origin.replace(location.host, 'HOST'),
      event.target === ws,
      show(event),
      event.constructor === MessageEvent,
    ];
  },
  'own members of a message event': async () => members((await anEvent()).event),
  'data is the same object each time': async () => {
    const ws = await open();
    ws.send(new Uint8Array([1]));
    const event = await next<MessageEvent>(ws, 'message');
    ws.close();
    const [first, second] = [event.data, event.data];
    return [first === second, show(first)];
  },
  'target, currentTarget and phase inside a listener': async () => {
    const ws = await open();
    ws.send('x');
    const facts = await new Promise((resolve) => {
      ws.onmessage = (event) =>
        resolve([event.target === ws, event.currentTarget === ws, event.eventPhase, event.composedPath().length]);
    });
    ws.close();
    return facts;
  },
  'open and close events': async () => {
    const ws = new WebSocket(wsUrl());
    const opened = await next(ws, 'open');
    ws.close();
    const closed = await next(ws, 'close');
    return [opened, closed].map((event) => [show(event), event.isTrusted, event.target === ws, event.bubbles]);
  },
  'order of listeners, handler and microtasks': async () => {
    const ws = await open();
    const log: string[] = [];
    const note = (name: string) => () => {
      log.push(name);
      queueMicrotask(() => log.push(`${name} micro`));
      Promise.resolve().then(() => log.push(`${name} promise`));
    };
    ws.addEventListener('message', note('first'));
    ws.onmessage = note('handler');
    ws.addEventListener('message', note('second'));
    ws.addEventListener('message', note('capture'), true);
    await pong(ws);
    ws.close();
    await next(ws, 'close');
    return log;
  },
  'order of open, handler and the code after new': async () => {
    const log: string[] = [];
    const ws = new WebSocket(wsUrl());
    ws.onopen = () => log.push('handler');
    ws.addEventListener('open', () => log.push('listener'));
    queueMicrotask(() => log.push('micro'));
    log.push('after new');
    await next(ws, 'open');
    ws.close();
    return log;
  },
  'handler replaced, removed, junk': async () => {
    const ws = await open();
    const log: string[] = [];
    ws.onmessage = () => log.push('one');
    ws.onmessage = () => log.push('two');
    await pong(ws);
    ws.onmessage = null;
    await pong(ws);
    Reflect.set(ws, 'onmessage', 'junk');
    const { onmessage } = ws;
    ws.close();
    return [log, show(onmessage)];
  },
  'once, removal, doubles and signals': async () => {
    const ws = await open();
    const log: string[] = [];
    const listener = () => log.push('plain');
    const removed = () => log.push('removed');
    const abort = new AbortController();
    ws.addEventListener('message', listener);
    ws.addEventListener('message', listener);
    ws.addEventListener('message', () => log.push('once'), { once: true });
    ws.addEventListener('message', removed);
    ws.addEventListener('message', () => log.push('signal'), { signal: abort.signal });
    ws.removeEventListener('message', removed);
    await pong(ws);
    abort.abort();
    await pong(ws);
    ws.close();
    return log;
  },
  'handleEvent objects': async () => {
    const ws = await open();
    const log: unknown[] = [];
    const object = {
      handleEvent(event: Event) {
        log.push(this === object, event.type);
      },
    };
    ws.addEventListener('message', object);
    await pong(ws);
    ws.close();
    return log;
  },
  'this inside listeners and handlers': async () => {
    const ws = await open();
    const log: boolean[] = [];
    ws.onmessage = function () {
      log.push(this === ws);
    };
    ws.addEventListener('message', function () {
      log.push(this === ws);
    });
    await pong(ws);
    ws.close();
    return log;
  },
  'stopImmediatePropagation stops the later listeners': async () => {
    const ws = await open();
    const log: string[] = [];
    const twice = new Promise<void>((resolve) => {
      ws.addEventListener('message', (event) => {
        event.stopImmediatePropagation();
        if (log.push('first') === 2) resolve();
      });
    });
    ws.addEventListener('message', () => log.push('second'));
    ws.send('x');
    ws.send('y');
    await twice;
    ws.close();
    await next(ws, 'close');
    return log;
  },
  'an error in a listener reaches window.onerror, and the next listener still runs': async () => {
    const ws = await open();
    const log: unknown[] = [];
    const onError = (event: ErrorEvent) => {
      log.push(event.message, show(event.error));
      event.preventDefault();
    };
    window.addEventListener('error', onError);
    ws.addEventListener('message', () => {
      throw new RangeError('mine');
    });
    ws.addEventListener('message', () => log.push('next'));
    await pong(ws);
    window.removeEventListener('error', onError);
    ws.close();
    return log;
  },
  'events that the page dispatches itself': async () => {
    const ws = await open();
    const log: unknown[] = [];
    let reads = 0;
    const trap = {
      get type() {
        reads++;
        return 'x';
      },
    };
    ws.addEventListener('message', (event) => log.push(event.isTrusted, event.data === trap));
    const result = ws.dispatchEvent(new MessageEvent('message', { data: trap }));
    ws.dispatchEvent(new CloseEvent('close', { code: 1234 }));
    ws.dispatchEvent(new Event('open'));
    ws.close();
    return [log, result, reads, ws.readyState];
  },
  'window.event inside and after a listener': async () => {
    const ws = await open();
    const inside = await new Promise((resolve) => {
      ws.onmessage = (event) => resolve(window.event === event);
      ws.send('x');
    });
    ws.close();
    return [inside, window.event === undefined];
  },
  'a page that replaced the natives': async () => {
    const log: string[] = [];
    const { addEventListener } = EventTarget.prototype;
    const { get, set } = WeakMap.prototype;
    const { now } = performance;
    const { timeOut } = { timeOut: window.setTimeout };
    EventTarget.prototype.addEventListener = function (
      this: EventTarget,
      ...args: Parameters<EventTarget['addEventListener']>
    ) {
      log.push(`listen ${args[0]}`);
      return addEventListener.apply(this, args);
    };
    WeakMap.prototype.get = function (key) {
      log.push('weak get');
      return get.call(this, key);
    };
    WeakMap.prototype.set = function (key, value) {
      log.push('weak set');
      return set.call(this, key, value);
    };
    performance.now = () => {
      log.push('now');
      return now.call(performance);
    };
    window.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
      log.push('timeout');
      return timeOut(...args);
    }) as typeof setTimeout;
    try {
      const ws = new WebSocket(wsUrl());
      await new Promise((resolve) => {
        ws.onopen = resolve;
      });
      ws.send('x');
      await new Promise((resolve) => {
        ws.onmessage = resolve;
      });
      ws.close();
      return log;
    } finally {
      EventTarget.prototype.addEventListener = addEventListener;
      Object.assign(WeakMap.prototype, { get, set });
      Reflect.deleteProperty(performance, 'now');
      window.setTimeout = timeOut;
    }
  },
  'a page that broke the natives': async () => {
    const broken = () => {
      throw new Error('broken');
    };
    const { parse, stringify } = JSON;
    const { get } = Map.prototype;
    Object.assign(JSON, { parse: broken, stringify: broken });
    Map.prototype.get = broken;
    try {
      const ws = await open();
      ws.send('{"type":"job_update","status":"running","job_id":"broken","workflow_id":"w"}');
      const got = await messages(ws, 1);
      ws.close();
      return [got, show(ws)];
    } finally {
      Object.assign(JSON, { parse, stringify });
      Map.prototype.get = get;
    }
  },
  'offers of a page to the extension': async () => {
    const { port1, port2 } = new MessageChannel();
    const log: unknown[] = [];
    for (const type of ['longpole-line', 'to-hook', 'to-relay', 'message']) {
      const offer = new MessageEvent(type, { ports: [port2], cancelable: true });
      log.push(window.dispatchEvent(offer), document.dispatchEvent(offer), offer.defaultPrevented);
    }
    port1.onmessage = () => log.push('heard');
    port2.postMessage('x');
    await next(port1, 'message');
    return log;
  },
});

const inFrame = async (make: (frame: HTMLIFrameElement) => void) => {
  const frame = document.createElement('iframe');
  const loaded = next(frame, 'load');
  make(frame);
  document.body.append(frame);
  await loaded;
  const inner = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!inner) return 'no window';
  const ws = new inner.WebSocket(wsUrl());
  await next(ws, 'open');
  ws.send('framed');
  const { data } = await next<MessageEvent>(ws, 'message');
  ws.close();
  const facts = [data, ws instanceof inner.WebSocket, ws instanceof WebSocket, inner.WebSocket === WebSocket];
  const foreign = attempt(() => WebSocket.prototype.send.call(ws, 'x'));
  const shape = [
    members(inner.WebSocket),
    members(inner.WebSocket.prototype),
    Object.getOwnPropertyNames(inner).sort(),
  ];
  frame.remove();
  return [facts, foreign, shape];
};

export const WEBSOCKET_FRAMES = checks({
  'a frame of the same origin': () =>
    inFrame((frame) => {
      frame.src = '/blank';
    }),
  'an about:blank frame': () => inFrame(() => {}),
  'a srcdoc frame': () =>
    inFrame((frame) => {
      frame.srcdoc = '<p>x';
    }),
  'a sandboxed frame cannot be reached': async () => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.src = '/blank';
    const loaded = next(frame, 'load');
    document.body.append(frame);
    await loaded;
    const result = attempt(() => (frame.contentWindow as unknown as typeof globalThis).WebSocket).replace(
      /"[^"]*"/g,
      '',
    );
    frame.remove();
    return result;
  },
});

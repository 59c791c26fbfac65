/** Order and make of the events of a WebSocket. */
import { checks, members, next, open, show, wsUrl } from './kit.ts';

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
});

/** What a page can learn of EventSource. */
import { attempt, checks, describe, members, next, places, show } from './kit.ts';

const host = (text: string) => text.replace(location.host, 'HOST');
const EVENTS = '/events';

/** Uses an open source, then closes it. */
async function opened<T>(use: (source: EventSource) => T | Promise<T>, url = EVENTS): Promise<T> {
  const source = new EventSource(url);
  await next(source, 'open');
  const result = await use(source);
  source.close();
  return result;
}

/** Everything of it up to the event named `done`. */
function story(source: EventSource): Promise<unknown[]> {
  const log: unknown[] = [];
  const note = (event: Event) => {
    const { type, data, lastEventId, origin, isTrusted } = event as MessageEvent;
    log.push([type, String(data).slice(0, 40), lastEventId, host(String(origin)), isTrusted]);
  };
  return new Promise((resolve) => {
    for (const type of ['open', 'message', 'named', 'empty', 'error']) source.addEventListener(type, note);
    source.addEventListener('done', () => resolve(log));
  });
}

export const EVENTSOURCE_CHECKS = checks({
  'eventsource: name, length, constants': () => [
    EventSource.name,
    EventSource.length,
    [EventSource.CONNECTING, EventSource.OPEN, EventSource.CLOSED],
  ],
  'eventsource: own members of the constructor, in order': () => members(EventSource),
  'eventsource: own members of the prototype, in order': () => members(EventSource.prototype),
  'eventsource: descriptor and place on window': () => [describe(window, 'EventSource'), places('EventSource')],
  'eventsource: prototype chain': () => [
    Object.getPrototypeOf(EventSource) === EventTarget,
    EventSource.prototype.constructor === EventSource,
    describe(EventSource.prototype, 'constructor'),
  ],
  'eventsource: an instance': () =>
    opened((source) => [
      show(source),
      members(source),
      source instanceof EventSource,
      source.constructor === EventSource,
      JSON.stringify(source),
      host(source.url),
      source.withCredentials,
      source.readyState,
    ]),
  'eventsource: call without new': () => attempt(() => (EventSource as unknown as (url: string) => unknown)(EVENTS)),
  'eventsource: bad arguments': () => [
    attempt(() => Reflect.construct(EventSource, [])),
    attempt(() => new EventSource('http://[')),
    attempt(() => Reflect.construct(EventSource, [EVENTS, 7])),
  ],
  'eventsource: arguments are read once, in order': () => {
    const reads: string[] = [];
    const address = {
      toString() {
        reads.push('url');
        return EVENTS;
      },
    };
    const options = {
      get withCredentials() {
        reads.push('withCredentials');
        return true;
      },
    };
    const source: EventSource = Reflect.construct(EventSource, [address, options]);
    const facts = [source.withCredentials, host(source.url), source.readyState];
    source.close();
    return [reads, facts];
  },
  'eventsource: subclass': async () => {
    class Mine extends EventSource {
      readonly direct: boolean;
      constructor(path: string) {
        super(path, { withCredentials: true });
        this.direct = new.target === Mine;
      }
    }
    const source = new Mine(EVENTS);
    const { data } = await next<MessageEvent>(source, 'message');
    source.close();
    return [source instanceof Mine, source instanceof EventSource, source.direct, String(data).length, Mine.OPEN];
  },
  'eventsource: Reflect.construct with another new.target': () => {
    function Other() {}
    const source: EventSource = Reflect.construct(EventSource, [EVENTS], Other);
    const facts = [source instanceof EventSource, Object.getPrototypeOf(source) === Other.prototype];
    EventSource.prototype.close.call(source);
    return facts;
  },
  'eventsource: close: name, length, own members, something else': () => {
    const { close } = EventSource.prototype;
    return [close.name, close.length, members(close), attempt(() => close.call({} as EventSource))];
  },
  'eventsource: close at once, twice, and its result': () => {
    const source = new EventSource(EVENTS);
    return [show(Reflect.apply(source.close, source, [])), source.readyState, attempt(() => source.close())];
  },
  'eventsource: events of every make, in order': async () => {
    const source = new EventSource(EVENTS);
    const log = await story(source);
    source.close();
    return log;
  },
  'eventsource: a message event': async () => {
    const event = await opened((source) => next<MessageEvent>(source, 'message'));
    const { bubbles, cancelable, composed, ports, source } = event;
    return [show(event), members(event), bubbles, cancelable, composed, ports.length, source];
  },
  'eventsource: order of listeners, handler and microtasks': () =>
    opened(async (source) => {
      const log: string[] = [];
      const note = (name: string) => () => {
        log.push(name);
        queueMicrotask(() => log.push(`${name} micro`));
      };
      source.addEventListener('message', note('first'), { once: true });
      source.onmessage = () => {
        note('handler')();
        source.onmessage = null;
      };
      source.addEventListener('message', note('second'), { once: true });
      source.addEventListener('message', note('capture'), { once: true, capture: true });
      await next(source, 'done');
      return log;
    }),
  'eventsource: order of open, handler and the code after new': async () => {
    const log: string[] = [];
    const source = new EventSource(EVENTS);
    source.onopen = () => log.push('handler');
    source.addEventListener('open', () => log.push('listener'));
    queueMicrotask(() => log.push('micro'));
    log.push('after new');
    await next(source, 'open');
    source.close();
    return log;
  },
  'eventsource: stopImmediatePropagation, once, removal': () =>
    opened(async (source) => {
      const log: string[] = [];
      const removed = () => log.push('removed');
      source.addEventListener('message', () => log.push('once'), { once: true });
      source.addEventListener('message', removed);
      source.removeEventListener('message', removed);
      source.addEventListener('message', (event) => {
        log.push('stop');
        event.stopImmediatePropagation();
      });
      source.addEventListener('message', () => log.push('never'));
      await next(source, 'done');
      return log;
    }),
  'eventsource: an error in a listener reaches window.onerror': () =>
    opened(async (source) => {
      const log: unknown[] = [];
      const onError = (event: ErrorEvent) => {
        log.push(event.message);
        event.preventDefault();
      };
      window.addEventListener('error', onError);
      source.addEventListener(
        'message',
        () => {
          throw new RangeError('mine');
        },
        { once: true },
      );
      source.addEventListener('message', () => log.push('next'), { once: true });
      await next(source, 'done');
      window.removeEventListener('error', onError);
      return log;
    }),
  'eventsource: connects again, with its last id': async () => {
    const source = new EventSource('/again');
    const log: unknown[] = [];
    for (const type of ['open', 'error']) source.addEventListener(type, () => log.push(type, source.readyState));
    await new Promise<void>((resolve) => {
      source.onmessage = ({ data, lastEventId }) => {
        log.push(String(data).slice(0, 10), lastEventId);
        if (lastEventId === '3') resolve();
      };
    });
    source.close();
    return [log, source.readyState];
  },
  'eventsource: refused: status, type of content, no content': async () => {
    const results: unknown[] = [];
    for (const path of ['/missing', '/plain', '/empty', '/status-500', '/json']) {
      const source = new EventSource(path);
      const event = await next(source, 'error');
      results.push([path, show(event), event.isTrusted, event.cancelable, source.readyState]);
      source.close();
    }
    return results;
  },
  'eventsource: no server': async () => {
    const source = new EventSource('http://127.0.0.1:65535/events');
    await next(source, 'error');
    const state = source.readyState;
    source.close();
    return state;
  },
  'eventsource: closed in its own handler': async () => {
    const source = new EventSource(EVENTS);
    let messages = 0;
    await new Promise<void>((resolve) => {
      source.onmessage = () => {
        messages++;
        source.close();
        resolve();
      };
    });
    // Were there more, they would be here before this answer.
    await fetch('/json').then((response) => response.text());
    return [messages, source.readyState];
  },
  'eventsource: events that the page dispatches itself': () =>
    opened((source) => {
      let reads = 0;
      const trap = {
        get type() {
          reads++;
          return 'x';
        },
      };
      const log: unknown[] = [];
      source.addEventListener('message', (event) => log.push(event.isTrusted, event.data === trap));
      source.dispatchEvent(new MessageEvent('message', { data: trap }));
      source.dispatchEvent(new Event('error'));
      return [log[0], log[1], reads, source.readyState];
    }),
  'eventsource: a page can replace and restore it': () => {
    const place = Object.getOwnPropertyDescriptor(window, 'EventSource');
    Reflect.set(window, 'EventSource', class {});
    const replaced = show(window.EventSource);
    if (place) Object.defineProperty(window, 'EventSource', place);
    return [replaced, describe(window, 'EventSource')];
  },
});

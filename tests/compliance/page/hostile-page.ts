/** Pages that replace, break or forge what we build on. */
import { checks, messages, next, open, show, wsUrl } from './kit.ts';

export const HOSTILE_PAGE = checks({
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

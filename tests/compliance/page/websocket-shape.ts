/** What a page can learn of WebSocket without sending anything. */
import { attempt, checks, describe, members, next, open, places, show, wsUrl } from './kit.ts';

/** A socket to nowhere in particular; tests close it. */
function fresh(): WebSocket {
  return new WebSocket(wsUrl());
}

function closing<T>(use: (socket: WebSocket) => T): T {
  const socket = fresh();
  const result = use(socket);
  socket.close();
  return result;
}

const Bare = WebSocket as unknown as (url: string) => unknown;

export const WEBSOCKET_SHAPE = checks({
  'static constants': () => [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED],
  'instance constants': () => closing((ws) => [ws.CONNECTING, ws.OPEN, ws.CLOSING, ws.CLOSED]),
  'prototype constants': () => {
    const { CONNECTING, OPEN, CLOSING, CLOSED } = WebSocket.prototype;
    return [CONNECTING, OPEN, CLOSING, CLOSED];
  },
  'constants cannot be written': () => attempt(() => Reflect.set(WebSocket, 'OPEN', 7)) + WebSocket.OPEN,
  name: () => WebSocket.name,
  length: () => WebSocket.length,
  typeof: () => [typeof WebSocket, typeof WebSocket.prototype],
  'own members of the constructor, in order': () => members(WebSocket),
  'own members of the prototype, in order': () => members(WebSocket.prototype),
  'own members of an instance': () => closing(members),
  'descriptor of window.WebSocket': () => describe(window, 'WebSocket'),
  'place among the names of window': () => places('WebSocket', 'Worker', 'XMLHttpRequest', 'fetch', 'Response'),
  'names and symbols of window': () => [
    Object.getOwnPropertyNames(window).sort(),
    Object.getOwnPropertySymbols(window).map(String),
  ],
  'names of document': () => [Reflect.ownKeys(document).map(String), document.documentElement.outerHTML.length > 0],
  'names met by for-in over window': () => {
    const names: string[] = [];
    for (const name in window) names.push(name);
    return names.sort();
  },
  'extensible, sealed, frozen': () => [
    Object.isExtensible(WebSocket),
    Object.isSealed(WebSocket),
    Object.isFrozen(WebSocket.prototype),
  ],
  'prototype chain of the constructor': () => [
    Object.getPrototypeOf(WebSocket) === EventTarget,
    Object.getPrototypeOf(WebSocket.prototype) === EventTarget.prototype,
  ],
  'prototype.constructor': () => [
    WebSocket.prototype.constructor === WebSocket,
    describe(WebSocket.prototype, 'constructor'),
  ],
  'constructor of an instance': () => closing((ws) => ws.constructor === WebSocket),
  instanceof: () => closing((ws) => [ws instanceof WebSocket, ws instanceof EventTarget, {} instanceof WebSocket]),
  'prototype of an instance': () => closing((ws) => Object.getPrototypeOf(ws) === WebSocket.prototype),
  isPrototypeOf: () => closing((ws) => Object.prototype.isPrototypeOf.call(WebSocket.prototype, ws)),
  'Object.prototype.toString': () => closing((ws) => [show(ws), Object.prototype.toString.call(WebSocket)]),
  'String of an instance': () => closing(String),
  'JSON.stringify of an instance': () => closing((ws) => JSON.stringify(ws)),
  'for-in over an instance': () =>
    closing((ws) => {
      const names: string[] = [];
      for (const name in ws) names.push(name);
      return names;
    }),
  'keys, symbols and spread of an instance': () =>
    closing((ws) => [Object.keys(ws), Object.getOwnPropertySymbols(ws).length, Object.keys({ ...ws })]),
  'structured clone of an instance': () => closing((ws) => attempt(() => structuredClone(ws))),
  'structured clone of the constructor': () =>
    attempt(() => structuredClone(WebSocket)).replace(/'.*?'|^.*?could/s, ''),
  'call without new': () => attempt(() => Bare(wsUrl())),
  'apply and call without new': () => [
    attempt(() => Reflect.apply(Bare, undefined, [wsUrl()])),
    attempt(() => Bare.call({}, wsUrl())),
  ],
  'no argument': () => attempt(() => Reflect.construct(WebSocket, [])),
  'bad addresses': () =>
    [
      '',
      'nonsense://x',
      'ftp://x/',
      'ws://a b/',
      `${wsUrl()}#fragment`,
      'http://[',
      'ws://x:99999/',
      'about:blank',
    ].map((url) =>
      attempt(() => {
        const ws = new WebSocket(url);
        ws.onerror = () => {};
        ws.close();
        return ws.url.replace(location.host, 'HOST');
      }),
    ),
  'bad protocols': () =>
    ['', ' ', 'a b', 'é', ['a', 'a'], ['a', 'A'], [''], ['ok', '(']].map((protocols) =>
      attempt(() => new WebSocket(wsUrl(), protocols).close()),
    ),
  'address that throws when read': () =>
    attempt(() =>
      Reflect.construct(WebSocket, [
        {
          toString() {
            throw new RangeError('mine');
          },
        },
      ]),
    ),
  'address and protocol are read once each': () => {
    const reads: string[] = [];
    const text = (name: string, value: string) => ({
      toString() {
        reads.push(name);
        return value;
      },
    });
    Reflect.construct(WebSocket, [text('url', wsUrl()), [text('protocol', 'one')]]).close();
    return reads;
  },
  'relative and http addresses': () =>
    ['/echo', 'echo', `http://${location.host}/echo`].map((url) =>
      attempt(() => {
        const ws = new WebSocket(url);
        ws.close();
        return ws.url.replace(location.host, 'HOST');
      }),
    ),
  subclass: async () => {
    class Mine extends WebSocket {
      readonly direct: boolean;
      constructor(url: string) {
        super(url);
        this.direct = new.target === Mine;
      }
      state(): number {
        return super.readyState + 100;
      }
      override send(data: string): void {
        super.send(`mine ${data}`);
      }
    }
    const ws = new Mine(wsUrl());
    await next(ws, 'open');
    ws.send('x');
    const { data } = await next<MessageEvent>(ws, 'message');
    ws.close();
    const facts = [ws instanceof Mine, ws instanceof WebSocket, ws.constructor === Mine, ws.direct, ws.state()];
    return [...facts, data, Mine.OPEN, Mine.name, Object.getPrototypeOf(Mine) === WebSocket];
  },
  'subclass of a subclass with an own constructor': async () => {
    class A extends WebSocket {
      constructor(path: string) {
        super(wsUrl(path), 'one');
        this.chain = [new.target === B, Object.getPrototypeOf(new.target) === A];
      }
      readonly chain: readonly boolean[];
    }
    class B extends A {}
    const ws = new B('/echo');
    await next(ws, 'open');
    const facts = [ws.chain, ws.protocol, ws instanceof B, ws.constructor.name];
    ws.close();
    return facts;
  },
  'function style subclass': () => {
    function Old(this: object) {
      return Reflect.construct(WebSocket, [wsUrl()], Old);
    }
    Old.prototype = Object.create(WebSocket.prototype);
    const ws: WebSocket = Reflect.construct(Old, []);
    ws.close();
    return [ws instanceof Old, ws instanceof WebSocket, Object.getPrototypeOf(ws) === Old.prototype];
  },
  'Reflect.construct with another new.target': () => {
    function Other() {}
    const ws: WebSocket = Reflect.construct(WebSocket, [wsUrl()], Other);
    const facts = [ws instanceof WebSocket, Object.getPrototypeOf(ws) === Other.prototype];
    WebSocket.prototype.close.call(ws);
    return facts;
  },
  'Reflect.construct with an arrow as new.target': () =>
    attempt(() => Reflect.construct(WebSocket, [wsUrl()], () => {})),
  'new.target whose prototype throws': () =>
    attempt(() =>
      Reflect.construct(
        WebSocket,
        [wsUrl()],
        new Proxy(class {}, {
          get() {
            throw new RangeError('mine');
          },
        }),
      ),
    ),
  'methods are the same each time': () =>
    closing((ws) => [ws.send === WebSocket.prototype.send, ws.close === WebSocket.prototype.close]),
  'send: name, length, own members, prototype': () => {
    const { send } = WebSocket.prototype;
    return [
      send.name,
      send.length,
      members(send),
      'prototype' in send,
      Object.getPrototypeOf(send) === Function.prototype,
    ];
  },
  'send is no constructor': () =>
    attempt(() => Reflect.construct(WebSocket.prototype.send as never, [])).replace(/^.*(is not a constructor)/s, '$1'),
  'send of something else': () => [
    attempt(() => WebSocket.prototype.send.call({} as WebSocket, 'x')),
    attempt(() => WebSocket.prototype.send.call(WebSocket.prototype, 'x')),
    attempt(() => WebSocket.prototype.send.call(new EventTarget() as WebSocket, 'x')),
  ],
  'send is found by bind, call and apply': async () => {
    const ws = await open();
    const bound = ws.send.bind(ws);
    bound('1');
    WebSocket.prototype.send.call(ws, '2');
    Reflect.apply(ws.send, ws, ['3']);
    const got: unknown[] = [];
    while (got.length < 3) got.push((await next<MessageEvent>(ws, 'message')).data);
    ws.close();
    return [got, bound.name];
  },
  'prototype getters on an instance and on the prototype': () =>
    closing((ws) =>
      ['url', 'readyState', 'protocol', 'extensions', 'bufferedAmount', 'binaryType', 'onmessage'].map((name) => {
        const get = Object.getOwnPropertyDescriptor(WebSocket.prototype, name)?.get;
        return [
          name,
          show(get?.call(ws)).replace(location.host, 'HOST'),
          attempt(() => get?.call(WebSocket.prototype)),
        ];
      }),
    ),
  'a page can replace and restore WebSocket': () => {
    const place = Object.getOwnPropertyDescriptor(window, 'WebSocket');
    const fake = class {};
    Reflect.set(window, 'WebSocket', fake);
    const replaced = (window.WebSocket as unknown) === fake;
    if (place) Object.defineProperty(window, 'WebSocket', place);
    return [replaced, describe(window, 'WebSocket')];
  },
  'a page can wrap send': async () => {
    const { send } = WebSocket.prototype;
    const seen: unknown[] = [];
    WebSocket.prototype.send = function (data) {
      seen.push(data);
      return send.call(this, data);
    };
    const ws = await open();
    ws.send('wrapped');
    const { data } = await next<MessageEvent>(ws, 'message');
    WebSocket.prototype.send = send;
    ws.close();
    return [seen, data, describe(WebSocket.prototype, 'send')];
  },
});

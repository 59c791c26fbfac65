/** What a page can learn of Worker. */
import { attempt, checks, describe, members, next, show } from './kit.ts';

const ECHO = `onmessage = ({ data, ports }) => {
  if (data === 'throw') throw new RangeError('in the worker');
  postMessage(data, ports);
};`;

function echoWorker(options?: WorkerOptions): Worker {
  return new Worker(URL.createObjectURL(new Blob([ECHO])), options);
}

async function echo(data: unknown, transfer: Transferable[] = []): Promise<MessageEvent> {
  const worker = echoWorker();
  worker.postMessage(data, transfer);
  const event = await next<MessageEvent>(worker, 'message');
  worker.terminate();
  return event;
}

export const WORKER_CHECKS = checks({
  'worker: name, length, typeof': () => [Worker.name, Worker.length, typeof Worker],
  'worker: own members of the constructor': () => members(Worker),
  'worker: own members of the prototype': () => members(Worker.prototype),
  'worker: descriptor on window': () => describe(window, 'Worker'),
  'worker: prototype.constructor': () => [
    Worker.prototype.constructor === Worker,
    Object.getPrototypeOf(Worker) === EventTarget,
  ],
  'worker: instance': () => {
    const worker = echoWorker();
    worker.terminate();
    return [
      worker instanceof Worker,
      worker.constructor === Worker,
      show(worker),
      members(worker),
      JSON.stringify(worker),
    ];
  },
  'worker: call without new': () => attempt(() => (Worker as unknown as (url: string) => unknown)('x.js')),
  'worker: bad arguments': () => [
    attempt(() => Reflect.construct(Worker, [])),
    attempt(() => new Worker('http://[')),
    attempt(() => new Worker('https://example.invalid/x.js')).replaceAll(location.host, 'HOST'),
    attempt(() => Reflect.construct(Worker, ['x.js', { type: 'junk' }])),
  ],
  'worker: script that is not there': async () => {
    const event = await next(new Worker('/missing.js'), 'error');
    return [show(event), event.isTrusted, event.cancelable];
  },
  'worker: address as URL object, read once': () => {
    let reads = 0;
    const address = {
      toString() {
        reads++;
        return '/missing.js';
      },
    };
    Reflect.construct(Worker, [address]).terminate();
    new Worker(new URL('/missing.js', location.href)).terminate();
    return reads;
  },
  'worker: subclass': async () => {
    class Mine extends Worker {
      readonly direct: boolean;
      constructor(url: string) {
        super(url);
        this.direct = new.target === Mine;
      }
    }
    const worker = new Mine(URL.createObjectURL(new Blob([ECHO])));
    worker.postMessage(1);
    const { data } = await next<MessageEvent>(worker, 'message');
    worker.terminate();
    return [worker instanceof Mine, worker instanceof Worker, worker.direct, data];
  },
  'worker: Reflect.construct with another new.target': () => {
    function Other() {}
    const worker = Reflect.construct(Worker, ['/missing.js'], Other);
    return [worker instanceof Worker, Object.getPrototypeOf(worker) === Other.prototype];
  },
  'worker: postMessage: name, length, own members': () => {
    const { postMessage } = Worker.prototype;
    return [postMessage.name, postMessage.length, members(postMessage)];
  },
  'worker: postMessage of something else': () => attempt(() => Worker.prototype.postMessage.call({} as Worker, 1)),
  'worker: message event': async () => {
    const event = await echo({ type: 'ready', list: [1, 2], when: new Date(0) });
    const { data, isTrusted, origin, ports, type, lastEventId, source } = event;
    return [
      JSON.stringify(data),
      isTrusted,
      origin,
      ports.length,
      type,
      lastEventId,
      source,
      data === event.data,
      members(event),
    ];
  },
  'worker: transfer of a buffer': async () => {
    const buffer = new Uint8Array([1, 2, 3]).buffer;
    const { data } = await echo({ type: 'run', buffer }, [buffer]);
    return [buffer.byteLength, show(data.buffer)];
  },
  'worker: transfer by options': async () => {
    const worker = echoWorker();
    const buffer = new ArrayBuffer(4);
    worker.postMessage(buffer, { transfer: [buffer] });
    const { data } = await next<MessageEvent>(worker, 'message');
    worker.terminate();
    return [buffer.byteLength, show(data)];
  },
  'worker: transfer of a port': async () => {
    const { port1, port2 } = new MessageChannel();
    const { ports } = await echo({ type: 'port' }, [port1]);
    ports[0]?.postMessage('through');
    return (await new Promise<MessageEvent>((resolve) => (port2.onmessage = resolve))).data;
  },
  'worker: what cannot be cloned': () => {
    const worker = echoWorker();
    const results = [() => {}, Symbol('s'), new Proxy({ type: 'run' }, {}), document.body].map((value) =>
      attempt(() => worker.postMessage({ type: 'run', value })),
    );
    const twice = new ArrayBuffer(1);
    results.push(
      attempt(() => worker.postMessage(1, [twice, twice])),
      attempt(() => Reflect.apply(worker.postMessage, worker, [])),
    );
    worker.terminate();
    return results;
  },
  'worker: getters of what is posted are read once, by the clone': async () => {
    const reads: string[] = [];
    const message = {
      get type() {
        reads.push('type');
        return 'run';
      },
      get graph() {
        reads.push('graph');
        return { nodes: [], edges: [] };
      },
    };
    const { data } = await echo(message);
    return [reads, JSON.stringify(data)];
  },
  'worker: NodeTool traffic': async () => {
    const messages = [
      { type: 'run', jobId: 'j', workflowId: 'w', graph: { nodes: [], edges: [] }, params: {} },
      { type: 'messages', jobId: 'j', messages: [{ type: 'node_update', node_id: 'n', status: 'completed' }, null, 7] },
      { type: 'messages', jobId: 'j', messages: 'not a list' },
      { type: 'done', jobId: 'j', status: 'completed' },
    ];
    const got: unknown[] = [];
    for (const message of messages) got.push((await echo(message)).data);
    return got;
  },
  'worker: order of listeners, handler and microtasks': async () => {
    const worker = echoWorker();
    const log: string[] = [];
    const note = (name: string) => () => {
      log.push(name);
      queueMicrotask(() => log.push(`${name} micro`));
    };
    worker.addEventListener('message', note('first'));
    worker.onmessage = note('handler');
    worker.addEventListener('message', note('second'));
    worker.postMessage('x');
    await next(worker, 'message');
    worker.terminate();
    return log;
  },
  'worker: an error inside': async () => {
    const worker = echoWorker();
    worker.postMessage('throw');
    const event = await next<ErrorEvent>(worker, 'error');
    event.preventDefault();
    worker.terminate();
    return [event.message, event.lineno, event.isTrusted, show(event)];
  },
  'worker: module worker with a name': async () => {
    const url = URL.createObjectURL(
      new Blob(['postMessage([self.name, typeof importScripts])'], { type: 'text/javascript' }),
    );
    const worker = new Worker(url, { type: 'module', name: 'my name' });
    const { data } = await next<MessageEvent>(worker, 'message');
    worker.terminate();
    return data;
  },
});

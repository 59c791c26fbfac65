/** What a page can learn of WebSocket by using it. The server's paths are in ../server.ts. */
import { attempt, checks, messages, next, open, show, wsUrl } from './kit.ts';

const bytes = (...values: number[]) => new Uint8Array(values);

async function echo(data: string | ArrayBuffer | Blob | ArrayBufferView<ArrayBuffer>): Promise<string> {
  const ws = await open();
  ws.binaryType = 'arraybuffer';
  ws.send(data);
  const [back] = await messages(ws, 1);
  ws.close();
  return show(back);
}

/** Everything a page sees of the end of a connection. */
async function ending(ws: WebSocket): Promise<unknown> {
  const seen: unknown[] = [];
  ws.addEventListener('open', () => seen.push(['open', ws.readyState]));
  ws.addEventListener('error', (event) => seen.push(['error', ws.readyState, show(event)]));
  const { code, reason, wasClean, isTrusted } = await next<CloseEvent>(ws, 'close');
  return [...seen, code, reason, wasClean, isTrusted, ws.readyState];
}

export const WEBSOCKET_TRAFFIC = checks({
  'send before open': () => {
    const ws = new WebSocket(wsUrl());
    const result = attempt(() => ws.send('too early'));
    ws.close();
    return result;
  },
  'send without argument': async () => {
    const ws = await open();
    const result = attempt(() => Reflect.apply(ws.send, ws, []));
    ws.close();
    return result;
  },
  'send returns nothing': async () => {
    const ws = await open();
    const result = show(Reflect.apply(ws.send, ws, ['x']));
    ws.close();
    return result;
  },
  'send while closing and after close': async () => {
    const ws = await open();
    ws.close();
    const closing = [attempt(() => ws.send('late')), ws.bufferedAmount, ws.readyState];
    await next(ws, 'close');
    return [closing, attempt(() => ws.send(bytes(1, 2, 3))), ws.bufferedAmount, ws.readyState];
  },
  'send of an object calls its toString once': async () => {
    const ws = await open();
    let calls = 0;
    Reflect.apply(ws.send, ws, [
      {
        toString() {
          calls++;
          return 'from toString';
        },
      },
    ]);
    const got = await messages(ws, 1);
    ws.close();
    return [got, calls];
  },
  'send of what cannot be text': async () => {
    const ws = await open();
    const results = [Symbol('s'), Object.create(null), null, undefined, 7].map((value) =>
      attempt(() => Reflect.apply(ws.send, ws, [value])),
    );
    ws.close();
    return results;
  },
  'send of a lone surrogate': async () => [await echo('\ud800x')].map((text) => JSON.stringify(text)),
  'close() arguments': async () => {
    const ws = await open();
    const results = [0, 999, 1001, 2999, 5000, NaN, 'x'].map((code) =>
      attempt(() => Reflect.apply(ws.close, ws, [code])),
    );
    const reason = attempt(() => ws.close(3000, 'é'.repeat(62)));
    const fits = attempt(() => ws.close(4999, 'é'.repeat(61)));
    return [results, reason, fits, ws.readyState, attempt(() => ws.close())];
  },
  'close before open': () => {
    const ws = new WebSocket(wsUrl());
    ws.close();
    return ending(ws);
  },
  'closed by the server with 4001': () => ending(new WebSocket(wsUrl('/close/4001/because'))),
  'closed by the server with 1000': () => ending(new WebSocket(wsUrl('/close/1000/'))),
  'dropped by the server': async () => {
    const ws = await open('/drop');
    ws.send('x');
    return ending(ws);
  },
  'refused by the server': () => ending(new WebSocket(wsUrl('/refuse'))),
  'a port that browsers refuse': () => ending(new WebSocket('ws://127.0.0.1:9/')),
  'no server': () => ending(new WebSocket('ws://127.0.0.1:65535/')),
  'closed by the page with 3000': async () => {
    const ws = await open();
    ws.close(3000, 'done');
    return ending(ws);
  },
  'binaryType: default, values, junk': () => {
    const ws = new WebSocket(wsUrl());
    const before = ws.binaryType;
    ws.binaryType = 'arraybuffer';
    const set = ws.binaryType;
    Reflect.set(ws, 'binaryType', 'junk');
    ws.close();
    return [before, set, ws.binaryType];
  },
  'blob by default': async () => {
    const ws = await open();
    ws.send(bytes(1, 2, 3));
    const [data] = await messages(ws, 1);
    ws.close();
    return [show(data), data instanceof Blob && show(await data.arrayBuffer())];
  },
  'binaryType changed between messages': async () => {
    const ws = await open();
    ws.send(bytes(1));
    const [first] = await messages(ws, 1);
    ws.binaryType = 'arraybuffer';
    ws.send(bytes(2));
    const [second] = await messages(ws, 1);
    ws.close();
    return [show(first), show(second)];
  },
  'bufferedAmount after send': async () => {
    const ws = await open();
    ws.send('é'.repeat(10));
    ws.send(bytes(1, 2, 3));
    ws.send(new ArrayBuffer(100));
    const { bufferedAmount } = ws;
    await messages(ws, 3);
    ws.close();
    return [bufferedAmount, ws.bufferedAmount];
  },
  'echo of text': () => echo('grüße 👋'),
  'echo of empty text': () => echo(''),
  'echo of an ArrayBuffer': () => echo(bytes(1, 2, 3).buffer),
  'echo of an empty ArrayBuffer': () => echo(new ArrayBuffer(0)),
  'echo of a view into a buffer': () => echo(bytes(0, 1, 2, 3, 4).subarray(1, 4)),
  'echo of a Float64Array': () => echo(new Float64Array([1.5])),
  'echo of a DataView': () => echo(new DataView(bytes(9, 8, 7, 6).buffer, 1, 2)),
  'echo of a Blob': () => echo(new Blob(['blob'])),
  'own members of what is sent are not read': async () => {
    const view = bytes(1, 2, 3);
    const reads: string[] = [];
    for (const name of ['byteLength', 'byteOffset', 'buffer', 'length', 'type', 'constructor'])
      Object.defineProperty(view, name, { get: () => reads.push(name) });
    const back = await echo(view);
    return [back, reads];
  },
  'bytes may be changed right after send': async () => {
    const ws = await open();
    ws.binaryType = 'arraybuffer';
    const view = bytes(1, 2, 3);
    ws.send(view);
    view.fill(9);
    const [back] = await messages(ws, 1);
    ws.close();
    return show(back);
  },
  'received buffers can be changed and transferred': async () => {
    const ws = await open();
    ws.binaryType = 'arraybuffer';
    ws.send(bytes(1, 2));
    const [data] = await messages(ws, 1);
    const buffer = data as ArrayBuffer;
    const moved = structuredClone(buffer, { transfer: [buffer] });
    ws.close();
    return [buffer.byteLength, show(moved)];
  },
  'state at each stage': async () => {
    const ws = new WebSocket(wsUrl('/echo'), ['one', 'two']);
    const stages = [ws.readyState, ws.protocol, ws.extensions, ws.url.replace(location.host, 'HOST')];
    await next(ws, 'open');
    stages.push(ws.readyState, ws.protocol, ws.extensions);
    ws.close();
    stages.push(ws.readyState, ws.protocol);
    await next(ws, 'close');
    return [...stages, ws.readyState, ws.protocol, ws.extensions];
  },
  'a protocol the server does not speak': async () => {
    const ws = new WebSocket(wsUrl('/echo'), 'unspoken');
    // Firefox opens it all the same, Chromium does not.
    ws.addEventListener('open', () => ws.close());
    return [ws.protocol, await ending(ws)];
  },
  '1000 mixed frames keep their order': async () => {
    const ws = new WebSocket(wsUrl('/mixed'));
    ws.binaryType = 'arraybuffer';
    const got: string[] = [];
    ws.onmessage = ({ data }) =>
      got.push(typeof data === 'string' ? data : `b${new Uint32Array(data)[0]}/${data.byteLength}`);
    await next(ws, 'close');
    return got;
  },
  '10 MB both ways': async () => {
    const ws = await open();
    ws.binaryType = 'arraybuffer';
    ws.send(new Uint8Array(10 << 20).fill(0xc1));
    const [data] = await messages(ws, 1);
    ws.close();
    return (data as ArrayBuffer).byteLength;
  },
  'NodeTool traffic, well-formed and not': async () => {
    const ws = await open();
    ws.binaryType = 'arraybuffer';
    const frames = [
      '{"command":"run_job","data":{"type":"run_job_request","workflow_id":"w","job_id":"j","graph":{"nodes":[],"edges":[]}}}',
      '{"type":"job_update","status":"running","job_id":"j","workflow_id":"w"}',
      '{"type":"job_update","status":"runn',
      '{"type":"node_update","node_id":{"deep":[[[[]]]]},"status":7,"job_id":"j"}',
      '{"type":"job_update","status":"completed","job_id":"j","workflow_id":"w"}',
    ];
    for (const frame of frames) ws.send(frame);
    const packed = [0x82, 0xa4, 0x74, 0x79, 0x70, 0x65, 0xaa, ...new TextEncoder().encode('job_update')];
    ws.send(bytes(...packed));
    ws.send(bytes(0xdf, 0xff, 0xff, 0xff, 0xff));
    const got = await messages(ws, frames.length + 2);
    ws.close();
    return got.map(show);
  },
});

/** Sockets of frames, made and used from outside. */
import { attempt, checks, members, next, wsUrl } from './kit.ts';

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

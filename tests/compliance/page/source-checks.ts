/** The one thing that differs by nature, and by which the test knows that the hook is there: the source text of a Proxy. */
import { checks } from './kit.ts';

const text = (method: unknown) => Function.prototype.toString.call(method);

export const SOURCE_CHECKS = checks({
  'source text of WebSocket': () => text(WebSocket),
  'source text of WebSocket.prototype.send': () => String(WebSocket.prototype.send),
  'source text of Worker': () => text(Worker),
  'source text of Worker.prototype.postMessage': () => String(Worker.prototype.postMessage),
  'source text of EventSource': () => text(EventSource),
  'source text of EventSource.prototype.close': () => text(EventSource.prototype.close),
  'source text of XMLHttpRequest.prototype.open': () => text(XMLHttpRequest.prototype.open),
  'source text of XMLHttpRequest.prototype.send': () => text(XMLHttpRequest.prototype.send),
  'source text of fetch': () => text(fetch),
  'source text of Response.prototype.json': () => text(Response.prototype.json),
  'source text of Response.prototype.body': () =>
    text(Object.getOwnPropertyDescriptor(Response.prototype, 'body')?.get),
  'source text of ReadableStream.prototype.getReader': () => text(ReadableStream.prototype.getReader),
  'source text of ReadableStreamDefaultReader.prototype.read': () => text(ReadableStreamDefaultReader.prototype.read),
  'source text of ReadableStreamBYOBReader.prototype.read': () => text(ReadableStreamBYOBReader.prototype.read),
});

/** The one thing that differs by nature, and by which the test knows that the hook is there: the source text of a Proxy. */
import { checks } from './kit.ts';

export const SOURCE_CHECKS = checks({
  'source text of WebSocket': () => Function.prototype.toString.call(WebSocket),
  'source text of WebSocket.prototype.send': () => String(WebSocket.prototype.send),
  'source text of Worker': () => Function.prototype.toString.call(Worker),
  'source text of Worker.prototype.postMessage': () => String(Worker.prototype.postMessage),
});

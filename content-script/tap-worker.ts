import { getOwnPropertyDescriptor, getter, listen, now } from './natives.ts';
import type { Link, Session } from './session.ts';
import { privateMap, tapConstructor, tapMethod } from './tap.ts';

/**
 * Watches messages between the page and its dedicated workers: NodeTool runs graphs of browser-only nodes in one, with no
 * socket traffic at all. Only plain messages with a `type` that is text are passed on.
 */
export function tapWorker(session: Session): void {
  if (typeof Worker !== 'function') return;
  const { URL: NativeURL, document: page } = window;
  const hrefOf = getter(NativeURL.prototype, 'href');
  const dataOf = getter(MessageEvent.prototype, 'data');
  const links = privateMap<Link>();

  /** Absolute address of the worker's script; '' when reading it would call page code. */
  function addressOf(script: unknown): string {
    try {
      return typeof script === 'string' ? new NativeURL(script, page.baseURI).href : String(hrefOf(script));
    } catch {
      return '';
    }
  }

  tapConstructor('Worker', (worker, [script]) => {
    const link = session.link('worker', addressOf(script), now());
    links.set(worker, link);
    listen(worker as EventTarget, 'message', (event) => {
      try {
        const t = now();
        if (!event.isTrusted || session.idle()) return;
        const data = dataOf(event);
        if (isTyped(data)) session.frame(link, 'in', data, t);
      } catch {
        // Nothing of ours may reach the page.
      }
    });
  });

  tapMethod(Worker.prototype, 'postMessage', (worker, [data], t) => {
    const link = links.get(worker);
    if (link && !session.idle() && isTyped(data)) session.frame(link, 'out', data, t);
  });
}

/** An object whose own `type` is text, found without calling a getter of the page. A Proxy would have failed to be posted. */
function isTyped(data: unknown): data is object {
  return typeof data === 'object' && data !== null && typeof getOwnPropertyDescriptor(data, 'type')?.value === 'string';
}

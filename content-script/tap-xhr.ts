import type { Micros } from '../src/model/time.ts';
import type { HttpLink } from './http-links.ts';
import { getter, now } from './natives.ts';
import { payloadOf } from './payload.ts';
import { bodyText, headOfOpen } from './request-head.ts';
import type { Session } from './session.ts';
import { privateMap, tapMethod } from './tap.ts';
import { watch } from './watch.ts';
import { wireValue } from './wire-value.ts';

const DONE = 4;

/** One request; the page may use its object for the next one. */
interface Request {
  readonly link: HttpLink;
  sent: boolean;
  over: boolean;
}

/** Watches those requests of this window that an editor wants: what was sent, and the answer once it is there as a whole. */
export function tapXhr(session: Session): void {
  const { prototype } = XMLHttpRequest;
  const readyStateOf = getter(prototype, 'readyState');
  const statusOf = getter(prototype, 'status');
  const typeOf = getter(prototype, 'responseType');
  const responseOf = getter(prototype, 'response');
  const requests = privateMap<Request | undefined>();
  const watched = privateMap<true>();

  tapMethod(prototype, 'open', (xhr, [method, url]) => {
    if (session.idle()) return requests.delete(xhr);
    const head = headOfOpen(method, url);
    const link = head && session.exchange(head);
    requests.set(xhr, link && { link, sent: false, over: false });
    if (!link || watched.get(xhr)) return;
    watched.set(xhr, true);
    // The first event of the end, before `load`: the page may change the answer, or open anew, in any handler.
    watch(xhr as EventTarget, 'readystatechange', (_event, t) => answered(xhr, t));
  });

  tapMethod(prototype, 'send', (xhr, [body], t) => {
    const request = requests.get(xhr);
    if (!request || request.sent) return;
    request.sent = true;
    session.step(request.link, { part: 'request', data: bodyText(body) }, t);
    // A synchronous one has its answer already.
    if (readyStateOf(xhr) === DONE) answered(xhr, now());
  });

  function answered(xhr: object, t: Micros): void {
    const request = requests.get(xhr);
    if (!request?.sent || request.over || readyStateOf(xhr) !== DONE) return;
    request.over = true;
    const { link } = request;
    const status = statusOf(xhr) as number;
    // No status: it failed, timed out or was aborted. Of what was wanted whole there is nothing then.
    if (status === 0) {
      if (link.exchange.wanted === 'stream') session.step(link, { part: 'end', data: '', broken: true }, t);
      return;
    }
    const data = bodyOf(xhr);
    if (data === undefined) session.hidden(link, t);
    else session.step(link, { part: 'body', data, status }, t);
  }

  function bodyOf(xhr: object): string | object | undefined {
    switch (typeOf(xhr)) {
      case '':
      case 'text':
        // Not `responseText`, which Firefox then keeps, even through `abort()`.
        return responseOf(xhr) as string;
      case 'json':
        return wireValue(responseOf(xhr));
      case 'arraybuffer':
        return payloadOf(responseOf(xhr));
      default:
        return undefined;
    }
  }
}

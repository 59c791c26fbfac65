import type { Micros } from '../src/model/time.ts';
import { type Branch, openTape } from './body-tape.ts';
import type { HttpLink } from './http-links.ts';
import { getter, now } from './natives.ts';
import { afterSeen } from './promises.ts';
import { bodyOfInit, headOfFetch } from './request-head.ts';
import type { Session } from './session.ts';
import { privateMap, tapResult } from './tap.ts';
import { tapResponse } from './tap-response.ts';
import { tapStreams } from './tap-streams.ts';

/**
 * Watches those `fetch` exchanges of this window that an editor wants: what was asked, and of the answer what the page itself
 * reads, when it reads it. Nothing is cloned or read by us, so back-pressure, abort and `bodyUsed` are the page's alone.
 */
export function tapFetch(session: Session): void {
  if (typeof fetch !== 'function') return;
  const statusOf = getter(Response.prototype, 'status');
  /** Answers, their streams, and the readers and iterators of these: where the page reads what. */
  const branches = privateMap<Branch>();

  tapResult(window, 'fetch', (promise, _self, [input, init], t) => {
    if (session.idle()) return promise;
    const head = headOfFetch(input, init);
    const link = head && session.exchange(head);
    if (!link) return promise;
    session.step(link, { part: 'request', data: bodyOfInit(init) }, t);
    return afterSeen(
      promise as Promise<Response>,
      (response) => branches.set(response, tapeOf(link, statusOf(response) as number)),
      () => failed(link, now()),
    );
  });
  tapResponse(branches);
  tapStreams(branches);

  function tapeOf(link: HttpLink, status: number): Branch {
    return openTape(link.exchange.wanted, (part, data = '', broken) => {
      const t = now();
      if (part === 'unreadable') session.hidden(link, t);
      else session.step(link, { part, data, status, ...(broken && { broken }) }, t);
    });
  }

  /** No answer will come. Of what was wanted whole there is nothing to tell. */
  function failed(link: HttpLink, t: Micros): void {
    if (link.exchange.wanted === 'stream') session.step(link, { part: 'end', data: '', broken: true }, t);
  }
}

import { BACKGROUND_LIMITS } from '../model/limits.ts';
import type { Post, Posted } from './types.ts';

/** A collector that has not answered by then does not. */
const ANSWER_MS = 20_000;

/**
 * The one place from which Longpole says anything over the network, and only to the collector that the user named. No cookies, no
 * redirects (they would lead the headers elsewhere), no referrer, no cache.
 */
export const post: Post = async (url, headers, body) => {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: [
        ['content-type', 'application/json'],
        ...headers.map(([name, value]) => [name, value] as [string, string]),
      ],
      body,
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = (await answer.text()).slice(0, BACKGROUND_LIMITS.answerChars);
    const after = Number(answer.headers.get('retry-after') ?? Number.NaN);
    const posted: Posted = { status: answer.status, text };
    return Number.isFinite(after) && after >= 0 ? { ...posted, retryAfterS: after } : posted;
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      return { failed: `no answer within ${ANSWER_MS / 1000} s` };
    // Browsers do not tell why: nothing listens there, no permission, a bad certificate, a redirect.
    return { failed: 'it cannot be reached' };
  }
};

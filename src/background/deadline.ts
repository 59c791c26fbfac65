import type { Clock } from '../platform/types.ts';

/** The promise's own outcome, or a rejection after `ms`, so that a database that never answers stops nothing else. */
export function withDeadline<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new Error(`no answer within ${ms} ms`)));
    promise.then(resolve, reject).finally(cancel);
  });
}

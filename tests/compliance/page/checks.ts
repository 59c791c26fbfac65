/** The list: everything a page may test of what we tap. All must be equal with and without the hook. */

import { WEBSOCKET_FRAMES } from './frames.ts';
import { HOSTILE_PAGE } from './hostile-page.ts';
import type { Check } from './kit.ts';
import { SOURCE_CHECKS } from './source-checks.ts';
import { WEBSOCKET_EVENTS } from './websocket-events.ts';
import { WEBSOCKET_SHAPE } from './websocket-shape.ts';
import { WEBSOCKET_TRAFFIC } from './websocket-traffic.ts';
import { WORKER_CHECKS } from './worker-checks.ts';

export const EQUAL_CHECKS: readonly Check[] = [
  ...WEBSOCKET_SHAPE,
  ...WEBSOCKET_TRAFFIC,
  ...WEBSOCKET_EVENTS,
  ...HOSTILE_PAGE,
  ...WEBSOCKET_FRAMES,
  ...WORKER_CHECKS,
];

export { SOURCE_CHECKS };

/** No check takes a second; one that waits for ever must not hide the others. */
function tooLong(): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve('THREW too long'), 5_000));
}

/** Runs checks one after the other. -> [name, result as JSON text] of each, in order. */
export async function runChecks(list: readonly Check[]): Promise<readonly (readonly [string, string])[]> {
  const results: (readonly [string, string])[] = [];
  for (const { name, run } of list) {
    const result = await Promise.race([
      Promise.resolve()
        .then(run)
        .catch((error: unknown) => `THREW ${String(error)}`),
      tooLong(),
    ]);
    results.push([name, JSON.stringify(result) ?? 'undefined']);
  }
  return results;
}

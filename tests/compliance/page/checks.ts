/** The list: everything a page may test of what we tap. All must be equal with and without the hook. */

import { EVENTSOURCE_CHECKS } from './eventsource-checks.ts';
import { FETCH_ORDER, LATER_CHECKS } from './fetch-order.ts';
import { FETCH_SHAPE } from './fetch-shape.ts';
import { FETCH_STREAMS } from './fetch-streams.ts';
import { FETCH_WHOLE } from './fetch-whole.ts';
import { WEBSOCKET_FRAMES } from './frames.ts';
import { HOSTILE_PAGE } from './hostile-page.ts';
import type { Check } from './kit.ts';
import { SOURCE_CHECKS } from './source-checks.ts';
import { WEBSOCKET_EVENTS } from './websocket-events.ts';
import { WEBSOCKET_SHAPE } from './websocket-shape.ts';
import { WEBSOCKET_TRAFFIC } from './websocket-traffic.ts';
import { WORKER_CHECKS } from './worker-checks.ts';
import { XHR_CHECKS } from './xhr-checks.ts';

export const EQUAL_CHECKS: readonly Check[] = [
  ...WEBSOCKET_SHAPE,
  ...WEBSOCKET_TRAFFIC,
  ...WEBSOCKET_EVENTS,
  ...HOSTILE_PAGE,
  ...WEBSOCKET_FRAMES,
  ...WORKER_CHECKS,
  ...FETCH_SHAPE,
  ...FETCH_WHOLE,
  ...FETCH_STREAMS,
  ...FETCH_ORDER,
  ...XHR_CHECKS,
  ...EVENTSOURCE_CHECKS,
];

export { LATER_CHECKS, SOURCE_CHECKS };

/** No check takes three seconds on a loaded machine; one that waits for ever must not hide the others. */
function tooLong(): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve('THREW too long'), 20_000));
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

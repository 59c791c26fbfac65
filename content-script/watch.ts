import type { Micros } from '../src/model/time.ts';
import { listen, now } from './natives.ts';

/** Listens passively. `t` is read first; events that the page made itself are not traffic. */
export function watch(target: EventTarget, type: string, seen: (event: Event, t: Micros) => void): void {
  listen(target, type, (event) => {
    try {
      const t = now();
      if (event.isTrusted) seen(event, t);
    } catch {
      // Nothing of ours may reach the page.
    }
  });
}

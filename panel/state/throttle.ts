import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '../../src/platform/types.ts';
import { createPace } from './pace.ts';

/**
 * Follows `source` at most once every `ms`, less often where following takes long (pace.ts): at once when it was quiet, else at the end of the pause. `urgent` changes
 * (another run, an end) pass at once.
 */
export function throttled<T>(
  source: ReadonlySignal<T>,
  ms: number,
  clock: Clock,
  urgent: (before: T, after: T) => boolean,
): ReadonlySignal<T> {
  const out = signal(source.peek());
  const pace = createPace(clock, ms);
  let last = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  const publish = (): void => {
    cancel?.();
    cancel = undefined;
    last = clock.now();
    pace.begin();
    out.value = source.peek();
  };
  effect(() => {
    const next = source.value;
    const wait = last + pace.ms - clock.now();
    if (wait <= 0 || urgent(out.peek(), next)) publish();
    else cancel ??= clock.after(wait, publish);
  });
  return out;
}

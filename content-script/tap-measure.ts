import { createPageApi } from '../src/editors/page/measured.ts';
import { apply, epochOf, getOwnPropertyDescriptor, getter } from './natives.ts';
import type { Session } from './session.ts';

/**
 * Reads what the page says of its own runs: measures and marks with a `longpole` in their `detail`. Passive: the browser
 * hands entries over between tasks. Returns what takes over those that it has not handed over yet.
 */
export function tapMeasure(session: Session): () => void {
  if (typeof PerformanceObserver !== 'function') return () => {};
  const listed = PerformanceObserverEntryList.prototype.getEntries;
  const { takeRecords } = PerformanceObserver.prototype;
  const startOf = getter(PerformanceEntry.prototype, 'startTime');
  const durationOf = getter(PerformanceEntry.prototype, 'duration');
  const typeOf = getter(PerformanceEntry.prototype, 'entryType');
  const details = {
    measure: getter(PerformanceMeasure.prototype, 'detail'),
    mark: getter(PerformanceMark.prototype, 'detail'),
  };
  const api = createPageApi();

  function take(entry: PerformanceEntry): void {
    const kind = typeOf(entry) === 'mark' ? 'mark' : 'measure';
    const longpole = ownObject(details[kind](entry), 'longpole');
    if (!longpole) return;
    const start = startOf(entry) as number;
    const startUs = epochOf(start);
    const endUs = epochOf(start + (durationOf(entry) as number));
    session.said(() => api.read({ kind, startUs, endUs, longpole }));
  }

  function takeAll(entries: readonly PerformanceEntry[]): void {
    if (session.idle()) return;
    try {
      for (const entry of entries) take(entry);
    } catch {
      // The page's entries cost it nothing but themselves.
    }
  }

  const observer = new PerformanceObserver((list) => takeAll(apply(listed, list, [])));
  for (const type of ['mark', 'measure']) observer.observe({ type, buffered: true });
  return () => takeAll(apply(takeRecords, observer, []));
}

/** An own member that is an object, found without calling a getter of the page. */
function ownObject(value: unknown, key: string): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const member: unknown = getOwnPropertyDescriptor(value, key)?.value;
  return typeof member === 'object' && member !== null ? member : undefined;
}

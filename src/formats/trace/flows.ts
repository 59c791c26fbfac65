import { FILE_LIMITS } from '../../model/limits.ts';
import type { Run } from '../../model/run.ts';
import { placeOf, type Span } from './spans.ts';
import type { TraceEvent } from './write.ts';

/**
 * Arrows along the edges: to each instance from the last one of the node before that had ended by then, else the last that had begun. Each
 * begins just inside of its slice, where viewers look for the slice it belongs to.
 */
export function* flowsOf(
  run: Run,
  spans: readonly Span[],
  lanes: readonly number[],
  pid: number,
): Generator<TraceEvent> {
  const byId = new Map<string, Instance[]>();
  for (const [i, span] of spans.entries()) {
    const list = byId.get(span.node.id) ?? [];
    list.push({ span, tid: (lanes[i] ?? 0) + 1 });
    byId.set(span.node.id, list);
  }
  const sources = new Map<string, (us: number) => Instance | undefined>();
  let id = 0;
  for (const [from, to] of run.edges) {
    const sourceAt = sources.get(from) ?? lastBefore(byId.get(from) ?? []);
    sources.set(from, sourceAt);
    for (const target of byId.get(to) ?? []) {
      const source = sourceAt(target.span.fromUs);
      if (!source || source === target) continue;
      if (++id > FILE_LIMITS.traceArrows) return;
      const { fromUs, toUs } = source.span;
      const common = { name: 'edge', cat: 'edge', id, pid };
      const leavesUs = Math.max(fromUs, Math.min(toUs - 1, target.span.fromUs));
      yield { ...common, ph: 's', ts: leavesUs, tid: source.tid };
      yield { ...common, ph: 'f', bp: 'e', ts: Math.max(leavesUs, target.span.fromUs), tid: target.tid };
    }
  }
}

interface Instance {
  readonly span: Span;
  readonly tid: number;
}

/**
 * Of instances by start, for any time: the last begun of those that had ended by then, else the last that had begun. Sorted once and then
 * looked up: a loop of 10 000 turns asks as often.
 */
function lastBefore(byStart: readonly Instance[]): (us: number) => Instance | undefined {
  const byEnd = byStart
    .map((instance, at) => ({ instance, at }))
    .sort((a, b) => a.instance.span.toUs - b.instance.span.toUs);
  // Of the first to end, however many, the one that had begun last.
  let latest = -1;
  const latestOf = byEnd.map(({ at }) => {
    latest = Math.max(latest, at);
    return latest;
  });
  return (us) => {
    const ended = placeOf(byEnd, us, ({ instance }) => instance.span.toUs);
    const begun = placeOf(byStart, us, ({ span }) => span.fromUs);
    return byStart[latestOf[ended - 1] ?? begun - 1];
  };
}

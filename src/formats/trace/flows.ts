import type { Run } from '../../model/run.ts';
import type { Span } from './spans.ts';
import type { TraceEvent } from './write.ts';

/** Arrows drawn of one run: viewers choke on more, and nobody sees them. */
const MOST = 50_000;

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
  const byId = new Map<string, { readonly span: Span; readonly tid: number }[]>();
  for (const [i, span] of spans.entries()) {
    const list = byId.get(span.node.id) ?? [];
    list.push({ span, tid: (lanes[i] ?? 0) + 1 });
    byId.set(span.node.id, list);
  }
  let id = 0;
  for (const [from, to] of run.edges) {
    for (const target of byId.get(to) ?? []) {
      const source = lastBefore(byId.get(from) ?? [], target.span.fromUs);
      if (!source || source === target) continue;
      if (++id > MOST) return;
      const { fromUs, toUs } = source.span;
      const common = { name: 'edge', cat: 'edge', id, pid };
      const leavesUs = Math.max(fromUs, Math.min(toUs - 1, target.span.fromUs));
      yield { ...common, ph: 's', ts: leavesUs, tid: source.tid };
      yield { ...common, ph: 'f', bp: 'e', ts: Math.max(leavesUs, target.span.fromUs), tid: target.tid };
    }
  }
}

/** Of instances by start: the last that ended by then, else the last that began. */
function lastBefore<T extends { readonly span: Span }>(instances: readonly T[], us: number): T | undefined {
  return instances.findLast(({ span }) => span.toUs <= us) ?? instances.findLast(({ span }) => span.fromUs <= us);
}

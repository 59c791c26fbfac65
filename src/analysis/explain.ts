import { criticalPath, type SegmentKind } from './critical-path.ts';
import { type Matched, matchNodes } from './match.ts';
import type { Net } from './net.ts';

/** One step of the waterfall from one run's duration to another's. */
export interface Reason {
  /** WORK of a node on the critical path, or a kind of wait on it. */
  readonly kind: SegmentKind;
  /** The node, of WORK only. */
  readonly node?: Matched;
  /** Time on the critical path, microseconds. */
  readonly beforeUs: number;
  readonly afterUs: number;
  readonly deltaUs: number;
  /** The node was on only one of the two paths: it did not slow down, the path moved. */
  readonly moved?: 'entered' | 'left';
}

export interface Explanation {
  readonly beforeUs: number;
  readonly afterUs: number;
  /** Largest change first; their deltas sum to `afterUs - beforeUs` exactly. */
  readonly reasons: readonly Reason[];
  /** Nodes that only one of the runs has. */
  readonly unmatched: readonly Matched[];
}

/**
 * Why one run took longer than another: the critical paths tile both runs, so the difference is the sum of what each node's work and
 * each kind of wait on them grew by (docs: analysis, section 10).
 */
export function explain(before: Net, after: Net): Explanation {
  const matched = matchNodes(before.run, after.run);
  const [a, b] = [pathTimes(before), pathTimes(after)];
  const reasons: Reason[] = [];
  for (const node of matched) {
    const beforeUs = node.before === undefined ? 0 : (a.work.get(node.before) ?? 0);
    const afterUs = node.after === undefined ? 0 : (b.work.get(node.after) ?? 0);
    if (beforeUs === 0 && afterUs === 0) continue;
    const moved = beforeUs === 0 ? 'entered' : afterUs === 0 ? 'left' : undefined;
    reasons.push({ kind: 'WORK', node, beforeUs, afterUs, deltaUs: afterUs - beforeUs, ...(moved ? { moved } : {}) });
  }
  for (const kind of new Set([...a.waits.keys(), ...b.waits.keys()])) {
    const [beforeUs, afterUs] = [a.waits.get(kind) ?? 0, b.waits.get(kind) ?? 0];
    reasons.push({ kind, beforeUs, afterUs, deltaUs: afterUs - beforeUs });
  }
  reasons.sort((x, y) => Math.abs(y.deltaUs) - Math.abs(x.deltaUs) || nameOf(x).localeCompare(nameOf(y), 'en'));
  return {
    beforeUs: before.window.endUs - before.window.startUs,
    afterUs: after.window.endUs - after.window.startUs,
    reasons,
    unmatched: matched.filter((m) => m.before === undefined || m.after === undefined),
  };
}

function pathTimes(net: Net): { readonly work: Map<string, number>; readonly waits: Map<SegmentKind, number> } {
  const work = new Map<string, number>();
  const waits = new Map<SegmentKind, number>();
  for (const { kind, node, startUs, endUs } of criticalPath(net).segments) {
    const id = kind === 'WORK' && node !== undefined ? net.run.nodes[node]?.id : undefined;
    if (id !== undefined) work.set(id, (work.get(id) ?? 0) + endUs - startUs);
    else waits.set(kind, (waits.get(kind) ?? 0) + endUs - startUs);
  }
  return { work, waits };
}

function nameOf({ kind, node }: Reason): string {
  return `${kind} ${node?.after ?? node?.before ?? ''}`;
}

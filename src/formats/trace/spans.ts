import type { NodeRun, Run } from '../../model/run.ts';

/** A stretch of work of one instance, microseconds since the start of its run. */
export interface Span {
  /** Index in `Run.nodes`. */
  readonly index: number;
  readonly node: NodeRun;
  readonly fromUs: number;
  readonly toUs: number;
}

/** The instances of a run that worked, by start. One without an end reaches to the run's; times that run backwards have no length. */
export function spansOf(run: Run): readonly Span[] {
  const endUs = lastOf(run);
  return run.nodes
    .flatMap((node, index): Span[] => {
      if (node.startUs === undefined) return [];
      const fromUs = Math.max(0, node.startUs - run.startUs);
      return [{ index, node, fromUs, toUs: Math.max(fromUs, (node.endUs ?? endUs) - run.startUs) }];
    })
    .sort((a, b) => a.fromUs - b.fromUs || a.toUs - b.toUs || a.index - b.index);
}

/** Last time that a run tells of, epoch microseconds. */
export function lastOf(run: Run): number {
  return run.nodes.reduce(
    (last, n) => Math.max(last, n.endUs ?? n.startUs ?? 0),
    Math.max(run.startUs, run.endUs ?? run.startUs),
  );
}

/**
 * A lane for each span, in their order, so that spans of one lane never overlap: viewers of traces draw what overlaps on one thread as
 * nested and stretch it (speedscope 1.25 drew 30 ms as 51). The first lane that is free, as in a greedy interval partition: never more
 * lanes than spans at once.
 */
export function laneOf(spans: readonly Span[]): readonly number[] {
  // Lanes by when they get free, and those that are free by number: two heaps would be quicker, these are short lists.
  const busy: { lane: number; toUs: number }[] = [];
  const free: number[] = [];
  let lanes = 0;
  return spans.map(({ fromUs, toUs }) => {
    while (busy[0] && busy[0].toUs <= fromUs) insert(free, (busy.shift() as { lane: number }).lane, (n) => n);
    const lane = free.shift() ?? lanes++;
    // What has no length still keeps others that begin with it off its lane.
    insert(busy, { lane, toUs: Math.max(toUs, fromUs + 1) }, (b) => b.toUs);
    return lane;
  });
}

/** Puts an item into a list that is sorted by `key`. */
function insert<T>(list: T[], item: T, key: (item: T) => number): void {
  let [lo, hi] = [0, list.length];
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (key(list[mid] as T) <= key(item)) lo = mid + 1;
    else hi = mid;
  }
  list.splice(lo, 0, item);
}

/** What to call a node in a viewer: its title, else its type's last part, else its id. */
export function labelOf(node: Pick<NodeRun, 'id' | 'title' | 'type'>): string {
  return node.title || node.type.split('.').at(-1) || node.id;
}

/** What to call a run. */
export function runLabel(run: Run): string {
  return `${run.workflow.name || run.workflow.id || 'workflow'} · run ${run.serverId || run.id}`;
}

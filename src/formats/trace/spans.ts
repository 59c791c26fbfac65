import type { NodeRun, Run } from '../../model/run.ts';

/** A stretch of work of one instance, microseconds since the first time that its run tells of (`firstOf`). */
export interface Span {
  /** Index in `Run.nodes`. */
  readonly index: number;
  readonly node: NodeRun;
  readonly fromUs: number;
  readonly toUs: number;
}

/** The instances of a run that worked, by start. One without an end reaches to the run's; times that run backwards have no length. */
export function spansOf(run: Run): readonly Span[] {
  const [firstUs, endUs] = [firstOf(run), lastOf(run)];
  return run.nodes
    .flatMap((node, index): Span[] => {
      if (node.startUs === undefined) return [];
      const fromUs = node.startUs - firstUs;
      return [{ index, node, fromUs, toUs: Math.max(fromUs, (node.endUs ?? endUs) - firstUs) }];
    })
    .sort((a, b) => a.fromUs - b.fromUs || a.toUs - b.toUs || a.index - b.index);
}

/** First time that a run tells of, epoch microseconds: that of a node, where one began before its run. */
export function firstOf(run: Run): number {
  return run.nodes.reduce<number>((first, n) => Math.min(first, n.startUs ?? first), run.startUs);
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
 * nested and stretch it (speedscope 1.25 drew 30 ms as 51). Nor do two of one name touch on a lane: speedscope takes the end of the first
 * for that of the second, which is left without length. The first lane that will do, as in a greedy interval partition.
 */
export function laneOf(spans: readonly Span[]): readonly number[] {
  // Lanes by when they get free, and those that are free by number: two heaps would be quicker, these are short lists.
  const busy: { lane: number; toUs: number }[] = [];
  const free: number[] = [];
  /** Of each lane the last on it. */
  const last: { readonly toUs: number; readonly name: string }[] = [];
  /** Lanes that were passed over for a name at this moment: looked at anew for each span, many that touch would take minutes. */
  const passed = new Map<string, number>();
  let nowUs = 0;
  return spans.map(({ node, fromUs, toUs }) => {
    while (busy[0] && busy[0].toUs <= fromUs) insert(free, (busy.shift() as { lane: number }).lane, (n) => n);
    if (fromUs !== nowUs) passed.clear();
    nowUs = fromUs;
    const name = labelOf(node);
    const touches = (lane: number): boolean => last[lane]?.toUs === fromUs && last[lane]?.name === name;
    let at = placeOf(free, passed.get(name) ?? -1, (n) => n);
    for (let lane = free[at]; lane !== undefined && touches(lane); lane = free[++at]) passed.set(name, lane);
    const lane = free.splice(at, 1)[0] ?? last.length;
    last[lane] = { toUs, name };
    // What has no length still keeps others that begin with it off its lane.
    insert(busy, { lane, toUs: Math.max(toUs, fromUs + 1) }, (b) => b.toUs);
    return lane;
  });
}

/** Puts an item into a list that is sorted by `key`. */
function insert<T>(list: T[], item: T, key: (item: T) => number): void {
  list.splice(placeOf(list, key(item), key), 0, item);
}

/** How many items of a list that is sorted by `key` have at most that key. */
export function placeOf<T>(list: readonly T[], most: number, key: (item: T) => number): number {
  let [lo, hi] = [0, list.length];
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (key(list[mid] as T) <= most) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** What to call a node in a viewer: its title, else its type's last part, else its id. */
export function labelOf(node: Pick<NodeRun, 'id' | 'title' | 'type'>): string {
  return node.title || node.type.split('.').at(-1) || node.id;
}

/** What to call a run. */
export function runLabel(run: Run): string {
  return `${run.workflow.name || run.workflow.id || 'workflow'} · run ${run.serverId || run.id}`;
}

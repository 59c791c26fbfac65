/** How much longer a node could take without moving the end of the run. Pure. */
import type { Analysis } from '../../src/analysis/index.ts';

export interface Float {
  /** Least total float of its pieces, microseconds: by the graph, with unlimited workers. */
  readonly totalUs: number;
  /** Of its last piece: without moving any other node either. */
  readonly freeUs: number;
}

/** Of one entry of `Run.nodes`; undefined where it never ran or the graph was not seen. */
export function floatOf({ net, cpm, parallelization }: Analysis, node: number): Float | undefined {
  const [first, last] = [net.first[node] ?? -1, net.last[node] ?? -1];
  // On an engine with limited workers others would have to wait for it: the graph's float is not its own.
  if (parallelization.engine || !parallelization.minimum.known) return undefined;
  if (first < 0 || net.tasks.ran[first] !== 1) return undefined;
  let totalUs = Number.POSITIVE_INFINITY;
  for (let t = first; t <= last; t++) totalUs = Math.min(totalUs, cpm.totalFloat[t] ?? 0);
  return { totalUs: Math.round(totalUs), freeUs: Math.round(cpm.freeFloat[last] ?? 0) };
}

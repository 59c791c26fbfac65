import type { TrafficRecord } from '../../../model/record.ts';
import { deriveNode } from './derive.ts';
import type { NodeFacts, SubRun } from './facts.ts';
import type { RunIndex } from './run-index.ts';
import type { Runs } from './runs.ts';

interface Found {
  readonly index: RunIndex;
  readonly sub: SubRun;
  /** Inner nodes that came into being with this round. */
  readonly fresh: readonly NodeFacts[];
}

/**
 * The inner run a `sub-` job means. The wire ties it to nothing but the workflow: when it begins it goes to the first
 * Subgraph node at work that has none going, and each further one of the same node is its next round.
 */
export function subRunOf(runs: Runs, record: TrafficRecord & { run: string; workflow: string }): Found | undefined {
  for (const index of runs.all()) {
    const sub = index.run.subs.find((s) => s.job === record.run);
    if (sub) return { index, sub, fresh: [] };
  }
  for (const index of runs.all()) {
    const { run } = index;
    if (run.ended || run.workflow !== record.workflow) continue;
    const node = run.nodes.find((n) => index.childrenOf(n.key).length > 0 && isFree(index, n));
    if (!node) continue;
    const round = run.subs.filter((s) => s.container === node.key).length;
    const sub: SubRun = { job: record.run, container: node.key, round, over: false };
    run.subs.push(sub);
    return { index, sub, fresh: round > 0 ? index.addRound(node.key, round) : [] };
  }
  return undefined;
}

function isFree(index: RunIndex, node: NodeFacts): boolean {
  if (index.run.subs.some((s) => s.container === node.key && !s.over)) return false;
  return deriveNode(index, node).some((d) => d.times.status === 'running');
}

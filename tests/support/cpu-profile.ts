/** Where a page's main thread spent its time, from V8's samples. */
import type { Protocol } from 'puppeteer';

/**
 * Part of the busy samples that lie within a function that `is` of interest, from 0 to 1. Samples and not sums of times: a thread that
 * waits for a processor is not sampled more often.
 */
export function shareOf(
  profile: Protocol.Profiler.Profile,
  is: (frame: Protocol.Runtime.CallFrame) => boolean,
): number {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const within = new Set<number>();
  const mark = (id: number, inside: boolean): void => {
    const node = nodes.get(id);
    if (!node) return;
    const here = inside || is(node.callFrame);
    if (here) within.add(id);
    for (const child of node.children ?? []) mark(child, here);
  };
  mark(profile.nodes[0]?.id ?? 0, false);
  const busy = (profile.samples ?? []).filter((id) => nodes.get(id)?.callFrame.functionName !== '(idle)');
  return busy.filter((id) => within.has(id)).length / busy.length;
}

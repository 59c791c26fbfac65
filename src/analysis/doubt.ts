import { type Cpm, lengthOf } from './cpm.ts';
import type { Net } from './net.ts';
import { duration, nameOf } from './words.ts';

/** An end that may have come this much earlier than it was seen makes what follows from it no figure: this long, and this share of the run. */
const MOST_US = 100_000;
const SHARE = 0.2;

/**
 * Why nothing can be concluded from how long the longest chain of a run took: a node of it may have ended much earlier than was seen (a
 * page or a server was busy, an asynchronous node ended behind a synchronous one). Undefined when the times bear it.
 */
export function whyDoubtful(net: Net, times: Cpm): string | undefined {
  const actualUs = net.window.endUs - net.window.startUs;
  const limit = Math.max(MOST_US, SHARE * actualUs);
  let worst: { readonly node: number; readonly us: number } | undefined;
  const { count, ran, node: nodes } = net.tasks;
  for (let t = 0; t < count; t++) {
    // No more than all of it can be in doubt.
    const most = lengthOf(net, t);
    if (ran[t] !== 1 || most <= limit || (times.totalFloat[t] as number) > net.epsUs) continue;
    const node = nodes[t] as number;
    const us = Math.min(net.run.nodes[node]?.uncertaintyUs[0] ?? 0, most);
    if (us > limit && us > (worst?.us ?? 0)) worst = { node, us };
  }
  const node = worst && net.run.nodes[worst.node];
  return worst && node
    ? `${nameOf(node)} may have ended up to ${duration(worst.us)} earlier than it was seen to, and it is on the longest chain.`
    : undefined;
}

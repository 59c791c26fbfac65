import { parentsOf } from './nesting.ts';
import type { Net } from './net.ts';

/**
 * Which entries of `Run.nodes` keep their worker while what lies inside them works: nodes that contain others, none of which needs a
 * worker of that class itself (an n8n agent waits for its tools; a ComfyUI node that was expanded does not, its nodes take the thread).
 */
export function holders(net: Net): Uint8Array {
  const { run, engine } = net;
  const holds = new Uint8Array(run.nodes.length);
  if (!run.nodes.some((n) => n.parent)) return holds;
  const parents = parentsOf(run);
  const classOf = (node: number): number => engine.classOf(run.nodes[node]?.type ?? '');
  const limited = (node: number): boolean =>
    Number.isFinite(engine.classes[classOf(node)]?.capacity ?? Number.POSITIVE_INFINITY);
  const shares = new Uint8Array(run.nodes.length);
  parents.forEach((parent, child) => {
    for (let up = parent; up >= 0; up = parents[up] ?? -1) {
      holds[up] = 1;
      if (limited(child) && classOf(child) === classOf(up)) shares[up] = 1;
    }
  });
  holds.forEach((_, node) => {
    if (!limited(node) || shares[node] === 1) holds[node] = 0;
  });
  return holds;
}

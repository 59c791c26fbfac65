import type { RunPatchMessage } from '../messages/panel.ts';
import type { NodeRun, Run } from '../model/run.ts';
import { headOf } from '../model/run.ts';

/**
 * What a panel that has `before` needs to have `after`; everything when `before` is undefined. Parts are compared by
 * reference: the recorder makes new objects for what changed and only for that.
 */
export function patchOf(before: Run | undefined, after: Run): RunPatchMessage {
  const nodes: (readonly [number, NodeRun])[] = [];
  if (before?.nodes !== after.nodes) {
    for (const [index, node] of after.nodes.entries()) if (before?.nodes[index] !== node) nodes.push([index, node]);
  }
  return {
    head: headOf(after),
    ...(nodes.length > 0 && { nodes }),
    ...(before?.edges !== after.edges && { edges: after.edges }),
    ...(after.calls && before?.calls !== after.calls && { calls: after.calls }),
  };
}

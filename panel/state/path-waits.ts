/** What nodes of the critical path waited for, as drawn and in words. Pure. */
import type { Analysis, Segment } from '../../src/analysis/index.ts';
import type { PathWait } from '../../src/drawing/bar.ts';
import { formatDuration } from '../../src/drawing/format.ts';
import { nodeKey, nodeName } from '../../src/drawing/rows.ts';

/** Waits on the critical path by the key of the node that was waiting. */
export function pathWaits({ path, run }: Analysis): ReadonlyMap<string, readonly PathWait[]> {
  const out = new Map<string, PathWait[]>();
  for (const { kind, node, startUs, endUs } of path.segments) {
    const who = kind === 'WORK' || node === undefined ? undefined : run.nodes[node];
    if (!who) continue;
    const key = nodeKey(who);
    out.set(key, [...(out.get(key) ?? []), { startUs, endUs }]);
  }
  return out;
}

/** "waited 1.80 s for Upscale to free the worker": every wait of a node on the critical path, with its reason. */
export function waitReasons({ path, run, net }: Analysis, index: number): readonly string[] {
  return path.segments.flatMap((segment, i) => {
    if (segment.node !== index || segment.kind === 'WORK') return [];
    const before = path.segments[i - 1];
    const other = before?.node === undefined ? undefined : run.nodes[before.node];
    const name = other && other !== run.nodes[index] ? nodeName(other) : undefined;
    const us = formatDuration(segment.endUs - segment.startUs);
    return [`${us} ${REASONS[segment.kind](name, net.engine.name)}`];
  });
}

const REASONS: Readonly<
  Record<Exclude<Segment['kind'], 'WORK'>, (other: string | undefined, engine: string) => string>
> = {
  DISPATCH: (other) => (other ? `for ${other} to free the worker` : 'for a free worker'),
  HANDOFF: (other) => (other ? `after ${other} had ended: handing over` : 'of handing over'),
  STARTUP: (_other, engine) => `for ${engine} to start`,
  EXTERNAL: () => 'parked, for something outside',
  TAIL: () => 'after the last node',
};

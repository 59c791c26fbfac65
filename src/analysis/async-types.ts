import type { NodeRun, Run } from '../model/run.ts';

/**
 * Node types of a run that gave way to others while they worked, in order of name. On an engine with one thread a node that began
 * while another was at work shows that the *other* one is asynchronous: a synchronous one would not have let it begin. Overlaps
 * within the +/- of the times show nothing, nor do nodes that contain others, nor two that began at one time.
 */
export function asyncTypes(run: Run): readonly string[] {
  const containers = new Set(run.nodes.flatMap((n) => (n.parent ? [n.parent.id] : [])));
  const spans = run.nodes.flatMap((n) => (containers.has(n.id) ? [] : spanOf(n)));
  spans.sort((a, b) => a.startUs - b.startUs);
  const found = new Set<string>();
  /** Of each type: the latest end for certain, among those that had begun before. */
  const busyUntil = new Map<string, number>();
  let waiting: Span[] = [];
  for (const span of spans) {
    if (waiting[0] && waiting[0].startUs < span.startUs) {
      for (const { type, untilUs } of waiting) busyUntil.set(type, Math.max(busyUntil.get(type) ?? 0, untilUs));
      waiting = [];
    }
    for (const [type, untilUs] of busyUntil) {
      if (untilUs <= span.surelyBegunUs + run.resolutionUs) continue;
      found.add(type);
      busyUntil.delete(type);
    }
    if (!found.has(span.type)) waiting.push(span);
  }
  return [...found].sort();
}

interface Span {
  readonly type: string;
  readonly startUs: number;
  readonly surelyBegunUs: number;
  readonly untilUs: number;
}

function spanOf({ type, startUs, endUs, status, uncertaintyUs: [early, late] }: NodeRun): Span[] {
  if (startUs === undefined || (endUs === undefined && status !== 'running')) return [];
  const untilUs = endUs === undefined ? Number.POSITIVE_INFINITY : endUs - early;
  return [{ type, startUs, surelyBegunUs: startUs + late, untilUs }];
}

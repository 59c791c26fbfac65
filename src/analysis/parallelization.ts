import { isStatusOnly, type Run } from '../model/run.ts';
import type { Concurrency } from './concurrency.ts';
import type { Cpm } from './cpm.ts';
import type { CriticalPath, SegmentKind } from './critical-path.ts';
import { whyDoubtful } from './doubt.ts';
import { type EngineLimit, engineLimit, exceeded } from './engine-limit.ts';
import type { Net } from './net.ts';

/** The run's time by what it went into, microseconds; the six sum to the duration exactly (the segments tile the run). */
export interface TimeSpent {
  /** Work reached over dependencies of the graph, and work reached because a worker became free. */
  readonly workUs: number;
  readonly resourceWorkUs: number;
  readonly handoffUs: number;
  readonly dispatchUs: number;
  readonly startupUs: number;
  readonly externalUs: number;
  readonly tailUs: number;
}

/** T = L + (LB - L) + (T - LB), microseconds: what the graph needs, what its engine adds to that, and what was lost beside. */
export interface LostTime {
  readonly graphUs: number;
  readonly engineUs: number;
  readonly schedulingUs: number;
}

/** L against T, or why it cannot be told. */
export type Minimum =
  | {
      readonly known: true;
      /** L: the run's duration with unlimited workers, no waits and the same working times, microseconds. */
      readonly minimumUs: number;
      /** Dependency efficiency L / T, 0..1. */
      readonly efficiency: number;
      /** T - L. */
      readonly lostUs: number;
    }
  | { readonly known: false; readonly reason: string };

export interface Parallelization {
  /** T, microseconds, queue wait not included. */
  readonly actualUs: number;
  readonly minimum: Minimum;
  /** Absent when the engine sets no limit: what is lost is then not the engine's doing. */
  readonly engine?: EngineLimit;
  /** Absent where the minimum is not known. */
  readonly lost?: LostTime;
  readonly concurrency: Concurrency;
  readonly spent: TimeSpent;
  /** What makes the numbers doubtful, in words; empty for a clean run. */
  readonly caveats: readonly string[];
}

/** How well the run used the parallelism of its graph (docs: analysis, section 4). */
export function parallelization(net: Net, cpm: Cpm, path: CriticalPath, concurrency: Concurrency): Parallelization {
  const actualUs = net.window.endUs - net.window.startUs;
  const least = minimum(net, cpm, actualUs);
  // Of a run of which no minimum can be told the engine's would be no better.
  const engine = least.known ? engineLimit(net, cpm) : undefined;
  return {
    actualUs,
    minimum: least,
    ...(engine ? { engine } : {}),
    ...(least.known ? { lost: lostTime(least.minimumUs, engine?.boundUs, actualUs) } : {}),
    concurrency,
    spent: timeSpent(path),
    caveats: caveats(net),
  };
}

function lostTime(graphUs: number, boundUs = graphUs, actualUs: number): LostTime {
  return { graphUs, engineUs: boundUs - graphUs, schedulingUs: actualUs - boundUs };
}

function minimum(net: Net, cpm: Cpm, actualUs: number): Minimum {
  if (isStatusOnly(net.run)) {
    return { known: false, reason: 'Nodes that report no status are not seen, and how long they worked is not known.' };
  }
  if (!net.hasGraph) {
    return { known: false, reason: 'The graph of this run was not seen, so what depends on what is not known.' };
  }
  if (!net.tasks.ran.includes(1)) return { known: false, reason: 'No node has a measured time in this run.' };
  if (actualUs <= 0) return { known: false, reason: 'The run has no measurable duration.' };
  if (net.run.status === 'cut') {
    return { known: false, reason: 'The end of this run was not seen: neither its duration nor its minimum is known.' };
  }
  const doubt = net.wrong[0] ?? whyDoubtful(net, cpm);
  if (doubt !== undefined) return { known: false, reason: doubt };
  const { minimumUs } = cpm;
  return { known: true, minimumUs, efficiency: minimumUs / actualUs, lostUs: actualUs - minimumUs };
}

const FIELD: Record<SegmentKind, keyof TimeSpent> = {
  WORK: 'workUs',
  HANDOFF: 'handoffUs',
  DISPATCH: 'dispatchUs',
  STARTUP: 'startupUs',
  EXTERNAL: 'externalUs',
  TAIL: 'tailUs',
};

/** Sums the segments of the critical path by cause. */
export function timeSpent(path: CriticalPath): TimeSpent {
  const spent = { workUs: 0, resourceWorkUs: 0, handoffUs: 0, dispatchUs: 0, startupUs: 0, externalUs: 0, tailUs: 0 };
  for (const s of path.segments) {
    const field = s.kind === 'WORK' && s.via === 'resource' ? 'resourceWorkUs' : FIELD[s.kind];
    spent[field] += s.endUs - s.startUs;
  }
  return spent;
}

const WHY: Record<NonNullable<Net['run']['partial']>[number], string> = {
  'no-graph': 'The graph of this run was not seen.',
  'late-attach': 'Recording began after the run did: what ran before is missing.',
  'lost-records': 'Some records were lost on the way: nodes or times may be missing.',
  'connection-lost':
    'The connection was lost, or recording was paused, during the run: times around the gap are bounds.',
  'status-only': 'Only nodes that report a status of their own are seen: this is a status timeline, not a profile.',
  'no-end': 'The end of the run was never sent: it was presumed.',
  'too-large': 'The run is larger than what is kept of one: some of it was left out.',
};

/** What of a run was not seen, in words. */
export function partialWords({ partial = [], edges, omitted }: Pick<Run, 'partial' | 'edges' | 'omitted'>): string[] {
  return partial.map((p) => {
    if (p === 'no-graph' && edges.length > 0)
      return 'The graph of this run was not seen: what depends on what is as its nodes told.';
    if (p === 'too-large' && omitted !== undefined)
      return `The run is larger than what is kept of one: ${omitted} nodes, edges, executions or calls were left out.`;
    return WHY[p];
  });
}

/** Reasons to doubt the times of a run, in words. */
export function caveats(net: Net): string[] {
  const { run } = net;
  const out = partialWords(run);
  if (net.window.live) out.push('The run still goes on.');
  if (run.replaySpeed !== undefined && run.replaySpeed !== 1) {
    out.push(`The traffic was replayed at speed ${run.replaySpeed}: times mean nothing.`);
  }
  for (const { name, capacity, seen } of exceeded(net)) {
    out.push(
      `${seen} ${name} nodes were at work at once, the description of this engine allows ${capacity}: ${seen} is taken for its number.`,
    );
  }
  return [...out, ...net.wrong];
}

import type { Graph } from '../model/graph.ts';
import type { Run } from '../model/run.ts';
import { contradictions, wrongDependencies } from './contradictions.ts';
import { type EngineProfile, engineOf } from './engine.ts';
import { withJunctions } from './junctions.ts';
import { type Arc, guessedLinks, linksOf } from './links.ts';
import { orderOf } from './order.ts';
import { type Task, tasksOf } from './tasks.ts';
import { type Window, windowOf } from './window.ts';

export interface NetOptions {
  /** Epoch microseconds; the end of what is known of a run that still goes on. */
  readonly now?: number;
  /** Edges to use in place of the run's own. */
  readonly graph?: Graph;
  readonly engine?: EngineProfile;
}

/** A run made ready for analysis: its tasks, what bounds what, in an order that every algorithm can walk once. */
export interface Net {
  readonly run: Run;
  readonly window: Window;
  /** What the run's clock cannot tell apart. */
  readonly epsUs: number;
  readonly engine: EngineProfile;
  readonly tasks: readonly Task[];
  /** First and last task per entry of `Run.nodes`, -1 for none. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly into: readonly (readonly Arc[])[];
  readonly outOf: readonly (readonly Arc[])[];
  readonly order: Int32Array;
  readonly rank: Int32Array;
  /** Dependencies that contradicted each other and were left out. */
  readonly dropped: number;
  /** What of the run cannot have been (contradictions.ts), and of its dependencies: no figure is computed from such data. */
  readonly wrong: readonly string[];
  /** False when no graph was seen: arcs are then guessed from the order in time. */
  readonly hasGraph: boolean;
}

/** True when the edges of a run are known (there may be none). */
export function hasGraph(run: Run): boolean {
  return run.edges.length > 0 || (run.graphHash !== '' && !run.partial?.includes('no-graph'));
}

/** Builds the net of a run. Never fails: what contradicts itself is left out and counted. */
export function buildNet(given: Run, options: NetOptions = {}): Net {
  const run = options.graph ? { ...given, edges: options.graph.edges } : given;
  const known = options.graph !== undefined || hasGraph(run);
  const window = windowOf(run, options.now);
  const epsUs = Math.max(0, run.resolutionUs);
  const tasks = known ? withJunctions(run, tasksOf(run, window), window) : tasksOf(run, window);
  const arcs = known ? linksOf(run, tasks, epsUs) : guessedLinks(tasks, epsUs);
  const { order, rank, dropped, kept } = orderOf(tasks.list, arcs);
  const into: Arc[][] = tasks.list.map(() => []);
  const outOf: Arc[][] = tasks.list.map(() => []);
  for (const arc of kept) {
    into[arc.to]?.push(arc);
    outOf[arc.from]?.push(arc);
  }
  return {
    run,
    window,
    epsUs,
    engine: options.engine ?? engineOf(run),
    tasks: tasks.list,
    first: tasks.first,
    last: tasks.last,
    into,
    outOf,
    order,
    rank,
    dropped,
    // Nodes at work may have no length yet: what they seem to contradict comes right with their ends.
    wrong: [...contradictions(run), ...wrongDependencies(run, window.live || run.status === 'cut' ? 0 : dropped)],
    hasGraph: known,
  };
}

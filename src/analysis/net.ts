import type { Graph } from '../model/graph.ts';
import { endsOf, type Names, namesOf } from '../model/names.ts';
import type { Run } from '../model/run.ts';
import type { Arcs } from './arcs.ts';
import { contradictions, wrongDependencies } from './contradictions.ts';
import { type EngineProfile, engineOf } from './engine.ts';
import { withJunctions } from './junctions.ts';
import { guessedLinks, linksOf } from './links.ts';
import { orderOf } from './order.ts';
import { type Tasks, tasksOf } from './tasks.ts';
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
  readonly names: Names;
  readonly tasks: Tasks;
  /** First and last task per entry of `Run.nodes`, -1 for none. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly arcs: Arcs;
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
  const names = namesOf(run);
  const ends = endsOf(run, names);
  const cut = tasksOf(run, window);
  const pieces = known ? withJunctions(run, names, ends, cut, window) : cut;
  const { tasks, first, last } = pieces;
  const links = known ? linksOf(names, ends, pieces, epsUs) : guessedLinks(tasks, epsUs);
  const { order, rank, dropped, arcs } = orderOf(tasks, links);
  return {
    run,
    window,
    epsUs,
    engine: options.engine ?? engineOf(run),
    names,
    tasks,
    first,
    last,
    arcs,
    order,
    rank,
    dropped,
    // Nodes at work may have no length yet: what they seem to contradict comes right with their ends.
    wrong: [...contradictions(run), ...wrongDependencies(run, ends, window.live || run.status === 'cut' ? 0 : dropped)],
    hasGraph: known,
  };
}

/** The tasks of a node with all its instances; none of an id that no node has. */
export function tasksOfNode({ names, tasks }: Pick<Net, 'names' | 'tasks'>, id: string): number[] {
  const number = names.numbers.get(id) ?? -1;
  const out: number[] = [];
  for (let t = 0; t < tasks.count; t++) if (names.of[tasks.node[t] as number] === number) out.push(t);
  return out;
}

import type { Ends, Names } from '../model/names.ts';
import type { NodeRun, NodeStatus, Run } from '../model/run.ts';
import { type Pieces, type Task, withMore } from './tasks.ts';
import type { Window } from './window.ts';

/** Their value was there when the run began: nothing upstream of them mattered. */
const READY_AT_START: readonly NodeStatus[] = ['cached', 'pinned', 'reused', 'constant'];

/** By number of the node (`Names`). */
interface Times {
  /** Last end of those that ran; -1 for others. */
  readonly timed: Float64Array;
  /** Index in `Run.nodes` that stands for one without times; -1 for others. */
  readonly untimed: Int32Array;
  /** Numbers of those without times, as they first come. */
  readonly waiting: readonly number[];
}

/**
 * A node that was skipped, or whose times we never saw, still passes dependencies on. It becomes a task without length at the
 * moment its last predecessor ended. Returns `pieces` with these added.
 */
export function withJunctions(run: Run, names: Names, ends: Ends, pieces: Pieces, window: Window): Pieces {
  const { timed, untimed, waiting } = timesOf(run, names, pieces);
  if (waiting.length === 0 || run.edges.length === 0) return pieces;

  const arrives = new Float64Array(names.ids.length).fill(-1);
  const missing = new Int32Array(names.ids.length);
  const after = new Map<number, number[]>();
  for (let i = 0; i < ends.to.length; i++) {
    const from = ends.from[i] as number;
    const to = ends.to[i] as number;
    if (from < 0 || to < 0 || untimed[to] === -1) continue;
    const at = timed[from] as number;
    if (at >= 0) arrives[to] = Math.max(arrives[to] as number, at);
    else if (untimed[from] !== -1) {
      missing[to] = (missing[to] as number) + 1;
      const list = after.get(from);
      if (list) list.push(to);
      else after.set(from, [to]);
    }
  }
  const ready = waiting.filter((number) => missing[number] === 0);
  const more: Task[] = [];
  const first = pieces.first.slice();
  const last = pieces.last.slice();
  // Those in a circle of untimed nodes never get ready and are left out.
  for (let number = ready.pop(); number !== undefined; number = ready.pop()) {
    const at = arrives[number] as number;
    const node = untimed[number] as number;
    if (at >= 0) {
      const us = Math.min(at, window.endUs);
      first[node] = pieces.tasks.count + more.length;
      last[node] = first[node];
      more.push({ node, startUs: us, endUs: us, ran: false });
    }
    for (const to of after.get(number) ?? []) {
      arrives[to] = Math.max(arrives[to] as number, at);
      missing[to] = (missing[to] as number) - 1;
      if (missing[to] === 0) ready.push(to);
    }
  }
  return { ...pieces, tasks: withMore(pieces.tasks, more), first, last };
}

function timesOf({ nodes }: Run, names: Names, { tasks, last }: Pieces): Times {
  const timed = new Float64Array(names.ids.length).fill(-1);
  const untimed = new Int32Array(names.ids.length).fill(-1);
  const waiting: number[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const task = last[i] as number;
    const number = names.of[i] as number;
    if (task >= 0) timed[number] = Math.max(0, timed[number] as number, tasks.endUs[task] as number);
  }
  for (let i = 0; i < nodes.length; i++) {
    const number = names.of[i] as number;
    if ((timed[number] as number) >= 0 || untimed[number] !== -1) continue;
    if (READY_AT_START.includes((nodes[i] as NodeRun).status)) continue;
    untimed[number] = i;
    waiting.push(number);
  }
  return { timed, untimed, waiting };
}

import type { NodeStatus, Run } from '../model/run.ts';
import type { Task, Tasks } from './tasks.ts';
import type { Window } from './window.ts';

/** Their value was there when the run began: nothing upstream of them mattered. */
const READY_AT_START: readonly NodeStatus[] = ['cached', 'pinned', 'reused', 'constant'];

/**
 * A node that was skipped, or whose times we never saw, still passes dependencies on. It becomes a task without length at the
 * moment its last predecessor ended. Returns `tasks` with these added.
 */
export function withJunctions(run: Run, tasks: Tasks, window: Window): Tasks {
  const timed = new Map<string, number>();
  run.nodes.forEach((n, i) => {
    const task = tasks.last[i] ?? -1;
    if (task >= 0) timed.set(n.id, Math.max(timed.get(n.id) ?? 0, tasks.list[task]?.endUs ?? 0));
  });
  const untimed = new Map<string, number>();
  run.nodes.forEach((n, i) => {
    if (!timed.has(n.id) && !untimed.has(n.id) && !READY_AT_START.includes(n.status)) untimed.set(n.id, i);
  });
  if (untimed.size === 0 || run.edges.length === 0) return tasks;

  const arrives = new Map<string, number>();
  const after = new Map<string, string[]>();
  const missing = new Map<string, number>();
  for (const [from, to] of run.edges) {
    if (!untimed.has(to)) continue;
    const at = timed.get(from);
    if (at !== undefined) arrives.set(to, Math.max(arrives.get(to) ?? 0, at));
    else if (untimed.has(from)) {
      missing.set(to, (missing.get(to) ?? 0) + 1);
      const list = after.get(from);
      if (list) list.push(to);
      else after.set(from, [to]);
    }
  }
  const ready = [...untimed.keys()].filter((id) => !missing.has(id));
  const list: Task[] = [...tasks.list];
  const first = tasks.first.slice();
  const last = tasks.last.slice();
  // Those in a circle of untimed nodes never get ready and are left out.
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    const at = arrives.get(id);
    const node = untimed.get(id) as number;
    if (at !== undefined) {
      const us = Math.min(at, window.endUs);
      first[node] = list.length;
      last[node] = list.length;
      list.push({ node, startUs: us, endUs: us, ran: false });
    }
    for (const to of after.get(id) ?? []) {
      if (at !== undefined) arrives.set(to, Math.max(arrives.get(to) ?? 0, at));
      const left = (missing.get(to) ?? 1) - 1;
      missing.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return { ...tasks, list, first, last };
}

import { namesOf } from '../model/names.ts';
import type { Run } from '../model/run.ts';
import { comparableBefore, whyNotComparable } from './comparable.ts';
import { tasksOf } from './tasks.ts';
import { durationOf, windowOf } from './window.ts';
import { workedBy, workUsOf } from './worked.ts';

/** How one node's working time changed between two runs, microseconds. */
export interface NodeChange {
  readonly id: string;
  readonly title: string;
  readonly beforeUs: number;
  readonly afterUs: number;
  readonly deltaUs: number;
}

export type Verdict =
  | {
      readonly kind: 'slower' | 'faster' | 'unchanged';
      readonly previous: Run;
      readonly beforeUs: number;
      readonly afterUs: number;
      readonly deltaUs: number;
      /** `afterUs / beforeUs - 1`. */
      readonly change: number;
      /** Nodes whose time changed by more than the clock can tell apart, largest change first. */
      readonly nodes: readonly NodeChange[];
      /** Comparable runs before this one, the previous included. */
      readonly history: number;
    }
  | { readonly kind: 'no-previous' }
  | { readonly kind: 'not-comparable'; readonly reason: string };

/**
 * The plain rule (docs: analysis, section 7): a run slower than the previous comparable one by more than `share` is a
 * regression, one faster by as much an improvement. Differences within the clock's resolution are no change. One run against
 * one: with 10 % noise about one verdict in ten is a false alarm.
 */
export function compareWithPrevious(run: Run, runs: readonly Run[], share: number): Verdict {
  const reason = whyNotComparable(run);
  if (reason !== undefined) return { kind: 'not-comparable', reason };
  const history = comparableBefore(run, runs);
  const [previous] = history;
  if (!previous) return { kind: 'no-previous' };
  const beforeUs = durationOf(previous);
  const afterUs = durationOf(run);
  const deltaUs = afterUs - beforeUs;
  const change = beforeUs > 0 ? deltaUs / beforeUs : 0;
  const resolutionUs = Math.max(run.resolutionUs, previous.resolutionUs);
  const tellable = Math.abs(deltaUs) > resolutionUs && beforeUs > 0;
  const kind = tellable && change > share ? 'slower' : tellable && change < -share ? 'faster' : 'unchanged';
  const nodes = changes(previous, run, resolutionUs);
  return { kind, previous, beforeUs, afterUs, deltaUs, change, nodes, history: history.length };
}

/** Per node that is in both runs: change of its working time, largest first, ties by id. */
export function changes(before: Run, after: Run, resolutionUs: number): NodeChange[] {
  const old = workById(before);
  const out: NodeChange[] = [];
  for (const [id, { title, workUs: afterUs }] of workById(after)) {
    const beforeUs = old.get(id)?.workUs;
    if (beforeUs === undefined) continue;
    const deltaUs = afterUs - beforeUs;
    if (Math.abs(deltaUs) > resolutionUs) out.push({ id, title, beforeUs, afterUs, deltaUs });
  }
  return out.sort((a, b) => Math.abs(b.deltaUs) - Math.abs(a.deltaUs) || (a.id < b.id ? -1 : 1));
}

type Works = ReadonlyMap<string, { readonly title: string; readonly workUs: number }>;

const works = new WeakMap<Run, Works>();

/**
 * Working time per node id: the time in which at least one of its instances worked; of a run that goes on, up to `now`. Without it read
 * once a run: a run never changes.
 */
export function workById(run: Run, now?: number): Works {
  const known = now === undefined ? works.get(run) : undefined;
  if (known) return known;
  const { tasks } = tasksOf(run, windowOf(run, now));
  const names = namesOf(run);
  const worked = workedBy(tasks, names);
  const workUs = workUsOf(tasks, worked);
  const read = new Map<string, { readonly title: string; readonly workUs: number }>();
  for (let number = 0; number < names.ids.length; number++) {
    const behind = worked.begin[number + 1] as number;
    if (worked.begin[number] === behind) continue;
    const last = run.nodes[tasks.node[worked.tasks[behind - 1] as number] as number];
    read.set(names.ids[number] as string, { title: last?.title ?? '', workUs: workUs[number] as number });
  }
  if (now === undefined) works.set(run, read);
  return read;
}

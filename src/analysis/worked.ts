import { grouped, inOrder } from '../model/grouped.ts';
import type { Names } from '../model/names.ts';
import type { Tasks } from './tasks.ts';

/** The tasks that ran, by number of their node (`Names`). */
export interface Worked {
  /** Those of node `k` are `tasks[begin[k]]` to `tasks[begin[k + 1]]`, in order of number. */
  readonly begin: Int32Array;
  readonly tasks: Int32Array;
}

export function workedBy({ node, ran }: Tasks, names: Names): Worked {
  const of = node.map((index, t) => (ran[t] === 1 ? (names.of[index] as number) : -1));
  const { begin, items } = grouped(of, names.ids.length);
  return { begin, tasks: items };
}

/** Time in which at least one of its tasks went on, microseconds, by number of the node. */
export function workUsOf({ startUs, endUs }: Tasks, worked: Worked): Float64Array {
  const { begin } = worked;
  const byStart = worked.tasks.slice();
  const order = (a: number, b: number): number => (startUs[a] as number) - (startUs[b] as number);
  const out = new Float64Array(begin.length - 1);
  for (let number = 0; number < out.length; number++) {
    const behind = begin[number + 1] as number;
    inOrder(byStart, begin[number] as number, behind, order);
    let workUs = 0;
    let until = Number.NEGATIVE_INFINITY;
    for (let i = begin[number] as number; i < behind; i++) {
      const t = byStart[i] as number;
      if ((endUs[t] as number) <= until) continue;
      workUs += (endUs[t] as number) - Math.max(startUs[t] as number, until);
      until = endUs[t] as number;
    }
    out[number] = workUs;
  }
  return out;
}

import { indexOf, namesOf } from '../model/names.ts';
import type { Run } from '../model/run.ts';

/**
 * Index in `run.nodes` of the instance that contains each one, -1 for none. A parent that is not there, or that lies in a
 * circle of parents, counts as none: such data is wrong and must not be walked in.
 */
export function parentsOf(run: Run): Int32Array {
  const parents = new Int32Array(run.nodes.length).fill(-1);
  if (!run.nodes.some((n) => n.parent)) return parents;
  const names = namesOf(run);
  run.nodes.forEach(({ parent }, i) => {
    if (parent) parents[i] = indexOf(names, parent.id, parent.instance);
  });
  // Walk up once from each; `mark` remembers the walk that passed, so the whole is linear.
  const mark = new Int32Array(parents.length).fill(-1);
  for (let i = 0; i < parents.length; i++) {
    if (mark[i] !== -1) continue;
    mark[i] = i;
    let at = i;
    let up = parents[at] ?? -1;
    while (up >= 0 && mark[up] === -1) {
      mark[up] = i;
      at = up;
      up = parents[at] ?? -1;
    }
    if (up >= 0 && mark[up] === i) parents[at] = -1;
  }
  return parents;
}

/** Indices in `run.nodes` of the instances at which `parentsOf` opened a circle of parents. */
export function liesInItself(run: Run, parents: Int32Array): readonly number[] {
  if (!run.nodes.some((n) => n.parent)) return [];
  const names = namesOf(run);
  return run.nodes.flatMap(({ parent }, i) =>
    parent && parents[i] === -1 && indexOf(names, parent.id, parent.instance) >= 0 ? [i] : [],
  );
}

/** Real subgraphs nest a few levels; beyond this a look upwards gives up, so that bad data costs no quadratic time. */
const MAX_DEPTH = 100;

/** True when `a` contains `b`, directly or through others. */
export function contains(parents: Int32Array, a: number, b: number): boolean {
  let up = parents[b] ?? -1;
  for (let depth = 0; up >= 0 && depth < MAX_DEPTH; depth++) {
    if (up === a) return true;
    up = parents[up] ?? -1;
  }
  return false;
}

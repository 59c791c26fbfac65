import { grouped, inOrder } from './grouped.ts';
import type { NodeRun, Run } from './run.ts';

/**
 * The ids of a run as numbers, told apart once: what is kept of a node is then a place in an array. A map of 100 000 texts falls out of
 * the processor's caches, and each look into it costs as much as all else that is done with a node.
 */
export interface Names {
  /** Every id once, in the order in which they first come. A node's number is its place here. */
  readonly ids: readonly string[];
  /** Number of the node of each entry of `Run.nodes`. */
  readonly of: Int32Array;
  /** `NodeRun.instance` of each entry. */
  readonly instance: Float64Array;
  /** Number of an id; undefined where no node has it. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Indices in `Run.nodes` by node, in order of instance, equals as they came: those of node `k` from `begin[k]` to `begin[k + 1]`. */
  readonly members: Int32Array;
  readonly begin: Int32Array;
}

/** The ends of `Run.edges` as numbers of `Names`; -1 where no node has that id. */
export interface Ends {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

const named = new WeakMap<readonly NodeRun[], Names>();

/** Told apart once a run: a run never changes. O(n). */
export function namesOf({ nodes }: Pick<Run, 'nodes'>): Names {
  const known = named.get(nodes);
  if (known) return known;
  const numbers = new Map<string, number>();
  const of = new Int32Array(nodes.length);
  const instance = new Float64Array(nodes.length);
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as NodeRun;
    const { id } = node;
    instance[i] = node.instance;
    let number = numbers.get(id);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(id, number);
    }
    of[i] = number;
  }
  const { begin, items } = grouped(of, numbers.size);
  const order = (a: number, b: number): number => (instance[a] as number) - (instance[b] as number);
  for (let k = 0; k < numbers.size; k++) inOrder(items, begin[k] as number, begin[k + 1] as number, order);
  const names: Names = { ids: [...numbers.keys()], of, instance, numbers, members: items, begin };
  named.set(nodes, names);
  return names;
}

/** One look into the map for each end of an edge. */
export function endsOf({ edges }: Pick<Run, 'edges'>, { numbers }: Names): Ends {
  const from = new Int32Array(edges.length);
  const to = new Int32Array(edges.length);
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i];
    from[i] = numbers.get(edge?.[0] ?? '') ?? -1;
    to[i] = numbers.get(edge?.[1] ?? '') ?? -1;
  }
  return { from, to };
}

/** Index in `Run.nodes` of an instance, of two that claim to be the same the last; -1 where there is none. O(log instances). */
export function indexOf(names: Names, id: string, instance: number): number {
  const number = names.numbers.get(id);
  if (number === undefined) return -1;
  const first = names.begin[number] as number;
  let lo = first;
  let hi = names.begin[number + 1] as number;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((names.instance[names.members[mid] as number] as number) <= instance) lo = mid + 1;
    else hi = mid;
  }
  const found = lo > first ? (names.members[lo - 1] as number) : -1;
  return names.instance[found] === instance ? found : -1;
}

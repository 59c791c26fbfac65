import { fnv64 } from '../model/hash.ts';
import type { Run } from '../model/run.ts';

/** A node of both runs, or of one of them only. */
export interface Matched {
  /** Ids in the two runs; absent where the node is not there. */
  readonly before?: string;
  readonly after?: string;
  readonly title: string;
  /** Matched by what it is and stands next to, not by its id: editors make new ids when a graph is pasted. */
  readonly guessed: boolean;
}

interface Known {
  readonly id: string;
  readonly type: string;
  readonly title: string;
}

/**
 * Which node of one run is which of another: same id and type; else, among the rest, same type, title and neighbourhood, where that is
 * unique in both. All others stand alone.
 */
export function matchNodes(before: Run, after: Run): Matched[] {
  const [a, b] = [nodesOf(before), nodesOf(after)];
  const out: Matched[] = [];
  const left = new Map(a);
  const fresh: Known[] = [];
  for (const node of b.values()) {
    if (left.get(node.id)?.type === node.type) {
      left.delete(node.id);
      out.push({ before: node.id, after: node.id, title: node.title, guessed: false });
    } else fresh.push(node);
  }
  const oldKeys = uniqueKeys([...left.values()], neighbours(before));
  const newKeys = uniqueKeys(fresh, neighbours(after));
  for (const node of fresh) {
    const key = newKeys.of.get(node.id);
    const twin = key === undefined ? undefined : oldKeys.by.get(key);
    if (twin) left.delete(twin.id);
    out.push({ ...(twin ? { before: twin.id } : {}), after: node.id, title: node.title, guessed: twin !== undefined });
  }
  for (const node of left.values()) out.push({ before: node.id, title: node.title, guessed: false });
  return out;
}

function nodesOf(run: Run): Map<string, Known> {
  const out = new Map<string, Known>();
  for (const { id, type, title } of run.nodes) if (!out.has(id)) out.set(id, { id, type, title });
  return out;
}

/** Types and titles of what a node is connected to, as one string per node. */
function neighbours(run: Run): ReadonlyMap<string, string> {
  const nodes = nodesOf(run);
  const name = (id: string): string => {
    const node = nodes.get(id);
    return JSON.stringify([node?.type, node?.title]);
  };
  const around = new Map<string, string[]>();
  const add = (id: string, word: string): void => {
    const words = around.get(id);
    if (words) words.push(word);
    else around.set(id, [word]);
  };
  for (const [from, to] of run.edges) {
    add(to, `<${name(from)}`);
    add(from, `>${name(to)}`);
  }
  return new Map([...around].map(([id, words]) => [id, fnv64(words.sort().join('\n'))]));
}

/** Keys that only one node has: two alike cannot be told apart, so neither is matched. */
function uniqueKeys(
  nodes: readonly Known[],
  around: ReadonlyMap<string, string>,
): { readonly by: ReadonlyMap<string, Known>; readonly of: ReadonlyMap<string, string> } {
  const all = nodes.map((n) => [JSON.stringify([n.type, n.title, around.get(n.id) ?? '']), n] as const);
  const seen = new Map<string, number>();
  for (const [key] of all) seen.set(key, (seen.get(key) ?? 0) + 1);
  const unique = all.filter(([key]) => seen.get(key) === 1);
  return { by: new Map(unique), of: new Map(unique.map(([key, n]) => [n.id, key])) };
}

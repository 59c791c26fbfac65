import type { Edge } from '../model/graph.ts';
import type { Run } from '../model/run.ts';
import type { Matched } from './match.ts';

/** What became of a graph between two runs. */
export interface GraphDiff {
  /** Nodes of only one of the two. */
  readonly added: readonly Matched[];
  readonly removed: readonly Matched[];
  /** Nodes taken for the same although their ids differ. */
  readonly guessed: number;
  /** Edges between nodes of both graphs that only one has, by the ids of the second; edges of nodes that came or went go without saying. */
  readonly edgesAdded: readonly Edge[];
  readonly edgesRemoved: readonly Edge[];
  readonly same: boolean;
}

/** Compares the graphs of two runs whose nodes were matched (`matchNodes`). */
export function diffGraphs(before: Run, after: Run, matched: readonly Matched[]): GraphDiff {
  const renamed = new Map<string, string>();
  const kept = new Set<string>();
  for (const m of matched) {
    if (m.before === undefined || m.after === undefined) continue;
    renamed.set(m.before, m.after);
    kept.add(m.after);
  }
  const old = before.edges.flatMap(([from, to, kind]): Edge[] => {
    const [a, b] = [renamed.get(from), renamed.get(to)];
    return a === undefined || b === undefined ? [] : [[a, b, kind]];
  });
  const now = after.edges.filter(([from, to]) => kept.has(from) && kept.has(to));
  // An edge that streamed in one of the two is still the same edge, as for the hash of the graph (model/hash.ts).
  const key = ([from, to, kind]: Edge): string => JSON.stringify([from, to, kind === 'control']);
  const [oldKeys, nowKeys] = [new Set(old.map(key)), new Set(now.map(key))];
  const diff = {
    added: matched.filter((m) => m.before === undefined),
    removed: matched.filter((m) => m.after === undefined),
    guessed: matched.filter((m) => m.guessed).length,
    edgesAdded: now.filter((e) => !oldKeys.has(key(e))),
    edgesRemoved: old.filter((e) => !nowKeys.has(key(e))),
  };
  const changes = diff.added.length + diff.removed.length + diff.edgesAdded.length + diff.edgesRemoved.length;
  return { ...diff, same: changes === 0 };
}

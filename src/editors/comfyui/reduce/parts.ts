import { RELAY_LIMITS } from '../../../model/limits.ts';
import type { EdgeRow, GraphRow } from '../../../model/record.ts';
import type { PromptGraph } from './graph.ts';

interface Part {
  readonly nodes: readonly GraphRow[];
  readonly edges: readonly EdgeRow[];
  readonly part: number;
  readonly parts: number;
}

/** Edges begin in the part with the last nodes: one that came before its nodes would tie nothing to nothing. */
export function partsOf(graph: PromptGraph | undefined): readonly Part[] {
  const { nodes, edges } = graph ?? { nodes: [], edges: [] };
  const size = RELAY_LIMITS.graphPart;
  const first = Math.max(0, Math.ceil(nodes.length / size) - 1);
  const parts = first + Math.max(1, Math.ceil(edges.length / size));
  return Array.from({ length: parts }, (_, part) => {
    const own = part - first;
    return {
      nodes: nodes.slice(part * size, (part + 1) * size),
      edges: own < 0 ? [] : edges.slice(own * size, (own + 1) * size),
      part,
      parts,
    };
  });
}

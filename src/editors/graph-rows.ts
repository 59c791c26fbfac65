/** Page half: the rows of a graph as they are read, within bounds, and in the parts that records carry. */
import { RELAY_LIMITS, RUN_LIMITS } from '../model/limits.ts';
import type { EdgeRow, GraphRow } from '../model/record.ts';

export interface Rows {
  readonly nodes: readonly GraphRow[];
  readonly edges: readonly EdgeRow[];
  /** Rows beyond the bounds, which are in neither list. */
  readonly dropped?: number;
}

/** Rows that are still being read. */
export interface OpenRows extends Rows {
  readonly nodes: GraphRow[];
  readonly edges: EdgeRow[];
  dropped: number;
}

export function openRows(): OpenRows {
  return { nodes: [], edges: [], dropped: 0 };
}

/** Takes a node; beyond RUN_LIMITS.graphNodes it is only counted. True when it was taken. */
export function addNode(rows: OpenRows, row: GraphRow): boolean {
  const fits = rows.nodes.length < RUN_LIMITS.graphNodes;
  if (fits) rows.nodes.push(row);
  else rows.dropped++;
  return fits;
}

/** Takes an edge; beyond RUN_LIMITS.graphEdges it is only counted. */
export function addEdge(rows: OpenRows, row: EdgeRow): void {
  if (rows.edges.length < RUN_LIMITS.graphEdges) rows.edges.push(row);
  else rows.dropped++;
}

export interface Part extends Rows {
  readonly part: number;
  readonly parts: number;
}

/** At least one part. Edges begin in the part with the last nodes: one that came before its nodes would tie nothing to nothing. */
export function partsOf({ nodes, edges, dropped = 0 }: Rows): readonly Part[] {
  const size = RELAY_LIMITS.graphPart;
  const first = Math.max(0, Math.ceil(nodes.length / size) - 1);
  const parts = first + Math.max(1, Math.ceil(edges.length / size));
  return Array.from({ length: parts }, (_, part) => {
    const own = part - first;
    return {
      nodes: nodes.slice(part * size, (part + 1) * size),
      edges: own < 0 ? [] : edges.slice(own * size, (own + 1) * size),
      ...(part === 0 && dropped > 0 ? { dropped } : {}),
      part,
      parts,
    };
  });
}

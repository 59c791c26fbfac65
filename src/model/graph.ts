/** What travels along an edge. `stream`: items one by one; `control`: order only. */
export type EdgeKind = 'data' | 'stream' | 'control';

/** `[fromId, toId, kind]`; ids are the editor's stable node ids. Parallel edges between the same nodes are kept once per kind. */
export type Edge = readonly [from: string, to: string, kind: EdgeKind];

export interface GraphNode {
  readonly id: string;
  readonly type: string;
  /** As the author named it; '' when the graph has none. */
  readonly title: string;
  /** Id of the node that contains this one (a subgraph), if any. */
  readonly parent?: string;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly Edge[];
}

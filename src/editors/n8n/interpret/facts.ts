/**
 * What is known of a run, as plain data that survives JSON. Everything is set, nothing is counted up, so a message seen twice
 * changes nothing; what it means is decided in derive.ts, again and again, from all facts at hand.
 */
import type { EdgeRow, GraphRow, NodeMark, WireStatus } from '../../../model/record.ts';
import type { RunStatus } from '../../../model/run.ts';
import type { BoundedRun } from '../../run-bounds.ts';

/** An instant on the server's clock, microseconds; or on the page's, where the server said none. */
export interface Moment {
  us: number;
  /** Arrival in the page; how late it may have been. */
  arrived?: { late: number };
}

/** One run of one node. */
export interface Turn {
  /** `stamp/key` of each `nodeExecuteBefore` and `nodeExecuteAfter` that belong to it: a parked node has two of each. */
  begins: string[];
  ends: string[];
  start?: Moment;
  end?: Moment;
  status: WireStatus;
  /** The server's own measure of its last stretch. */
  durationUs?: number;
  /** Node that contains it, by name, and that one's run. */
  parent?: { node: string; run: number };
  /** Nodes that gave it its inputs, by name. */
  from: string[];
  /** Since when it is parked, and when it was before. */
  parked?: number;
  waits: [from: number, to: number][];
  items?: number;
  failedItems?: number;
  bytes?: number;
  /** Its output was seen, or was said to be none. */
  told: boolean;
  tokensIn?: number;
  tokensOut?: number;
  errorClass?: string;
  /** Runs of the node that are counted as this one (beyond RUN_LIMITS.firings). */
  joined?: number;
}

export interface NodeFacts {
  /** As n8n's messages say it. */
  readonly name: string;
  /** As in the model: the graph's id, or the name when the run had been told before the graph was known. */
  readonly id: string;
  title: string;
  type: string;
  parent: string;
  marks: NodeMark[];
  reused: boolean;
  /** Some run of another node is inside one of its. */
  holds: boolean;
  /** Nodes that gave it its inputs, over all its turns, by name. */
  sources: string[];
  turns: Turn[];
}

export interface RunFacts extends BoundedRun {
  /** Turns of all nodes. */
  turns?: number;
  readonly key: string;
  workflow: string;
  name: string;
  link: number;
  /** When the page asked for it, on the page's clock. */
  askedUs?: number;
  /** The page's clock before the server's, at most: the least delay of any stamped message. */
  offsetUs?: number;
  started?: Moment;
  ended?: { at: Moment; status: RunStatus; presumed: boolean };
  /** `executionStarted` was seen. */
  announced: boolean;
  /** Start and end are those of the server's own record of the execution. */
  stored: boolean;
  /** All node runs were read from that record: whatever was missed on the way is there. */
  filled: boolean;
  errorClass?: string;
  /** Page's clock. */
  lastSeen: number;
  /** Newest instant the server spoke of. */
  lastUs: number;
  lostSince?: number;
  gaps: number;
  graph: boolean;
  lateAttach: boolean;
  lostRecords: boolean;
  nodes: NodeFacts[];
  /** By ids as in the model. */
  edges: [from: string, to: string][];
}

/** A workflow as the page last loaded or saved it. */
export interface GraphFacts {
  name: string;
  nodes: GraphRow[];
  edges: EdgeRow[];
  marks: [node: string, mark: NodeMark][];
  /** Rows beyond the bounds. */
  dropped?: number;
}

/** A run the page asked for that has no id yet. */
export interface Asked {
  readonly link: number;
  readonly workflow: string;
  readonly t: number;
}

export interface State {
  runs: RunFacts[];
  /** By workflow, the newest last. */
  graphs: [workflow: string, graph: GraphFacts][];
  /** Parts of graphs that have not come to their end. */
  parts: [key: string, graph: GraphFacts][];
  asked: Asked[];
  /** Executions that are done with, the newest last: what still comes of them is known already. */
  done: string[];
}

export function newState(): State {
  return { runs: [], graphs: [], parts: [], asked: [], done: [] };
}

export function newRun(key: string, workflow: string, link: number, t: number): RunFacts {
  return {
    key,
    workflow,
    name: '',
    link,
    announced: false,
    stored: false,
    filled: false,
    lastSeen: t,
    lastUs: 0,
    gaps: 0,
    graph: false,
    lateAttach: false,
    lostRecords: false,
    nodes: [],
    edges: [],
  };
}

export function newTurn(status: WireStatus): Turn {
  return { begins: [], ends: [], status, from: [], waits: [], told: false };
}

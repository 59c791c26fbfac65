/**
 * What is known of a run, as plain data: it is saved with the journal and must survive JSON. Facts only grow (first arrivals,
 * largest counters), so that a message seen twice, a reconnect snapshot or a stale `active` changes nothing.
 * What they mean is decided in derive.ts, again and again, from all facts at hand.
 */
import type { EdgeKind } from '../../../model/graph.ts';
import type { MoneyFields, WireStatus } from '../../../model/record.ts';
import type { NodeStatus, RunStatus } from '../../../model/run.ts';
import type { BoundedRun } from '../../run-bounds.ts';

/** A moment, and how much earlier than stated it may have reached the page (busy page, lost connection), microseconds. What the server may have held it back comes on top: see lag.ts. */
export interface Moment {
  readonly t: number;
  readonly early: number;
}

/** What else was said of a node. */
export interface Figures {
  progress?: { done: number; total: number };
  errorClass?: string;
  money: MoneyFields;
  /** Sum of the calls that were tied to it. */
  callTokens?: { input: number; output: number };
  callCost?: { amount: number; unit: string };
}

/** One `running` ... `completed` cycle. TypeScript servers send one per node, Python servers one per firing. */
export interface Firing {
  start: Moment;
  end?: Moment;
  bytes?: number;
  /** Of a firing that another one followed; those of the last one are the node's. */
  figures?: Figures;
}

export interface NodeFacts extends Figures {
  /** Unique in the run: the id, prefixed with the containing node and round for nodes in a subgraph. */
  readonly key: string;
  /** As in the model (see names.ts). */
  readonly id: string;
  readonly wireId: string;
  readonly instance: number;
  readonly parentKey: string;
  type: string;
  title: string;
  firings: Firing[];
  /** The last word about it. */
  outcome?: WireStatus;
  ended?: Moment;
  bytes?: number;
  empty?: boolean;
  outputs: number;
  committed: number;
  /** When it was last counted as the start of a sandbox. */
  sandboxAt?: number;
}

export interface EdgeFacts {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** Arrival of its first message. */
  first?: Moment;
  closed?: Moment;
  /** Arrival of its newest message. */
  last?: Moment;
  /** Most messages ever reported: counters may be repeated stale. */
  count: number;
}

/** Messages that came together. Kept when something held the relay up before them. */
export interface Burst {
  readonly from: number;
  to: number;
  /** The end of the burst before, or when the page asked for the run. */
  readonly before: number;
  /** Keys of its nodes, while it is the newest. */
  touched: string[];
  /** Code sandboxes that were started in it. */
  sandboxes: number;
  /** A node that began and ended in it may have held the thread since then. */
  blockedSince?: number;
}

/** An inner run of a Subgraph node: its `sub-` job, the node and how often that node has begun one. */
export interface SubRun {
  readonly job: string;
  readonly container: string;
  readonly round: number;
  over: boolean;
}

export interface RunFacts extends BoundedRun {
  readonly key: string;
  serverId: string;
  readonly workflow: string;
  name: string;
  link: number;
  /** 'py' once a Python server's words were seen. */
  era: 'ts' | 'py';
  requested?: Moment;
  /** The server has answered to the request. */
  bound: boolean;
  started?: Moment;
  ended?: { moment: Moment; status: RunStatus; presumed: boolean };
  errorClass?: string;
  invalid: string[];
  lastSeen: number;
  lastSeq: number;
  cancelAsked?: number;
  /** Since when the connection is lost. */
  lostSince?: number;
  /** Until when frames may repeat the past (a reconnect snapshot), and since when what is new in them may have happened. */
  replay?: { until: number; since: number; missed: boolean };
  gaps: number;
  calls: number;
  /** Firings of all nodes. */
  fired?: number;
  graph: boolean;
  lateAttach: boolean;
  /** Records of the page were lost while it went on. */
  lostRecords: boolean;
  nodes: NodeFacts[];
  edges: EdgeFacts[];
  subs: SubRun[];
  /** In order of time. */
  bursts: Burst[];
}

export interface State {
  runs: RunFacts[];
  /** Server's job id -> key of the run, newest last; '' for a run that is done with: what still comes for it is ignored. */
  aliases: [string, string][];
}

export function newRun(key: string, serverId: string, workflow: string, link: number, t: number): RunFacts {
  return {
    key,
    serverId,
    workflow,
    name: '',
    link,
    era: 'ts',
    bound: false,
    invalid: [],
    lastSeen: t,
    lastSeq: -1,
    gaps: 0,
    calls: 0,
    graph: false,
    lateAttach: false,
    lostRecords: false,
    nodes: [],
    edges: [],
    subs: [],
    bursts: [],
  };
}

export function newNode(
  head: Pick<NodeFacts, 'key' | 'id' | 'wireId' | 'instance' | 'parentKey' | 'type' | 'title'>,
): NodeFacts {
  return { ...head, firings: [], outputs: 0, committed: 0, money: {} };
}

/** Of a derived node; what the recorder is told. */
export interface NodeTimes {
  readonly status: NodeStatus;
  readonly ready?: Moment;
  readonly start?: Moment;
  readonly end?: Moment;
}

/**
 * What is known of the runs of one editor, as plain data: saved with the journal, it must survive JSON. Facts only grow; what
 * they mean is decided in derive.ts, from all of them, again and again.
 */
import type { EdgeKind } from '../../model/graph.ts';
import type { EdgeRow, GraphRow, MoneyFields, WireStatus } from '../../model/record.ts';
import type { RunStatus } from '../../model/run.ts';
import type { BoundedRun } from '../run-bounds.ts';

/** An arrival, and how long the frame may have waited for the page. */
export interface Arrival {
  readonly t: number;
  readonly late: number;
}

/** One execution of one node. */
export interface Visit {
  readonly id: string;
  readonly instance: number;
  /** The engine's name of it, '' when it has none. */
  readonly key: string;
  /** What it was said to run inside of: a key or a node id. */
  parent: string;
  /** The execution that was. */
  within?: { readonly id: string; readonly instance: number };
  iteration?: number;
  ready?: Arrival;
  start?: Arrival;
  /** Server's time of its start. */
  stampUs?: number;
  end?: Arrival;
  durationUs?: number;
  /** Arrival of the last end among the nodes that feed it, as of its own end. */
  fedBy?: number;
  outcome?: WireStatus;
  /** `[from, to]` of each time it was parked; the last may be open. */
  parked: [from: number, to: number | null][];
  retries: number;
  /** Executions beyond the bound that joined this one, and those of them that have not ended. */
  joined: number;
  open: number;
  /** Firings of what runs inside it. */
  iterations: number;
  money: MoneyFields;
  callTokens?: { input: number; output: number };
  callCost?: { amount: number; unit: string };
  progress?: { done: number; total: number };
  bytes?: number;
  items?: number;
  failedItems?: number;
  errorClass?: string;
}

export interface NodeFacts {
  readonly id: string;
  type: string;
  title: string;
  parent: string;
  /** What became of it without running. */
  fate?: WireStatus;
}

export interface EdgeFacts {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
}

/** A call to a model. */
export interface CallFacts {
  readonly node: string;
  readonly provider: string;
  readonly model: string;
  readonly t: number;
  /** Server's time of its end. */
  readonly stampUs?: number;
  readonly durationUs: number;
  readonly cost?: { readonly amount: number; readonly unit: string };
  readonly input?: number;
  readonly output?: number;
}

export interface RunFacts extends BoundedRun {
  readonly key: string;
  serverId: string;
  workflow: string;
  name: string;
  editorName: string;
  link: number;
  requested?: Arrival;
  started?: Arrival & { stampUs?: number };
  ended?: { at: Arrival; stampUs?: number; status: RunStatus; presumed: boolean };
  errorClass?: string;
  lastSeen: number;
  lastSeq: number;
  lastSeqT: number;
  /** Smallest lag seen: page minus server. */
  offsetUs?: number;
  /** Earliest start of its nodes, on the run's clock. */
  firstUs?: number;
  cancelAsked?: number;
  /** Since when the connection is lost. */
  lostSince?: number;
  gaps: number;
  lateAttach: boolean;
  lostRecords: boolean;
  graph: boolean;
  nodes: NodeFacts[];
  edges: EdgeFacts[];
  visits: Visit[];
  calls: CallFacts[];
}

/** A workflow's graph for runs to come. Complete when as many parts came as it has. */
export interface KnownGraph {
  readonly workflow: string;
  readonly name: string;
  readonly nodes: GraphRow[];
  readonly edges: EdgeRow[];
  readonly parts: number;
  got: number;
  /** Rows that the page left out. */
  readonly dropped?: number;
}

export interface State {
  runs: RunFacts[];
  /** Server's id -> key of the run; '' for a run that is done with: what still comes for it is ignored. */
  aliases: [id: string, key: string][];
  graphs: KnownGraph[];
}

export function newRun(key: string, serverId: string, workflow: string, link: number, t: number): RunFacts {
  return {
    key,
    serverId,
    workflow,
    name: '',
    editorName: '',
    link,
    lastSeen: t,
    lastSeq: -1,
    lastSeqT: 0,
    gaps: 0,
    lateAttach: false,
    lostRecords: false,
    graph: false,
    nodes: [],
    edges: [],
    visits: [],
    calls: [],
  };
}

export function newVisit(id: string, instance: number, key: string): Visit {
  return { id, instance, key, parent: '', parked: [], retries: 0, joined: 0, open: 0, iterations: 0, money: {} };
}

/** It began, as far as we know, and has not ended. */
export function isOpen(visit: Visit): boolean {
  return visit.open > 0;
}

/** The outcomes of nodes that did not work. */
const WORKLESS: ReadonlySet<WireStatus> = new Set(['cached', 'skipped', 'blocked', 'pinned', 'reused']);
export function isWorkless(status: WireStatus | undefined): boolean {
  return status !== undefined && WORKLESS.has(status);
}

/**
 * What is known of a run, as plain data: it is saved with the journal and must survive JSON. Facts only grow and the first
 * arrival counts, so that a frame seen twice changes nothing. Times are arrivals in the page; what they mean on the server's
 * clock is worked out in clock.ts, again whenever a better anchor is known.
 */
import type { EdgeKind } from '../../../model/graph.ts';
import type { RunStatus } from '../../../model/run.ts';
import type { BoundedRun } from '../../run-bounds.ts';

/** Something was told at `t`. */
export interface Moment {
  readonly t: number;
  /** How long the frame may have waited for the page's main thread, where that was measured. */
  readonly late?: number;
  /** It was first seen after a lost connection, or late attach, and may have happened as early as this. */
  readonly since?: number;
  /** Of a start: when the latest end of a node before it was told; of an end: when its last step was. */
  readonly after?: number;
  /** Told behind the steps of a node: their previews may have held it up. */
  readonly stepped?: true;
}

export type Outcome = 'success' | 'error' | 'cancelled' | 'blocked';

export interface NodeFacts {
  readonly id: string;
  /** Node that contains it: a subgraph, or the node that expanded into it at run time. '' for none. */
  parent: string;
  type: string;
  title: string;
  /** Made at run time: its class and title are never sent. */
  ephemeral: boolean;
  start?: Moment;
  end?: Moment;
  outcome?: Outcome;
  cached?: true;
  invalid?: true;
  /** Seen done, but neither begin nor end was. */
  recovered?: true;
  /** The executor took it up (again: then it has waited for inputs that it asked for while at work). */
  taken?: true;
  /** When another node, none of its own children, began while this one was at work. */
  other?: number;
  /** It waited inside its span, arrivals. */
  waits: [from: number, to: number][];
  /** It may have been done as early as this: the executor was busy elsewhere. */
  hiddenSince?: number;
  errorClass?: string;
  progress?: { done: number; total: number };
  /** When its newest step was told. */
  stepAt?: number;
  /** A profiler on the server told its own time. */
  took?: { by: 'enhutils' | 'tydev'; us: number };
}

export type AnchorKind = 'start' | 'cached' | 'end';

/** A message that carries the server's own time. */
export interface Anchor {
  readonly what: AnchorKind;
  readonly stampUs: number;
  /** Absent when it was read afterwards, from the history. */
  readonly t?: number;
  /** The frames told together with it began to arrive then, after a silence of so long. */
  readonly burst: number;
  readonly silence: number;
}

export interface End {
  readonly t: number;
  readonly status: RunStatus;
  /** Nothing said so: taken back by the next word on the run. */
  readonly presumed: boolean;
}

export interface RunFacts extends BoundedRun {
  readonly key: string;
  serverId: string;
  workflow: string;
  /** The socket that tells of it; -1 while none has. */
  link: number;
  requested?: number;
  answered?: number;
  /** When the server was asked for it, by its own clock. */
  createdUs?: number;
  /** Nothing else was in the queue when it was asked for. Absent: not known yet. */
  alone?: boolean;
  started?: Moment;
  anchors: Anchor[];
  ended?: End;
  errorClass?: string;
  /** The run tells of nodes by `progress_state` (0.3.45 and later). */
  modern: boolean;
  /** Nodes at work, in order of their start. */
  open: string[];
  /** Latest end of a node, and the latest of a node that others overlapped. */
  lastEnd?: { t: number; node: string; stepped?: true };
  /** Nothing began since the latest end. */
  idle?: boolean;
  lastAsyncEnd?: number;
  /** Burst of frames that is arriving. */
  burst: number;
  silence: number;
  lastSeen: number;
  /** First frame of the socket about it. */
  firstSeen?: number;
  lostSince?: number;
  /** First look after a lost connection: what is new in it may have happened since. */
  again?: { since: number; t?: number };
  /** Arrivals between which the connection was lost. */
  gaps: [from: number, to: number][];
  graph: boolean;
  lateAttach: boolean;
  lostRecords: boolean;
  nodes: NodeFacts[];
  edges: [from: string, to: string, kind: EdgeKind][];
}

/** `t - stamp` of an anchor: how far the page's clock was ahead of the server's, plus how late the frame was. */
export interface Lag {
  readonly t: number;
  readonly us: number;
}

export interface State {
  runs: RunFacts[];
  /** Names of runs that are done with, oldest first. */
  forgotten: string[];
  lags: Lag[];
  /** What the server said of its queue, newest last. */
  queue: { t: number; n: number }[];
  /** The socket that told of the queue. */
  socket: number;
  /** The newest lag is the least: runs around it are to be told again. */
  better?: boolean;
}

export function newState(): State {
  return { runs: [], forgotten: [], lags: [], queue: [], socket: -1 };
}

export function newRun(key: string, serverId: string, t: number): RunFacts {
  return {
    key,
    serverId,
    workflow: '',
    link: -1,
    anchors: [],
    modern: false,
    open: [],
    burst: t,
    silence: 0,
    lastSeen: t,
    gaps: [],
    graph: false,
    lateAttach: false,
    lostRecords: false,
    nodes: [],
    edges: [],
  };
}

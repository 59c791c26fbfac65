import type { Edge } from './graph.ts';
import type { Clock, Micros, Uncertainty } from './time.ts';

/** What became of a node. `constant` and `pinned` nodes deliver a value without running; `skipped` ones never got to run. */
export const NODE_STATUSES = [
  'success',
  'error',
  'cached',
  'skipped',
  'cancelled',
  'pinned',
  'reused',
  'constant',
  'waiting',
  'running',
  'unknown',
] as const;
export type NodeStatus = (typeof NODE_STATUSES)[number];

/** `cut`: we lost sight of the run before it ended. `suspended`: the engine parked it. */
export const RUN_STATUSES = ['queued', 'running', 'success', 'error', 'cancelled', 'suspended', 'cut'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const EDITOR_IDS = [
  'nodetool',
  'comfyui',
  'n8n',
  'flowise',
  'dify',
  'langflow',
  'sim',
  'node-red',
  'custom',
  'page',
  'library',
] as const;
/** `custom`: read by a mapping that the user wrote; `page`: the page told us itself; `library`: recorded by calls, not by a browser. */
export type EditorId = (typeof EDITOR_IDS)[number];

/** Why the picture of a run may be incomplete; `status-only`: only nodes that report a status of their own are seen; `too-large`: see `Run.omitted`. */
export const PARTIAL_REASONS = [
  'no-graph',
  'late-attach',
  'lost-records',
  'connection-lost',
  'no-end',
  'status-only',
  'too-large',
] as const;
export type PartialReason = (typeof PARTIAL_REASONS)[number];

/** Why a run may have been slowed by what a server does once: the first of its workflow since the page was loaded, or since the graph changed. */
export const COLD_REASONS = ['page-load', 'graph-edit'] as const;
export type ColdReason = (typeof COLD_REASONS)[number];

export interface NodeRef {
  readonly id: string;
  readonly instance: number;
}

/** Why a node did not work although it could have been thought to: `[startUs, endUs)`. */
export interface Wait {
  readonly kind: 'queue' | 'input' | 'external';
  readonly startUs: Micros;
  readonly endUs: Micros;
}

/** Money as it was sent; never estimated here. */
export interface Cost {
  readonly amount: number;
  /** ISO code or the provider's unit name ("credits"). */
  readonly unit: string;
}

export interface Tokens {
  readonly input?: number;
  readonly output?: number;
  readonly cached?: number;
  /** Where the wire tells only the sum. */
  readonly total?: number;
}

/** One instance of one node: a graph has nodes, a run has instances (loops and per-item firings make several). */
export interface NodeRun {
  readonly id: string;
  /** Counts from 0 per id. */
  readonly instance: number;
  readonly title: string;
  readonly type: string;
  readonly status: NodeStatus;
  readonly parent?: NodeRef;
  /** When its last required input was there. Absent when not known. */
  readonly readyUs?: Micros;
  /** Absent unless it ran. `endUs` is absent while it runs. */
  readonly startUs?: Micros;
  readonly endUs?: Micros;
  /** Of start and end alike; both 0 when the node has no times. */
  readonly uncertaintyUs: Uncertainty;
  readonly clock: Clock;
  readonly waits: readonly Wait[];
  /** Firings inside this one span (a node fed item by item reports a single span on some engines). */
  readonly iterations?: number;
  /** Items it gave out, where the wire counts them. */
  readonly items?: number;
  /** Items that carry an error although the node says success (continue on error). Absent: not known. */
  readonly failedItems?: number;
  /** Tries before the one that counted, where the wire tells them. */
  readonly retries?: number;
  /** The author allows retries and the engine does not tell them apart: the span may hold several tries and the pauses between them. */
  readonly mayRetry?: true;
  /** The engine's own figure for this node, where it differs from the span (n8n's AI Agent: its last segment only). */
  readonly reportedUs?: number;
  /** Payload bytes of its result as sent: a lower bound of the data it made. */
  readonly bytes?: number;
  readonly progress?: { readonly done: number; readonly total: number };
  readonly cost?: Cost;
  readonly tokens?: Tokens;
  /** Provider and model names, where the wire says them. */
  readonly model?: string;
  /** Class or code of the error ("TimeoutError", "BUDGET_EXCEEDED"); never its message. */
  readonly errorClass?: string;
}

/** A call to a model that the engine reported with its own duration. */
export interface ModelCall {
  /** Absent when the call could not be tied to one node. */
  readonly node?: string;
  readonly provider: string;
  readonly model: string;
  readonly endUs: Micros;
  readonly durationUs: number;
  readonly tokens?: Tokens;
  readonly cost?: Cost;
}

/** A time in which we could not see the run (connection lost); times inside it are bounds. */
export interface Gap {
  readonly startUs: Micros;
  readonly endUs: Micros;
}

/** One run of one workflow. Plain data, safe to clone, to store and to send. */
export interface Run {
  /** Ours: a hash of (origin, editor, serverId, document epoch). */
  readonly id: string;
  readonly serverId: string;
  readonly editor: EditorId;
  /** What a custom mapping or the page calls its editor; the others have names of their own (model/editor-facts.ts). */
  readonly editorName?: string;
  readonly origin: string;
  readonly workflow: { readonly id: string; readonly name: string };
  /** Of node (id, type) and edges; equal on every machine. '' when the graph was not seen. */
  readonly graphHash: string;
  readonly status: RunStatus;
  /** When the run was asked for; `startUs - queuedUs` is the queue wait and never part of the run's time. */
  readonly queuedUs?: Micros;
  /** When the engine began (or, while queued, when it was asked for). */
  readonly startUs: Micros;
  /** Absent while it goes on. */
  readonly endUs?: Micros;
  readonly clock: Clock;
  readonly clockOffsetUs?: number;
  readonly uncertaintyUs: Uncertainty;
  /** Shortest time this engine's clock can tell apart; durations below are marked "below resolution". */
  readonly resolutionUs: number;
  readonly nodes: readonly NodeRun[];
  readonly edges: readonly Edge[];
  readonly calls?: readonly ModelCall[];
  readonly gaps?: readonly Gap[];
  /** Nodes, edges, executions and model calls beyond what is kept of one run (model/limits/run.ts), each time one was told. */
  readonly omitted?: number;
  /** Why the picture may be incomplete: seen in words in the panel. */
  readonly partial?: readonly PartialReason[];
  /** Absent for one that followed another of the same graph on the same page. */
  readonly cold?: ColdReason;
  readonly errorClass?: string;
  /** Messages of the engine that went into this run. */
  readonly events?: number;
  /** Set when the traffic came from a replay at another speed than 1: arrivals are compressed, timings mean nothing. */
  readonly replaySpeed?: number;
  readonly pinned?: boolean;
}

/** A run without its bulk, for lists. */
export type RunHead = Omit<Run, 'nodes' | 'edges' | 'calls'> & { readonly nodeCount: number };

/** True once no engine will report on it any more. */
export function isOver(status: RunStatus): boolean {
  return status !== 'queued' && status !== 'running';
}

/** Only nodes that report a status of their own are seen: a timeline, from which no figure of the whole run may be made. */
export function isStatusOnly({ partial }: Pick<Run, 'partial'>): boolean {
  return partial?.includes('status-only') ?? false;
}

/** The head of a run: everything but nodes, edges and calls. */
export function headOf(run: Run): RunHead {
  const { nodes, edges: _edges, calls: _calls, ...head } = run;
  return { ...head, nodeCount: nodes.length };
}

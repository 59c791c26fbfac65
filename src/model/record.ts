/**
 * What leaves the page: one record per thing seen on the wire. A record has **no field that could carry a payload**:
 * numbers, closed enums, ids (<= 128 characters), labels (<= 256), byte counts, an error class. Privacy is a property of
 * these types; src/messages/decode-record.ts enforces the lengths on the receiving side.
 */
import type { EditorId } from './run.ts';
import type { Micros } from './time.ts';

export const WIRE_STATUSES = [
  'queued',
  'starting',
  'running',
  'completed',
  'failed',
  'error',
  'cancelled',
  'suspended',
  'paused',
  'timed_out',
  'active',
  'message_sent',
  'drained',
  'cached',
  'skipped',
  'blocked',
  'waiting',
  'pinned',
  'reused',
  'retry',
  'unknown',
] as const;
/** The status words of all known wires; anything else is `unknown`. */
export type WireStatus = (typeof WIRE_STATUSES)[number];

interface Seen {
  /** Arrival in the page, or in its worker (`clock`), epoch microseconds. */
  readonly t: Micros;
  /** Upper bound of how long the frame may have waited for the page's main thread, where it was measured. */
  readonly late?: number;
  /** Read by a worker that holds the connection, whatever the page does (docs/adr/0021-precise-clock.md); absent: by the page. */
  readonly clock?: 'worker';
  /** Number of the connection (socket, worker) within the document, from 1. */
  readonly link: number;
}

interface OfEditor extends Seen {
  readonly editor: EditorId;
}

interface OfRun extends OfEditor {
  /** The server's id of the run; '' when the message had none. */
  readonly run: string;
  /** '' when the message had none. */
  readonly workflow: string;
  /** `job_seq` and the like: the server's own number of this message within the run. */
  readonly seq?: number;
  /**
   * The server's own time, epoch microseconds: of what a run record tells, of a node's **start** (its end is that plus
   * `durationUs`), of a call's end.
   */
  readonly stampUs?: number;
}

export const TRANSPORTS = ['websocket', 'worker', 'eventsource', 'http'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** A connection opened or closed (of HTTP: a streaming answer began or ended; plain requests have none). Says nothing of its editor: that is known only from its traffic. */
export interface LinkRecord extends Seen {
  readonly k: 'link';
  readonly what: 'open' | 'close';
  readonly transport: Transport;
  /** Host and path, query and long path segments removed. */
  readonly where: string;
  readonly code?: number;
  /** On `open`: the page says that it replays recorded traffic at this speed, other than 1. */
  readonly replaySpeed?: number;
}

/**
 * The hook could not read a frame; `n` like it in a row. The page is not affected. `overflow`: records were lost; `paused`: the
 * user stopped recording, so nothing is seen from here on.
 */
export interface TroubleRecord extends Seen {
  readonly k: 'trouble';
  readonly what: 'malformed' | 'too-large' | 'too-deep' | 'unreadable' | 'internal' | 'overflow' | 'paused';
  readonly n: number;
}

/** `[id, type, title, parent]`; '' where there is none. */
export type GraphRow = readonly [id: string, type: string, title: string, parent: string];
/** `[edge id, from, to, kind, containing node]`; '' where there is none. */
export type EdgeRow = readonly [id: string, from: string, to: string, kind: 'data' | 'control', parent: string];

/** The page asked for a run. Large graphs come in parts (`part` of `parts`), each with the same head. */
export interface RequestRecord extends OfRun {
  readonly k: 'request';
  readonly name: string;
  readonly nodes: readonly GraphRow[];
  readonly edges: readonly EdgeRow[];
  readonly part: number;
  readonly parts: number;
  /** False when the request carried no graph. */
  readonly graph: boolean;
  /** On the first part: nodes and edges beyond what is kept of one run (RUN_LIMITS), which are in no part. */
  readonly dropped?: number;
  /** What a custom mapping or the page calls the editor. */
  readonly editorName?: string;
}

/** What a graph says of a node beside its row; the wire does not repeat it. */
export const NODE_MARKS = ['pinned', 'retries', 'continues', 'disabled', 'container'] as const;
export type NodeMark = (typeof NODE_MARKS)[number];

/** The page loaded or saved a workflow: its graph as of now. Parts as in a request; `run` is '' unless it is the graph of one run. */
export interface GraphRecord extends OfRun {
  readonly k: 'graph';
  readonly name: string;
  readonly nodes: readonly GraphRow[];
  readonly edges: readonly EdgeRow[];
  readonly marks?: readonly (readonly [node: string, mark: NodeMark])[];
  readonly part: number;
  readonly parts: number;
  /** As in a request. */
  readonly dropped?: number;
}

/** Many nodes share one fate (found in the cache, not part of this run). At most RELAY_LIMITS.graphPart to a record. */
export interface NodesRecord extends OfRun {
  readonly k: 'nodes';
  readonly status: WireStatus;
  readonly nodes: readonly string[];
}

/** The page told the engine something about a run. */
export interface CommandRecord extends OfRun {
  readonly k: 'command';
  readonly what: 'cancel' | 'reconnect' | 'pause' | 'resume';
}

/** The engine acknowledged a command; not an event of the run. */
export interface AckRecord extends OfRun {
  readonly k: 'ack';
  readonly what: 'started' | 'cancelling' | 'reconnecting' | 'resumed' | 'refused';
}

export interface RunRecord extends OfRun {
  readonly k: 'run';
  readonly status: WireStatus;
  /** The engine's own measure of the run, microseconds. */
  readonly durationUs?: number;
  readonly position?: number;
  readonly errorClass?: string;
  /** Nodes the engine refused before it started. */
  readonly invalid?: readonly string[];
  readonly name?: string;
  readonly editorName?: string;
}

export interface MoneyFields {
  readonly cost?: number;
  readonly unit?: string;
  readonly model?: string;
  readonly tokensIn?: number;
  readonly tokensOut?: number;
  readonly tokensCached?: number;
  /** Where the wire tells only the sum. */
  readonly tokensTotal?: number;
}

export interface NodeRecord extends OfRun, MoneyFields {
  readonly k: 'node';
  readonly node: string;
  readonly type: string;
  readonly name: string;
  readonly status: WireStatus;
  /** Payload bytes of the result; absent when there was none (null), 0 bytes never occur. */
  readonly bytes?: number;
  /** The result was there, an object without members. */
  readonly empty?: true;
  readonly errorClass?: string;
  /** The message had a key that only TypeScript servers send. */
  readonly ts?: true;
  /** The engine's name of this one execution of the node, where it has one: pairs starts with ends. */
  readonly key?: string;
  /** The engine's own measure of this execution, microseconds. */
  readonly durationUs?: number;
  /** Node (or execution key) this one runs inside of. */
  readonly parent?: string;
  /** Iteration of the container it runs in, from 0. */
  readonly iteration?: number;
  /** Nodes that gave it its inputs: the edges, where no graph was seen. */
  readonly from?: readonly string[];
  readonly items?: number;
  readonly failedItems?: number;
  /** It goes on after it was parked. */
  readonly resumed?: true;
}

/** May be coalesced under load: only the newest per (run, node) matters. */
export interface ProgressRecord extends OfRun {
  readonly k: 'progress';
  readonly node: string;
  readonly done: number;
  readonly total: number;
}

/** A node gave something out; may be coalesced (`n` adds up, `bytes` adds up). */
export interface OutputRecord extends OfRun {
  readonly k: 'output';
  readonly node: string;
  readonly bytes: number;
  readonly n: number;
}

/** One committed result of one firing (`generation_complete`). */
export interface FiringRecord extends OfRun {
  readonly k: 'firing';
  readonly node: string;
  readonly index: number;
  readonly bytes: number;
}

export interface EdgeRecord extends OfRun {
  readonly k: 'edge';
  readonly edge: string;
  readonly status: WireStatus;
  /** Messages over the edge so far; absent when closed without any. */
  readonly count?: number;
}

export interface CallRecord extends OfRun, MoneyFields {
  readonly k: 'call';
  readonly node: string;
  readonly provider: string;
  readonly durationUs: number;
}

export type TrafficRecord =
  | LinkRecord
  | TroubleRecord
  | RequestRecord
  | GraphRecord
  | CommandRecord
  | AckRecord
  | RunRecord
  | NodeRecord
  | NodesRecord
  | ProgressRecord
  | OutputRecord
  | FiringRecord
  | EdgeRecord
  | CallRecord;

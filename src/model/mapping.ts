/** How an editor that we do not know talks, as its user describes it (docs/custom-editors.md). Plain data, as written. */
import type { EngineSpec } from './engine-spec.ts';
import type { Transport, WireStatus } from './record.ts';

export const MAPPING_FORMATS = ['json', 'ndjson', 'sse', 'socket.io', 'msgpack'] as const;
export type MappingFormat = (typeof MAPPING_FORMATS)[number];

export const MAPPED_EVENTS = [
  'run-request',
  'run-start',
  'run-end',
  'run',
  'node-start',
  'node-end',
  'node',
  'node-progress',
  'graph',
] as const;
/** `run` and `node` say by their `status` what happened. */
export type MappedEvent = (typeof MAPPED_EVENTS)[number];

export const TIME_UNITS = ['s', 'ms', 'us', 'ns', 'iso'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

export const MAPPED_STATUSES = [
  'queued',
  'running',
  'success',
  'error',
  'cancelled',
  'skipped',
  'cached',
  'waiting',
  'retry',
  'ignore',
] as const;
/** What the words of an editor are translated to; `ignore`: such a message says nothing of importance. */
export type MappedStatus = (typeof MAPPED_STATUSES)[number];

/** Text of a path: see model/field-path.ts. */
export type PathText = string;

export type Literal = string | number | boolean | null;
/** All must hold: the value at the path is this, one of these, or there at all (null is not there). */
export type Conditions = Readonly<Record<PathText, Literal | readonly Literal[] | { readonly exists: boolean }>>;

export interface TimeField {
  readonly path: PathText;
  readonly unit: TimeUnit;
}

export interface StatusField {
  readonly path: PathText;
  /** Beside the common ones, which are known: see STATUS_WORDS. Case does not matter. */
  readonly words?: Readonly<Record<string, MappedStatus>>;
}

export interface GraphFields {
  /** A list of nodes, or an object whose keys are their ids (`"id": "@key"`). */
  readonly nodes: PathText;
  /** These begin at the node. */
  readonly id: PathText;
  readonly type?: PathText;
  readonly title?: PathText;
  readonly parent?: PathText;
  /** A list of the ids of nodes that must be done before. */
  readonly needs?: PathText;
  readonly edges?: PathText;
  /** These begin at the edge. */
  readonly from?: PathText;
  readonly to?: PathText;
}

/** What one kind of message means. */
export interface MessageRule {
  readonly when?: Conditions;
  /** Who sends it: `server` when absent. */
  readonly sender?: 'server' | 'page';
  readonly event: MappedEvent;
  /** A list or an object whose items are mapped one by one; the paths below then begin at the item. */
  readonly list?: PathText;
  readonly whenItem?: Conditions;
  readonly run?: PathText;
  readonly workflow?: PathText;
  /** Of the workflow. */
  readonly name?: PathText;
  readonly node?: PathText;
  /** Name of this one execution of the node, where a node may run twice at once. */
  readonly key?: PathText;
  readonly title?: PathText;
  readonly type?: PathText;
  readonly parent?: PathText;
  readonly iteration?: PathText;
  readonly status?: StatusField;
  /** When what it tells happened: of a start the start, of an end the end. */
  readonly time?: TimeField;
  /** Of an end that says when it began. */
  readonly start?: TimeField;
  readonly duration?: TimeField;
  /** Its presence means failure; of its text only the class is kept. */
  readonly error?: PathText;
  /** The result: only its size is kept. */
  readonly bytes?: PathText;
  readonly items?: PathText;
  /** A list of the ids of nodes that gave it its inputs. */
  readonly inputs?: PathText;
  readonly tokens?: { readonly input?: PathText; readonly output?: PathText; readonly cached?: PathText };
  readonly cost?: { readonly path: PathText; readonly unit: string };
  readonly model?: PathText;
  /** `total`: a path or a number. */
  readonly progress?: { readonly done: PathText; readonly total: PathText | number };
  readonly graph?: GraphFields;
}

export interface Mapping {
  readonly version: 1;
  /** Shown as the editor's name. */
  readonly name: string;
  readonly match: {
    readonly transport: readonly Transport[];
    /** Host and path, `*` for any characters; one that begins with `/` is for every host. */
    readonly url: string;
    /** Of HTTP; any when absent. */
    readonly methods?: readonly string[];
  };
  readonly format: MappingFormat;
  readonly messages: readonly MessageRule[];
  /** What its engine runs at once. */
  readonly engine?: EngineSpec;
}

/** Words for a status that need no table, lower case. */
export const STATUS_WORDS: ReadonlyMap<string, MappedStatus> = new Map(
  Object.entries({
    queued: 'queued pending scheduled created enqueued',
    running:
      'running started starting start executing active processing in_progress inprogress in-progress working busy',
    success: 'success succeeded successful completed complete done finished finish ok',
    error: 'error errored failed failure fail crashed exception timeout timed_out',
    cancelled: 'cancelled canceled aborted interrupted killed',
    skipped: 'skipped skip bypassed omitted',
    cached: 'cached cache_hit',
    waiting: 'waiting paused suspended blocked',
    retry: 'retry retrying',
  } satisfies Partial<Record<MappedStatus, string>>).flatMap(([status, words]) =>
    words.split(' ').map((word) => [word, status as MappedStatus] as const),
  ),
);

/** How records say it; absent for `ignore`. */
export const WIRE_STATUS: Readonly<Partial<Record<MappedStatus, WireStatus>>> = {
  queued: 'queued',
  running: 'running',
  success: 'completed',
  error: 'error',
  cancelled: 'cancelled',
  skipped: 'skipped',
  cached: 'cached',
  waiting: 'waiting',
  retry: 'retry',
};

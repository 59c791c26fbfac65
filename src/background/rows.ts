/** What lies in the database. All of it is plain data: structured clone keeps it as it is. */
import type { TrafficRecord } from '../model/record.ts';
import type { Run, RunHead } from '../model/run.ts';

/** Where a document lives, as the browser told us (never the page). */
export interface Place {
  /** '' when the browser did not tell (sandboxed frames). */
  readonly origin: string;
  readonly tabId?: number;
  readonly frameId?: number;
}

/** What the status ladder of the panel counts, per document, since it was loaded. */
export interface Counts {
  readonly records: number;
  readonly sockets: number;
  readonly editors: readonly string[];
  readonly runs: number;
  readonly lost: number;
  readonly unreadable: number;
}

/** A document and its last checkpoint: `state` holds everything up to record `seq`, the journal holds what came after. */
export interface DocumentRow {
  readonly epoch: string;
  readonly place: Place;
  readonly seq: number;
  /** `Pipeline.save()`. */
  readonly state: unknown;
  readonly counts: Counts;
  /** When the row was written, milliseconds since the epoch. */
  readonly seenMs: number;
  /** Since when we know it without a port; absent while it has one (or nobody has looked since a worker died). */
  readonly absentMs?: number;
  /** Its runs are settled for good, unless it comes back from the back/forward cache. */
  readonly ended: boolean;
  /** Runs that news must not bring back: the user deleted them, or the pipeline has let go of them. */
  readonly gone: readonly string[];
}

/** A document without its state, which can be megabytes: all a worker needs of the documents nobody asks for. */
export type DocumentOutline = Omit<DocumentRow, 'state'>;

/** Records `seq ... seq + records.length - 1` of a document. */
export interface JournalRow {
  readonly epoch: string;
  readonly seq: number;
  readonly records: readonly TrafficRecord[];
}

export interface StoredHead {
  readonly head: RunHead;
  /** Length of the run as JSON. */
  readonly bytes: number;
  /** Origin whose panel shows it besides its own: the one it was imported at ('' when that was not known). */
  readonly home?: string;
}

export interface StoredRun extends StoredHead {
  readonly run: Run;
}

/** A run that was, is or will be sent to the collector. */
export interface OutboxRow {
  readonly id: string;
  /** `sending` is written before the request: who finds it later does not know whether it arrived, and makes it `unsure`. */
  readonly state: 'waiting' | 'sending' | 'sent' | 'unsure' | 'lost';
  /** When it was put there, epoch milliseconds. */
  readonly atMs: number;
}

/** One transaction: all of it or nothing. */
export interface Change {
  readonly journal: readonly JournalRow[];
  /** Replaces the rows; their journal up to `seq` is dropped. */
  readonly documents: readonly DocumentRow[];
  /** Documents to forget, journal and all. */
  readonly forget: readonly string[];
  readonly runs: readonly StoredRun[];
  /** Runs to remove. */
  readonly remove: readonly string[];
}

/** What the background asks of a database. Every promise may reject; see `storageFault`. */
export interface Database {
  /** What a worker needs at its start. */
  load(): Promise<{ readonly heads: readonly StoredHead[]; readonly documents: readonly DocumentOutline[] }>;
  /** A document and its journal, in order. */
  document(epoch: string): Promise<{ readonly row: DocumentRow; readonly journal: readonly JournalRow[] } | undefined>;
  /** Runs in the order asked; unknown and unreadable ones are left out. */
  runs(ids: readonly string[]): Promise<readonly Run[]>;
  /** Resolves when the transaction is complete. */
  write(change: Change): Promise<void>;
  outbox(): Promise<readonly OutboxRow[]>;
  /** Resolves when the transaction is complete. */
  writeOutbox(rows: readonly OutboxRow[], remove: readonly string[]): Promise<void>;
  /** How often the database had to be thrown away and made anew. */
  recreated(): number;
  /** Rows that could not be read and were let go: runs, and pages with what ran on them. */
  damaged(): number;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Whether a row is what it should be, as far as a worker at its start relies on it. */
export function isStoredHead(row: unknown): row is StoredHead {
  if (!isObject(row) || !isObject(row.head) || !Number.isFinite(row.bytes)) return false;
  const { id, origin, editor, status, workflow, startUs, nodeCount } = row.head;
  const words = [id, origin, editor, status].every((word) => typeof word === 'string');
  return words && isObject(workflow) && Number.isFinite(startUs) && Number.isFinite(nodeCount);
}

export function isDocumentOutline(row: unknown): row is DocumentOutline {
  if (!isObject(row) || !isObject(row.place) || !isObject(row.counts) || !Array.isArray(row.gone)) return false;
  return typeof row.epoch === 'string' && Number.isSafeInteger(row.seq) && Array.isArray(row.counts.editors);
}

/** What to tell the user about a failed write. */
export function storageFault(error: unknown): 'full' | 'failed' {
  return error instanceof Error && error.name === 'QuotaExceededError' ? 'full' : 'failed';
}

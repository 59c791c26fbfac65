import type { Losses } from '../messages/relay.ts';
import { BACKGROUND_LIMITS } from '../model/limits.ts';
import type { TrafficRecord } from '../model/record.ts';
import type { Run } from '../model/run.ts';
import { isOver } from '../model/run.ts';
import { fromMillis } from '../model/time.ts';
import type { Pipeline, PipelineOptions } from '../profiler/pipeline.ts';
import type { Change, Counts, DocumentRow, JournalRow, Place } from './rows.ts';
import { countRecords, NO_COUNTS } from './tally.ts';

export type CreatePipeline = (options: PipelineOptions) => Pipeline;

/** What of a document goes into the next transaction. `upTo`: the last record in it. */
export interface DocumentPart extends Pick<Change, 'journal' | 'documents'> {
  readonly upTo: number;
}

/**
 * One page's record stream and the pipeline it feeds. What it holds is always `checkpoint + journal`, in memory as in the
 * database, so that a worker killed at any moment rebuilds the same from the last complete transaction.
 */
export class PageDocument {
  readonly epoch: string;
  readonly origin: string;
  /** Last record fed, and last one the relay may forget. */
  received: number;
  acked: number;
  place: Place;
  counts: Counts;
  absentMs: number | undefined;
  ended: boolean;
  readonly #pipeline: Pipeline;
  readonly #publish: (run: Run) => void;
  readonly #open = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #gone: Set<string>;
  readonly #published = new WeakSet<Run>();
  #pending: JournalRow[] = [];
  #checkpoint: number;
  /** Instances in it. */
  #held: number;
  #checkpointDue: boolean;

  /** Rebuilds it from the database, or begins anew when `saved` is absent. Runs that go on are published. */
  constructor(
    epoch: string,
    place: Place,
    saved: { readonly row: DocumentRow; readonly journal: readonly JournalRow[] } | undefined,
    createPipeline: CreatePipeline,
    publish: (run: Run) => void,
  ) {
    const row = saved?.row;
    this.epoch = epoch;
    this.place = place;
    this.origin = row?.place.origin ?? place.origin;
    this.received = row?.seq ?? 0;
    this.counts = row?.counts ?? NO_COUNTS;
    this.absentMs = row?.absentMs;
    this.ended = row?.ended ?? false;
    this.#gone = new Set(row?.gone);
    this.#checkpoint = this.received;
    this.#checkpointDue = !row;
    this.#pipeline = createPipeline({ origin: this.origin, epoch, ...(row && { saved: row.state }) });
    this.#held = this.#instances();
    this.#publish = () => {}; // Not while replaying: what is over is in the store already, or was deleted from it.
    for (const run of this.#pipeline.runs()) {
      this.#seen.add(run.id); // `counts` has them already.
      if (!this.#gone.has(run.id)) this.#note(run);
    }
    for (const { seq, records } of saved?.journal ?? []) {
      if (seq !== this.received + 1) break;
      this.#feed(records);
    }
    this.acked = this.received;
    this.#pending = [];
    this.#publish = publish;
    for (const id of this.#open) {
      const run = this.#pipeline.run(id);
      if (run) publish(run);
    }
  }

  get hasOpenRuns(): boolean {
    return this.#open.size > 0;
  }

  /** Takes records numbered from `seq`; those it has already are dropped. False when some before them are missing. */
  take(seq: number, records: readonly TrafficRecord[]): boolean {
    if (seq > this.received + 1) return false;
    const fresh = records.slice(this.received + 1 - seq);
    if (fresh.length > 0) this.#feed(fresh);
    return true;
  }

  /** The relay no longer has the records before `oldest`: goes on from there and lets the pipeline know of the hole. */
  skipTo(oldest: number, nowMs: number): void {
    const n = oldest - 1 - this.received;
    if (n <= 0) return;
    this.received = oldest - 1;
    this.#checkpointDue = true;
    this.#changed(this.#feedPipeline([{ k: 'trouble', what: 'overflow', n, t: fromMillis(nowMs), link: 0 }]));
  }

  /** Presumes the end of what fell silent; `final`: nothing more will come. */
  settle(nowMs: number, final: boolean): void {
    const changed = this.#changed(this.#pipeline.settle(fromMillis(nowMs), final));
    // The journal holds records only, so what time did must be in a checkpoint.
    if (changed) this.#checkpointDue = true;
  }

  /** The document is gone for all we know; `hello` brings it back. */
  end(nowMs: number): void {
    this.settle(nowMs, true);
    this.ended = true;
    this.#checkpointDue = true;
  }

  /** Its port is gone; it may be back at any time. */
  leave(nowMs: number): void {
    if (this.absentMs !== undefined) return;
    this.absentMs = nowMs;
    this.#checkpointDue = true;
  }

  /** It has a port again. */
  comeBack(): void {
    if (this.absentMs === undefined && !this.ended) return;
    this.absentMs = undefined;
    this.ended = false;
    this.#checkpointDue = true;
  }

  setLosses({ held, ring, unreadable }: Losses): void {
    this.counts = { ...this.counts, lost: held + ring, unreadable };
  }

  /** The user deleted this run: news of it are not published again. */
  forgetRun(id: string): void {
    if (!this.#pipeline.run(id) || this.#gone.has(id)) return;
    this.#letGo(id);
    this.#open.delete(id);
    this.#checkpointDue = true;
  }

  /** What the database lacks of it, if anything. */
  collect(nowMs: number): DocumentPart | undefined {
    if (!this.#checkpointDue && this.#pending.length === 0) return undefined;
    const journal = this.#checkpointDue ? [] : this.#pending;
    const documents = this.#checkpointDue ? [this.#row(nowMs)] : [];
    if (this.#checkpointDue) this.#checkpoint = this.received;
    this.#checkpointDue = false;
    this.#pending = [];
    return { journal, documents, upTo: this.received };
  }

  /** The last transaction failed, or none is tried for now: a checkpoint later will stand for all that was not written. */
  keepInMemory(): void {
    this.#pending = [];
    this.#checkpointDue = true;
  }

  #instances(): number {
    return this.#pipeline.runs().reduce((sum, run) => sum + run.nodes.length, 0);
  }

  #row(nowMs: number): DocumentRow {
    const over = this.#pipeline.runs().filter((run) => isOver(run.status));
    const old = over.slice(0, -BACKGROUND_LIMITS.finishedRuns).map((run) => run.id);
    this.#pipeline.drop(old);
    // A late event of a dropped run would begin it anew, without its past.
    for (const id of old) this.#letGo(id);
    this.#held = this.#instances();
    return {
      epoch: this.epoch,
      place: this.place,
      seq: this.received,
      state: this.#pipeline.save(),
      counts: this.counts,
      seenMs: nowMs,
      ...(this.absentMs !== undefined && { absentMs: this.absentMs }),
      ended: this.ended,
      gone: [...this.#gone],
    };
  }

  /** News of it are not published from now on. */
  #letGo(id: string): void {
    this.#gone.add(id);
    this.#seen.delete(id);
    const [oldest] = this.#gone;
    if (this.#gone.size > BACKGROUND_LIMITS.goneRuns && oldest !== undefined) this.#gone.delete(oldest);
  }

  #feed(records: readonly TrafficRecord[]): void {
    this.#pending.push({ epoch: this.epoch, seq: this.received + 1, records });
    this.received += records.length;
    this.counts = countRecords(this.counts, records);
    const changed = this.#changed(this.#feedPipeline(records));
    const quiet = changed && !this.hasOpenRuns;
    // A checkpoint costs by what it holds: every 2 000 records, a run of 200 000 firings was written 500 times, and the page was faster.
    const due = Math.max(BACKGROUND_LIMITS.checkpointRecords, this.#held);
    if (quiet || this.received - this.#checkpoint >= due) this.#checkpointDue = true;
    // A checkpoint stands for the records before it: while a slow disk is at work they need not be kept.
    if (this.#checkpointDue) this.#pending = [];
  }

  /** A bug in an interpreter costs these records, not the recording: they are numbered already and will not be asked for again. */
  #feedPipeline(records: readonly TrafficRecord[]): readonly string[] {
    try {
      return this.#pipeline.feed(records);
    } catch (error) {
      console.error('Longpole: records could not be interpreted', error);
      return [];
    }
  }

  /** Publishes what really changed; false when nothing did. */
  #changed(ids: readonly string[]): boolean {
    let changed = false;
    for (const id of ids) {
      const run = this.#pipeline.run(id);
      // An event that sets what was set already changes nothing: the run is the same object.
      if (!run || this.#gone.has(id) || this.#published.has(run)) continue;
      this.#published.add(run);
      this.#note(run);
      this.#publish(run);
      changed = true;
    }
    return changed;
  }

  #note(run: Run): void {
    if (!this.#seen.has(run.id)) {
      this.#seen.add(run.id);
      this.counts = { ...this.counts, runs: this.counts.runs + 1 };
    }
    if (isOver(run.status)) this.#open.delete(run.id);
    else this.#open.add(run.id);
  }
}

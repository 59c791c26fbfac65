import { BACKGROUND_LIMITS } from '../model/limits.ts';
import type { Run } from '../model/run.ts';
import type { Clock } from '../platform/types.ts';
import type { CreatePipeline, DocumentPart } from './document.ts';
import { PageDocument } from './document.ts';
import type { Counts, Database, DocumentOutline, Place } from './rows.ts';

/** A document whose port is gone this long is over. The worker's own death closes ports too; relays are back within 5 s. */
export const GRACE_MS = 60_000;
/** An ended document may come back from the back/forward cache; browsers keep pages there for 10 to 30 minutes. */
export const KEEP_ENDED_MS = 3_600_000;

/** What is known of a document, whether it is in memory or only in the database. */
export interface Known {
  readonly epoch: string;
  readonly place: Place;
  readonly counts: Counts;
  readonly absentMs?: number | undefined;
  readonly ended: boolean;
  readonly seenMs?: number;
}

/** All documents: loaded ones feed pipelines, the others wait in the database for their relay or for their end. */
export class Documents {
  readonly #database: Pick<Database, 'document'>;
  readonly #clock: Clock;
  readonly #createPipeline: CreatePipeline;
  readonly #publish: (run: Run, epoch: string) => void;
  readonly #loaded = new Map<string, PageDocument>();
  readonly #loading = new Map<string, Promise<PageDocument>>();
  readonly #stored = new Map<string, Known>();
  readonly #connected = new Set<PageDocument>();
  readonly #forget = new Set<string>();

  constructor(
    database: Pick<Database, 'document'>,
    clock: Clock,
    createPipeline: CreatePipeline,
    publish: (run: Run, epoch: string) => void,
  ) {
    this.#database = database;
    this.#clock = clock;
    this.#createPipeline = createPipeline;
    this.#publish = publish;
  }

  /** Takes what the database had at the start of the worker. */
  adopt(rows: readonly DocumentOutline[]): void {
    for (const row of rows) this.#stored.set(row.epoch, knownOf(row));
  }

  /** The document, rebuilt from the database if need be, or a new one. One that cannot be rebuilt begins anew. */
  load(epoch: string, place: Place): Promise<PageDocument> {
    const loaded = this.#loaded.get(epoch);
    if (loaded) return Promise.resolve(loaded);
    const loading = this.#loading.get(epoch) ?? this.#rebuild(epoch, place);
    this.#loading.set(epoch, loading);
    return loading;
  }

  /** Brings back the documents of a tab that have not ended, so that their open runs are at hand. */
  async loadTab(tabId: number): Promise<void> {
    const wanted = [...this.#stored.values()].filter((known) => known.place.tabId === tabId && !known.ended);
    await Promise.all(wanted.map((known) => this.load(known.epoch, known.place)));
  }

  connect(document: PageDocument): void {
    this.#connected.add(document);
    document.comeBack();
  }

  disconnect(document: PageDocument): void {
    if (this.#connected.delete(document)) document.leave(this.#clock.now());
  }

  known(): readonly Known[] {
    return [...this.#stored.values(), ...this.#loaded.values()];
  }

  /** The documents a tab shows now: those with a port, else (a worker just started) those that may be back any moment. */
  ofTab(tabId: number): readonly Known[] {
    const here = this.known().filter((known) => known.place.tabId === tabId && !known.ended);
    const connected = here.filter((known) => known instanceof PageDocument && this.#connected.has(known));
    return connected.length > 0 ? connected : here;
  }

  /** True while the passing of time may end a run. */
  get hasOpenRuns(): boolean {
    return [...this.#connected].some((document) => document.hasOpenRuns);
  }

  /** Presumes ends in documents that are there. */
  settle(): void {
    for (const document of this.#connected) if (document.hasOpenRuns) document.settle(this.#clock.now(), false);
  }

  /** Ends documents that did not come back and forgets those that ended long ago. */
  async patrol(): Promise<void> {
    const now = this.#clock.now();
    for (const known of this.known()) {
      if (known instanceof PageDocument && this.#connected.has(known)) continue;
      if (known.ended) this.#retire(known, now);
      else await this.#watch(known, now);
    }
    this.#trim();
  }

  /** Ends all documents that have no port, without waiting for them. */
  async endAbsent(): Promise<void> {
    for (const { epoch, place, ended } of this.known()) {
      if (ended) continue;
      const document = await this.load(epoch, place);
      if (!this.#connected.has(document)) document.end(document.absentMs ?? this.#clock.now());
    }
  }

  /** The user deleted runs: no document brings them back. */
  forgetRuns(ids: readonly string[]): void {
    for (const document of this.#loaded.values()) for (const id of ids) document.forgetRun(id);
  }

  /** What the database lacks. */
  collect(): { readonly parts: ReadonlyMap<PageDocument, DocumentPart>; readonly forget: readonly string[] } {
    const parts = new Map<PageDocument, DocumentPart>();
    for (const document of this.#loaded.values()) {
      const part = document.collect(this.#clock.now());
      if (part) parts.set(document, part);
    }
    const forget = [...this.#forget];
    this.#forget.clear();
    return { parts, forget };
  }

  /** Nothing reached the database, nor will for now. */
  keepInMemory(forget: readonly string[] = []): void {
    for (const document of this.#loaded.values()) document.keepInMemory();
    for (const epoch of forget) this.#forget.add(epoch);
  }

  loaded(): Iterable<PageDocument> {
    return this.#loaded.values();
  }

  async #watch(known: Known, now: number): Promise<void> {
    const document = await this.load(known.epoch, known.place);
    if (this.#connected.has(document)) return;
    // A worker that was killed could not write down when the ports went: count from now.
    document.leave(now);
    if (document.absentMs !== undefined && now - document.absentMs >= GRACE_MS) document.end(document.absentMs);
  }

  #retire(known: Known, now: number): void {
    if (known instanceof PageDocument) {
      // The database has it (patrols are a minute apart): only its outline stays in memory.
      this.#loaded.delete(known.epoch);
      this.#stored.set(known.epoch, { ...knownOf(known), seenMs: now });
    } else if (now - (known.seenMs ?? now) >= KEEP_ENDED_MS) {
      this.#stored.delete(known.epoch);
      this.#forget.add(known.epoch);
    }
  }

  /** Forgets the ended documents that were seen longest ago when there are too many. One that comes back all the same begins anew. */
  #trim(): void {
    const ended = [...this.#stored.values()].filter((known) => known.ended);
    ended.sort((a, b) => (a.seenMs ?? 0) - (b.seenMs ?? 0));
    for (const { epoch } of ended.slice(0, Math.max(0, ended.length - BACKGROUND_LIMITS.endedDocuments))) {
      this.#stored.delete(epoch);
      this.#forget.add(epoch);
    }
  }

  async #rebuild(epoch: string, place: Place): Promise<PageDocument> {
    // Also one that is new waits a turn, so that `load` has noted the promise before it is removed here; and it is removed in
    // the step that makes the document known, so that who asked first goes on first.
    const saved = await (this.#stored.has(epoch) ? this.#database.document(epoch).catch(() => undefined) : undefined);
    this.#loading.delete(epoch);
    const document = this.#create(epoch, place, saved);
    this.#stored.delete(epoch);
    this.#forget.delete(epoch);
    this.#loaded.set(epoch, document);
    return document;
  }

  #create(epoch: string, place: Place, saved: Awaited<ReturnType<Database['document']>>): PageDocument {
    const publish = (run: Run): void => this.#publish(run, epoch);
    try {
      return new PageDocument(epoch, place, saved, this.#createPipeline, publish);
    } catch (error) {
      console.error('Longpole: a document could not be rebuilt and begins anew', error);
      return new PageDocument(epoch, place, undefined, this.#createPipeline, publish);
    }
  }
}

function knownOf({ epoch, place, counts, absentMs, ended, seenMs }: Known): Known {
  return { epoch, place, counts, ended, ...(absentMs !== undefined && { absentMs }), ...(seenMs && { seenMs }) };
}

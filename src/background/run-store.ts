import { STORE_LIMITS } from '../model/limits.ts';
import type { Run, RunHead } from '../model/run.ts';
import { headOf, isOver } from '../model/run.ts';
import type { WritableProfileStore } from '../profiler/store.ts';
import { newestFirst } from '../profiler/store-array.ts';
import type { Change, Database, StoredHead, StoredRun } from './rows.ts';
import { isKnownBetter, isSameRun } from './same-run.ts';

interface Entry {
  head: RunHead;
  bytes: number;
  home?: string;
  /** Absent when it is only in the database. */
  run?: Run;
  /** The database has it, perhaps in an older state. */
  stored: boolean;
  /** `dirty`: changed since it was last handed to the database; `writing`: handed over, not known to be there. */
  state: 'clean' | 'dirty' | 'writing';
}

export interface Usage {
  readonly runs: number;
  readonly bytes: number;
  readonly stored: number;
  readonly unsaved: number;
  readonly unreadable: number;
}

/** What changed, for those who mirror the store. */
export interface StoreChange {
  readonly changed?: string;
  readonly removed?: readonly string[];
}

export type RunPart = Pick<Change, 'runs' | 'remove'>;

/**
 * All runs: heads always in memory, full runs as long as they are not stored and otherwise while the cache holds them; the
 * database lies behind. Reads and writes are synchronous; `collect` hands over what is to be written.
 */
export class RunStore implements WritableProfileStore {
  readonly #database: Pick<Database, 'runs'>;
  readonly #entries = new Map<string, Entry>();
  /** Ids of stored runs at hand, least recently used first. */
  readonly #cache = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #cacheLimit: number;
  #cachedBytes = 0;
  #unreadable = 0;

  constructor(database: Pick<Database, 'runs'>, cacheBytes = STORE_LIMITS.cacheBytes) {
    this.#database = database;
    this.#cacheLimit = cacheBytes;
  }

  /** Takes what the database had at the start of the worker. */
  adopt(heads: readonly StoredHead[]): void {
    for (const { head, bytes, home } of heads) {
      this.#entries.set(head.id, { head, bytes, stored: true, state: 'clean', ...(home !== undefined && { home }) });
    }
  }

  /** Heads with their size, newest first (by startUs, then id). */
  heads(): readonly StoredHead[] {
    return [...this.#entries.values()].sort((a, b) => newestFirst(a.head, b.head));
  }

  /**
   * Number of runs, their bytes as far as they were ever written, how many the database has, how many are over but in memory only,
   * and how many it could not read any more.
   */
  usage(): Usage {
    let [bytes, stored, unsaved] = [0, 0, 0];
    for (const entry of this.#entries.values()) {
      bytes += entry.bytes;
      if (entry.stored) stored++;
      else if (isOver(entry.head.status)) unsaved++;
    }
    return { runs: this.#entries.size, bytes, stored, unsaved, unreadable: this.#unreadable };
  }

  /** The runs at hand (those of this session and those lately asked for), newest first. */
  runs(): readonly Run[] {
    return this.heads().flatMap(({ head }) => this.get(head.id) ?? []);
  }

  head(id: string): StoredHead | undefined {
    return this.#entries.get(id);
  }

  /** The run if it is at hand; `fetch` also looks into the database. */
  get(id: string): Run | undefined {
    return this.#entries.get(id)?.run;
  }

  /** Runs in the order asked; unknown ids are left out, and runs that the database cannot read are let go. */
  async fetch(ids: readonly string[]): Promise<readonly Run[]> {
    const known = ids.filter((id) => this.#entries.has(id));
    const missing = known.filter((id) => !this.get(id));
    const found = missing.length > 0 ? await this.#database.runs(missing).catch(() => undefined) : [];
    const fresh = new Map(found?.map((run) => [run.id, run]));
    if (found) this.#letGo(missing.filter((id) => !fresh.has(id)));
    const answer: Run[] = [];
    for (const id of known) {
      const entry = this.#entries.get(id); // It may have changed or gone while we waited.
      if (!entry) continue;
      const run = entry.run ?? fresh.get(id);
      if (!run) continue;
      entry.run = run;
      answer.push(run);
      this.#touch(id, entry);
    }
    this.#trim();
    return answer;
  }

  /** Whether it is here already, under its id or, seen by somebody else, under another. */
  knows(run: Run): boolean {
    return this.#entries.has(run.id) || (run.serverId !== '' && this.#twin(run) !== undefined);
  }

  /** Adds or replaces. The pin is the user's and stays; `home` is kept when not given. */
  put(run: Run, home?: string): void {
    const old = this.#entries.get(run.id);
    const kept = old?.head.pinned && !run.pinned ? { ...run, pinned: true } : run;
    this.#set(kept, old, home);
  }

  /**
   * Takes what a document says of a run. One that another document has seen already is kept once, under the id it had first and as
   * completely as it was ever seen. Returns that id; undefined when what was known is better and stays.
   */
  publish(run: Run): string | undefined {
    const known = this.#entries.has(run.id) || run.serverId === '' ? undefined : this.#twin(run);
    if (known && isKnownBetter(known, run)) return undefined;
    this.put(known ? { ...run, id: known.id } : run);
    return known?.id ?? run.id;
  }

  #twin(run: Run): RunHead | undefined {
    for (const { head } of this.#entries.values()) if (head.id !== run.id && isSameRun(head, run)) return head;
    return undefined;
  }

  /** Sets or takes the pin; false when there is no such run. */
  async pin(id: string, pinned: boolean): Promise<boolean> {
    const [run] = await this.fetch([id]);
    if (!run) return false;
    const { pinned: _old, ...rest } = run;
    this.#set(pinned ? { ...rest, pinned } : rest, this.#entries.get(id));
    return true;
  }

  remove(ids: readonly string[]): void {
    const removed = ids.filter((id) => this.#entries.has(id));
    for (const id of removed) {
      const entry = this.#entries.get(id);
      if (entry) this.#uncache(id, entry);
      this.#entries.delete(id);
      // What the database cannot have needs no removal from it: else a disk that fails would fill memory with ids.
      if (entry && (entry.stored || entry.state === 'writing')) this.#removed.add(id);
    }
    if (removed.length > 0) this.#tell({ removed });
  }

  subscribe(listener: () => void): () => void {
    return this.onChange(listener);
  }

  /** Like `subscribe`, and says what changed. */
  onChange(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * What the database lacks: changed runs that are over, pinned, or there in an older state, and removals. Other runs
   * that go on are left out; they are rebuilt from the journal.
   */
  collect(): RunPart {
    const runs: StoredRun[] = [];
    for (const [id, entry] of this.#entries) {
      const { run, head, home } = entry;
      if (entry.state !== 'dirty' || !run || !(entry.stored || head.pinned || isOver(head.status))) continue;
      this.#uncache(id, entry);
      entry.bytes = JSON.stringify(run).length;
      entry.state = 'writing';
      runs.push({ run, head, bytes: entry.bytes, ...(home !== undefined && { home }) });
    }
    const remove = [...this.#removed];
    this.#removed.clear();
    return { runs, remove };
  }

  /** The database has taken `part`. */
  committed(part: RunPart): void {
    for (const { run } of part.runs) {
      const entry = this.#entries.get(run.id);
      if (!entry) continue;
      entry.stored = true;
      if (entry.state === 'writing') entry.state = 'clean';
      this.#touch(run.id, entry);
    }
    this.#trim();
  }

  /** The database has not taken `part`: it will be collected again. */
  refused(part: RunPart): void {
    for (const { run } of part.runs) {
      const entry = this.#entries.get(run.id);
      if (entry?.state === 'writing') entry.state = 'dirty';
    }
    for (const id of part.remove) if (!this.#entries.has(id)) this.#removed.add(id);
  }

  #set(run: Run, old: Entry | undefined, home = old?.home): void {
    if (old) this.#uncache(run.id, old);
    this.#removed.delete(run.id);
    this.#entries.set(run.id, {
      run,
      head: headOf(run),
      bytes: old?.bytes ?? 0,
      stored: old?.stored ?? false,
      state: 'dirty',
      ...(home !== undefined && { home }),
    });
    this.#tell({ changed: run.id });
  }

  /** The database works and has not what it should have. */
  #letGo(ids: readonly string[]): void {
    const lost = ids.filter((id) => {
      const entry = this.#entries.get(id);
      return entry?.stored && entry.state === 'clean' && !entry.run;
    });
    this.#unreadable += lost.length;
    if (lost.length > 0) this.remove(lost);
  }

  #tell(change: StoreChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** Only what the database has in its present state may be dropped from memory. */
  #touch(id: string, entry: Entry): void {
    if (!entry.stored || entry.state !== 'clean') return;
    this.#uncache(id, entry);
    this.#cache.add(id);
    this.#cachedBytes += entry.bytes;
  }

  #uncache(id: string, entry: Entry): void {
    if (this.#cache.delete(id)) this.#cachedBytes -= entry.bytes;
  }

  #trim(): void {
    for (const id of this.#cache) {
      if (this.#cachedBytes <= this.#cacheLimit) return;
      const entry = this.#entries.get(id);
      if (!entry) continue;
      this.#uncache(id, entry);
      delete entry.run;
    }
  }
}

import type { Settings } from '../messages/panel.ts';
import { RELAY_LIMITS } from '../model/limits.ts';
import type { Clock } from '../platform/types.ts';
import { withDeadline } from './deadline.ts';
import type { PageDocument } from './document.ts';
import type { Documents } from './documents.ts';
import type { StorageHealth } from './health.ts';
import type { KeptCount } from './kept.ts';
import { expired } from './retention.ts';
import type { Database } from './rows.ts';
import { storageFault } from './rows.ts';
import type { RunStore } from './run-store.ts';
import { createWriter, type Pending } from './writer.ts';

/** A database that does not answer by then is taken for broken: pages must not wait for it. */
const LOAD_MS = 10_000;

export interface PersistenceContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly store: RunStore;
  readonly documents: Documents;
  readonly kept: KeptCount;
  settings(): Settings;
  acknowledge(document: PageDocument, upTo: number): void;
  /** A write succeeded or failed. */
  written(): void;
}

export interface Persistence {
  /** Reads what the database has; without one, everything begins empty. */
  load(): Promise<void>;
  /** There may be something to write. */
  request(): void;
  /** Applies the retention settings now; otherwise it is done after each write of runs. */
  prune(): void;
  idle(): Promise<void>;
  health(): StorageHealth;
}

/**
 * Keeps documents and runs in the database: records, checkpoints and finished runs that belong together go into one
 * transaction, and only then is the relay told that it may forget the records. While the disk fails they are kept in memory, and
 * by the page, for a background may end at any time.
 */
export function createPersistence(context: PersistenceContext): Persistence {
  const { database, clock, store, documents, kept } = context;
  let loadFault: 'full' | 'failed' | undefined;

  const writer = createWriter(database, clock, collect, () => {
    documents.keepInMemory();
    // Without this the page's ring would overflow, and those records would be lost to memory too.
    for (const document of documents.loaded()) {
      const upTo = document.received - RELAY_LIMITS.unsavedRecords;
      if (document.acked < upTo) context.acknowledge(document, upTo);
    }
    prune();
    context.written();
  });

  function collect(): Pending | undefined {
    const { parts, forget } = documents.collect();
    const runs = store.collect();
    // Before they are removed, or a worker that ends in between would leave a count of runs that seem to be lost.
    if (runs.remove.length > 0) kept.note(store.usage().stored);
    if (parts.size + forget.length + runs.runs.length + runs.remove.length === 0) return undefined;
    const journal = [...parts.values()].flatMap((part) => part.journal);
    const rows = [...parts.values()].flatMap((part) => part.documents);
    return {
      change: { journal, documents: rows, forget, ...runs },
      committed() {
        loadFault = undefined;
        store.committed(runs);
        kept.note(store.usage().stored);
        for (const [document, { upTo }] of parts) context.acknowledge(document, upTo);
        if (runs.runs.length > 0) prune();
        context.written();
      },
      refused() {
        store.refused(runs);
        documents.keepInMemory(forget);
      },
    };
  }

  function prune(): void {
    const ids = expired(store.heads(), context.settings(), clock.now());
    if (ids.length > 0) store.remove(ids);
  }

  return {
    async load() {
      try {
        const { heads, documents: rows } = await withDeadline(clock, LOAD_MS, database.load());
        store.adopt(heads);
        documents.adopt(rows);
        await kept.load(heads.length);
      } catch (error) {
        loadFault = storageFault(error);
      }
    },
    request: writer.request,
    prune,
    idle: writer.idle,
    health() {
      const { runs, bytes, unsaved, unreadable } = store.usage();
      const state = writer.state();
      const recreated = database.recreated();
      const damaged = database.damaged() + unreadable;
      const vanished = kept.lost();
      return {
        storage: state === 'ok' ? (loadFault ?? 'ok') : state,
        // While the disk works, what is not there yet is on its way.
        ...(state !== 'ok' && unsaved > 0 && { unsavedRuns: unsaved }),
        ...(recreated > 0 && { recreated }),
        ...(damaged > 0 && { damaged }),
        ...(vanished > 0 && { vanished }),
        storedBytes: bytes,
        storedRuns: runs,
        limitBytes: context.settings().keepBytes,
      };
    },
  };
}

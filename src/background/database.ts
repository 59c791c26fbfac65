import { decodeRun } from '../formats/run-decoder.ts';
import type { Run } from '../model/run.ts';
import { headOf } from '../model/run.ts';
import { type Rows, readRow, readRows, readSome, settled } from './rescue.ts';
import type { Change, Database, DocumentOutline, JournalRow, OutboxRow, StoredHead } from './rows.ts';
import { isDocumentOutline, isStoredHead } from './rows.ts';

/** Version 2 added the outbox. */
const VERSION = 2;
const STORES = ['documents', 'states', 'journal', 'heads', 'runs', 'outbox'] as const;
/** Of recording: one transaction takes all of them. */
const RECORDED = STORES.filter((store) => store !== 'outbox');
const KEYS: Readonly<Record<(typeof STORES)[number], IDBObjectStoreParameters>> = {
  documents: { keyPath: 'epoch' },
  states: {},
  journal: { keyPath: ['epoch', 'seq'] },
  heads: { keyPath: 'head.id' },
  runs: { keyPath: 'id' },
  outbox: { keyPath: 'id' },
};

/**
 * The IndexedDB behind the background. Opened at the first use; a database that cannot be opened or lacks our stores is
 * deleted and made anew; rows that cannot be read are let go, the others stay. Heads lie apart from runs and documents from their states, because a worker reads all of the former
 * at every start, and the latter are large.
 */
export function createDatabase(factory: IDBFactory, name = 'longpole'): Database {
  let opening: Promise<IDBDatabase> | undefined;
  let recreated = 0;
  let damaged = 0;

  async function openOrRecreate(): Promise<IDBDatabase> {
    try {
      return await open(factory, name);
    } catch (error) {
      return await recreate(error);
    }
  }

  async function recreate(cause: unknown): Promise<IDBDatabase> {
    // A full disk is no reason to delete anything.
    if (cause instanceof Error && ['QuotaExceededError', 'AbortError'].includes(cause.name)) throw cause;
    await settled(factory.deleteDatabase(name));
    recreated++;
    return await open(factory, name);
  }

  async function connect(): Promise<IDBDatabase> {
    opening ??= openOrRecreate();
    const attempt = opening;
    const again = () => {
      if (opening === attempt) opening = undefined;
    };
    try {
      const db = await attempt;
      // Site data cleared, or a newer version of ours wants in: let go, and open again at the next use.
      db.onclose = again;
      db.onversionchange = () => {
        db.close();
        again();
      };
      return db;
    } catch (error) {
      again();
      throw error;
    }
  }

  async function readAll(db: IDBDatabase): ReturnType<Database['load']> {
    const heads = await readRows(db, 'heads', isStoredHead);
    const documents = await readRows(db, 'documents', isDocumentOutline);
    if (heads.bad.length + documents.bad.length === 0) return { heads: heads.rows, documents: documents.rows };
    const rescued = await rescue(db, heads, documents);
    damaged += heads.bad.length - rescued.length + documents.bad.length;
    return { heads: [...heads.rows, ...rescued], documents: documents.rows };
  }

  return {
    recreated: () => recreated,
    damaged: () => damaged,

    async load() {
      const db = await connect();
      try {
        return await readAll(db);
      } catch (error) {
        // Not even the keys can be read: as good as none.
        db.close();
        opening = recreate(error);
        return await readAll(await connect());
      }
    },

    async document(epoch) {
      const tx = (await connect()).transaction(['documents', 'states', 'journal']);
      const [outline, state, journal] = await Promise.all([
        settled<DocumentOutline | undefined>(tx.objectStore('documents').get(epoch)),
        settled<unknown>(tx.objectStore('states').get(epoch)),
        settled<JournalRow[]>(tx.objectStore('journal').getAll(journalOf(epoch))),
      ]);
      return outline && { row: { ...outline, state }, journal };
    },

    async runs(ids) {
      return (await readSome(await connect(), 'runs', ids)) as readonly Run[];
    },

    async outbox() {
      return await settled<OutboxRow[]>((await connect()).transaction('outbox').objectStore('outbox').getAll());
    },

    async writeOutbox(rows, remove) {
      const tx = (await connect()).transaction('outbox', 'readwrite');
      const complete = completion(tx);
      for (const row of rows) tx.objectStore('outbox').put(row);
      for (const id of remove) tx.objectStore('outbox').delete(id);
      await complete;
    },

    async write(change) {
      const tx = (await connect()).transaction(RECORDED, 'readwrite');
      const complete = completion(tx);
      try {
        apply(tx, change);
      } catch (error) {
        complete.catch(() => {}); // `error` says more than the abort it causes.
        tx.abort();
        throw error;
      }
      await complete;
    },
  };
}

/** A run says all that its head does. Takes what cannot be read out of the database, or each start would stumble over it again. */
async function rescue(
  db: IDBDatabase,
  heads: Rows<StoredHead>,
  documents: Rows<DocumentOutline>,
): Promise<readonly StoredHead[]> {
  const rescued: StoredHead[] = [];
  for (const key of heads.bad) {
    const run = decodeRun(await readRow(db, 'runs', key));
    if (run.ok) rescued.push({ head: headOf(run.value), bytes: JSON.stringify(run.value).length });
  }
  const saved = new Set<unknown>(rescued.map(({ head }) => head.id));
  const tx = db.transaction(RECORDED, 'readwrite');
  const complete = completion(tx);
  for (const head of rescued) tx.objectStore('heads').put(head);
  for (const key of heads.bad)
    if (!saved.has(key)) for (const store of ['heads', 'runs']) tx.objectStore(store).delete(key);
  for (const key of documents.bad) {
    for (const store of ['documents', 'states']) tx.objectStore(store).delete(key);
    tx.objectStore('journal').delete(journalOf(String(key)));
  }
  await complete;
  return rescued;
}

function apply(tx: IDBTransaction, change: Change): void {
  const [documents, states] = [tx.objectStore('documents'), tx.objectStore('states')];
  const [journal, heads, runs] = [tx.objectStore('journal'), tx.objectStore('heads'), tx.objectStore('runs')];
  for (const row of change.journal) journal.put(row);
  for (const { state, ...outline } of change.documents) {
    documents.put(outline);
    states.put(state, outline.epoch);
    journal.delete(journalOf(outline.epoch, outline.seq));
  }
  for (const epoch of change.forget) {
    documents.delete(epoch);
    states.delete(epoch);
    journal.delete(journalOf(epoch));
  }
  for (const { run, ...head } of change.runs) {
    runs.put(run);
    heads.put(head);
  }
  for (const id of change.remove) {
    runs.delete(id);
    heads.delete(id);
  }
}

function journalOf(epoch: string, upTo = Number.MAX_SAFE_INTEGER): IDBKeyRange {
  return IDBKeyRange.bound([epoch, 0], [epoch, upTo]);
}

async function open(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  const request = factory.open(name, VERSION);
  request.onupgradeneeded = () => {
    const db = request.result;
    // What an older version made stays as it is.
    for (const store of STORES) if (!db.objectStoreNames.contains(store)) db.createObjectStore(store, KEYS[store]);
  };
  const db = await settled(request);
  if (STORES.every((store) => db.objectStoreNames.contains(store))) return db;
  db.close();
  throw new Error(`database ${name} has not the stores of version ${VERSION}`);
}

function completion(tx: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve();
    // After a failed put the transaction aborts; `tx.error` is then why (QuotaExceededError only ever shows here).
    tx.onabort = () => reject(tx.error ?? new Error('transaction aborted'));
  });
}

/** Reads a store whose rows may be damaged: one bad row must not cost the others. */

export interface Rows<T> {
  readonly rows: readonly T[];
  /** Keys of rows that cannot be read or are not what they should be. */
  readonly bad: readonly IDBValidKey[];
}

/**
 * All rows of a store: at once, or one by one where that fails. Rejects when not even their keys can be read.
 * Each row is read in a transaction of its own, for a failed request takes its transaction along.
 */
export async function readRows<T>(
  db: IDBDatabase,
  store: string,
  isRow: (value: unknown) => value is T,
): Promise<Rows<T>> {
  const all = await readAtOnce(db, store);
  if (all?.every(isRow)) return { rows: all, bad: [] };
  const rows: T[] = [];
  const bad: IDBValidKey[] = [];
  for (const key of await settled(db.transaction(store).objectStore(store).getAllKeys())) {
    const row = await readRow(db, store, key);
    if (isRow(row)) rows.push(row);
    else bad.push(key);
  }
  return { rows, bad };
}

async function readAtOnce(db: IDBDatabase, store: string): Promise<readonly unknown[] | undefined> {
  try {
    return await settled<unknown[]>(db.transaction(store).objectStore(store).getAll());
  } catch {
    return undefined;
  }
}

/** Rows with these keys as far as they are there and can be read: at once, or one by one where that fails. */
export async function readSome(
  db: IDBDatabase,
  store: string,
  keys: readonly IDBValidKey[],
): Promise<readonly unknown[]> {
  try {
    const all = db.transaction(store).objectStore(store);
    return (await Promise.all(keys.map((key) => settled<unknown>(all.get(key))))).filter((row) => row !== undefined);
  } catch {
    const each = await Promise.all(keys.map((key) => readRow(db, store, key)));
    return each.filter((row) => row !== undefined);
  }
}

/** One row; undefined when there is none or it cannot be read. */
export async function readRow(db: IDBDatabase, store: string, key: IDBValidKey): Promise<unknown> {
  try {
    return await settled<unknown>(db.transaction(store).objectStore(store).get(key));
  } catch {
    return undefined;
  }
}

export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

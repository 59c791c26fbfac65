import type { Clock } from '../platform/types.ts';
import { withDeadline } from './deadline.ts';
import type { Change, Database } from './rows.ts';
import { storageFault } from './rows.ts';

/** After a failed write, records are kept in memory only and the next attempt is made no sooner than this. */
export const RETRY_MS = 5_000;

/** A transaction that takes longer is taken for failed. If it completes after all, the next one writes the same again. */
export const WRITE_MS = 30_000;

/** What is to be written, and what to do when it has been or could not be. */
export interface Pending {
  readonly change: Change;
  committed(): void;
  refused(): void;
}

export interface Writer {
  /** There is something to write, or will be as soon as this returns to the event loop. */
  request(): void;
  /** How the last write went. */
  state(): 'ok' | 'full' | 'failed';
  /** Resolves when nothing is being written any more. */
  idle(): Promise<void>;
}

/**
 * Writes one transaction at a time; what accumulates meanwhile goes into the next one, so a slow disk makes transactions
 * larger, not more. `collect` returns undefined when there is nothing. `suspended` is called instead while a failed disk is
 * left alone.
 */
export function createWriter(
  database: Pick<Database, 'write'>,
  clock: Clock,
  collect: () => Pending | undefined,
  suspended: () => void,
): Writer {
  let state: 'ok' | 'full' | 'failed' = 'ok';
  let running: Promise<void> | undefined;
  let retry: (() => void) | undefined;

  async function writeAll(): Promise<void> {
    await Promise.resolve(); // Let the caller finish: what it still changes belongs into the same transaction.
    try {
      while (!retry) {
        const pending = collect();
        if (!pending) break;
        await write(pending);
      }
    } finally {
      running = undefined;
    }
  }

  async function write(pending: Pending): Promise<void> {
    try {
      await withDeadline(clock, WRITE_MS, database.write(pending.change));
    } catch (error) {
      state = storageFault(error);
      pending.refused();
      retry = clock.after(RETRY_MS, () => {
        retry = undefined;
        start();
      });
      return suspended();
    }
    state = 'ok';
    pending.committed();
  }

  function start(): void {
    running ??= writeAll();
  }

  return {
    request: () => (retry ? suspended() : start()),
    state: () => state,
    idle: async () => {
      while (running) await running;
    },
  };
}

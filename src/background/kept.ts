import type { Clock, KeyValues } from '../platform/types.ts';

const KEY = 'kept';
/** A loss is told of so long after it was found: workers live for half a minute, and nobody may be looking. */
const TOLD_MS = 24 * 3_600_000;

/** What lies in `storage.local`: beside the database, for the browser throws a damaged one away without a word. */
interface Kept {
  readonly runs: number;
  /** Runs that were not there any more, and when that was found, epoch milliseconds. */
  readonly lost: number;
  readonly atMs: number;
}

/** Remembers how many runs the database has, so that an empty one is not taken for a new one. */
export interface KeptCount {
  /** Compares what was remembered with what the database had at the start of the worker. */
  load(found: number): Promise<void>;
  /** The database has so many now. */
  note(runs: number): void;
  /** Runs that vanished with the database lately. */
  lost(): number;
}

export function createKept(values: KeyValues, clock: Clock): KeptCount {
  let kept: Kept | undefined;

  function save(next: Kept): void {
    kept = next;
    // Without it a loss would go untold, and nothing else.
    values.set(KEY, next).catch((error: unknown) => console.error('Longpole: count of runs not saved', error));
  }

  return {
    async load(found) {
      const before = decode(await values.get(KEY).catch(() => undefined));
      const lost = clock.now() - before.atMs < TOLD_MS ? before.lost : 0;
      // Fewer is no sign of a loss: the worker may have ended between a removal and the note of it.
      if (found === 0 && before.runs > 0) save({ runs: 0, lost: lost + before.runs, atMs: clock.now() });
      else kept = { ...before, lost };
    },
    note(runs) {
      if (kept && kept.runs !== runs) save({ ...kept, runs });
    },
    lost: () => kept?.lost ?? 0,
  };
}

function decode(value: unknown): Kept {
  const { runs, lost, atMs } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return { runs: count(runs), lost: count(lost), atMs: count(atMs) };
}

/** A whole number as it may be stored; 0 for anything else. */
const count = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0;

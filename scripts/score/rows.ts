import type { EditorId } from '../../src/model/run.ts';
import type { Group } from './groups.ts';
import type { CaptureScore, NodeSample } from './match.ts';
import { type Cover, coverOf, errorOf, type Point, type Spread, spreadOf } from './stats.ts';

/** One line of the table: what is scored together. */
export interface Row {
  readonly editor: EditorId;
  readonly group: Group;
  /** Of one recording; absent: of all. */
  readonly capture?: string;
  readonly found: number;
  readonly missed: number;
  readonly extra: number;
  readonly statuses: number;
  /** Absolute errors, microseconds. */
  readonly start?: Spread;
  readonly end?: Spread;
  readonly duration?: Spread;
  /** Starts and ends together. */
  readonly both?: Spread;
  readonly cover?: Cover;
  /** Starts of nodes that read streams: not scored, their truth contains their waiting. */
  readonly streamStarts?: Spread;
}

/** Rows by editor and group over all recordings, then the same by recording. */
export function rowsOf(scores: readonly CaptureScore[]): readonly Row[] {
  const pooled = new Map<string, { row: Key; scores: CaptureScore[] }>();
  for (const score of scores) {
    for (const group of groupsIn(score)) {
      const { editor, capture } = score;
      for (const row of [
        { editor, group },
        { editor, group, capture },
      ]) {
        const key = JSON.stringify(row);
        const pool = pooled.get(key) ?? { row, scores: [] };
        pooled.set(key, pool);
        pool.scores.push(score);
      }
    }
  }
  const rows = [...pooled.values()].map(({ row, scores }) => rowOf(row, scores));
  return [...rows.filter((r) => r.capture === undefined), ...rows.filter((r) => r.capture !== undefined)];
}

type Key = Pick<Row, 'editor' | 'group' | 'capture'>;

function groupsIn({ samples, missed, extra, statuses }: CaptureScore): ReadonlySet<Group> {
  return new Set([...samples, ...missed, ...extra, ...statuses].map(({ group }) => group));
}

function rowOf(row: Key, scores: readonly CaptureScore[]): Row {
  const own = <T extends { readonly group: Group }>(list: (score: CaptureScore) => readonly T[]): readonly T[] =>
    scores.flatMap((s) => list(s).filter(({ group }) => group === row.group));
  const samples = own((s) => s.samples);
  const starts = points(samples, 'start');
  const ends = points(samples, 'end');
  const spreads = {
    start: spreadOf(starts.map(errorOf)),
    end: spreadOf(ends.map(errorOf)),
    both: spreadOf([...starts, ...ends].map(errorOf)),
    duration: spreadOf(samples.flatMap((s) => s.durationErrorUs ?? [])),
    streamStarts: spreadOf(points(samples, 'streamStart').map(errorOf)),
    cover: coverOf([...starts, ...ends]),
  };
  return {
    ...row,
    found: samples.length,
    missed: own((s) => s.missed).length,
    extra: own((s) => s.extra).length,
    statuses: own((s) => s.statuses).length,
    ...(Object.fromEntries(Object.entries(spreads).filter(([, value]) => value !== undefined)) as Partial<Row>),
  };
}

function points(samples: readonly NodeSample[], which: 'start' | 'end' | 'streamStart'): readonly Point[] {
  return samples.flatMap((s) => s[which] ?? []);
}

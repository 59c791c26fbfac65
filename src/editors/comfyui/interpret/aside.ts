/** What concerns runs without being about one: the queue, commands, connections. */
import type { RunEvent } from '../../../model/event.ts';
import type { CommandRecord, RunRecord } from '../../../model/record.ts';
import { REFUSED } from '../words.ts';
import { noteQueue } from './anchors.ts';
import { clockOf } from './clock.ts';
import { emitRun } from './emit.ts';
import { whole } from './picture.ts';
import type { Runs } from './runs.ts';

/** The server said how many runs wait or are at work. With none left, one that never says its end is over. */
export function queueSaid(runs: Runs, record: RunRecord): readonly RunEvent[] {
  const n = record.position;
  if (n === undefined || record.status !== 'unknown') return [];
  noteQueue(runs.state, record.t, n);
  runs.state.socket = record.link;
  if (n > 0) return [];
  return runs.all().flatMap((index) => {
    const { run } = index;
    // Only of runs without a client are begin and end kept from everybody (capture 13).
    if (run.ended || !run.started || run.anchors.length > 0 || !run.modern || run.open.length > 0) return [];
    run.ended = { t: record.t, status: 'success', presumed: true };
    return whole(runs, index);
  });
}

/** A run that is taken out of the queue says nothing more; one that is at work says so itself. */
export function calledOff(runs: Runs, record: CommandRecord): readonly RunEvent[] {
  const named = record.run === '*' ? runs.all() : [runs.find(record.run)].filter((i) => i !== undefined);
  return named.flatMap((index) => {
    const { run } = index;
    if (run.started || run.ended || run.serverId.startsWith(REFUSED)) return [];
    run.ended = { t: record.t, status: 'cancelled', presumed: true };
    return whole(runs, index);
  });
}

/** A connection closed, or recording was paused: what the open runs on these links do from now on is not seen. */
export function lostSight(runs: Runs, concerns: (link: number) => boolean, t: number): readonly RunEvent[] {
  return runs.all().flatMap((index) => {
    const { run } = index;
    if (!concerns(run.link) || (run.ended && !run.ended.presumed)) return [];
    run.lostSince ??= t;
    return [emitRun(index, clockOf(run, runs.state.lags))];
  });
}

/** Some records never arrived: every run that was going on may lack some. */
export function recordsLost(runs: Runs): readonly RunEvent[] {
  const open = runs.all().filter(({ run }) => !run.ended || run.ended.presumed);
  for (const { run } of open) run.lostRecords = true;
  return open.map((index) => emitRun(index, clockOf(index.run, runs.state.lags)));
}

import type { Settings } from '../messages/panel.ts';
import { STORE_LIMITS } from '../model/limits.ts';
import type { RunHead } from '../model/run.ts';
import { isOver } from '../model/run.ts';
import type { StoredHead } from './rows.ts';

/**
 * Ids of the runs to remove, oldest first: those older than `keepDays`, those beyond the newest `runsPerWorkflow` of their
 * workflow (origin, editor, workflow id), and then the oldest of all until what remains is within `keepBytes` and `maxRuns`.
 * Imported runs have no age: who opens an old file wants to see it.
 * Pinned runs, runs that go on and the newest run of all are never removed; pinned ones do not count for `runsPerWorkflow`.
 * `heads` must be newest first; `nowMs` is milliseconds since the epoch.
 */
export function expired(
  heads: readonly StoredHead[],
  settings: Settings,
  nowMs: number,
  maxRuns = STORE_LIMITS.runs,
): readonly string[] {
  const oldestUs = (nowMs - settings.keepDays * 86_400_000) * 1000;
  const perWorkflow = new Map<string, number>();
  const kept: StoredHead[] = [];
  const gone: string[] = [];
  for (const [index, stored] of heads.entries()) {
    const { head } = stored;
    if (head.pinned || !isOver(head.status)) {
      kept.push(stored);
      continue;
    }
    const key = workflowKey(head);
    const rank = (perWorkflow.get(key) ?? 0) + 1;
    perWorkflow.set(key, rank);
    const old = head.startUs < oldestUs && stored.home === undefined;
    if (index > 0 && (rank > settings.runsPerWorkflow || old)) gone.push(head.id);
    else kept.push(stored);
  }
  gone.reverse();

  let bytes = kept.reduce((sum, stored) => sum + stored.bytes, 0);
  let count = kept.length;
  for (let i = kept.length - 1; i > 0 && (bytes > settings.keepBytes || count > maxRuns); i--) {
    const stored = kept[i];
    if (!stored || stored.head.pinned || !isOver(stored.head.status)) continue;
    bytes -= stored.bytes;
    count--;
    gone.push(stored.head.id);
  }
  return gone;
}

function workflowKey({ origin, editor, workflow }: RunHead): string {
  return JSON.stringify([origin, editor, workflow.id]);
}

/** From "nothing" to "run recorded": which rung holds, and what to do about the next one. Pure. */
import { formatCount, plural } from '../../src/drawing/format.ts';
import type { Health } from '../../src/messages/panel.ts';
import { nameOfEditor } from '../../src/model/editor-facts.ts';
import { EDITOR_IDS, type EditorId } from '../../src/model/run.ts';

export interface Rung {
  readonly name: string;
  readonly holds: boolean;
}

export interface Ladder {
  readonly rungs: readonly Rung[];
  /** What to do about the first rung that does not hold; '' when all do. */
  readonly next: string;
  /** The one thing a button can do about it. */
  readonly offer: 'reload' | 'none';
}

/** Sites the extension may look at without asking (the content scripts' matches in manifest.json). */
export function isAllowed(origin: string): boolean {
  return /^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(origin);
}

/** The ladder of one tab. `pageOrigin` is '' when it could not be read. */
export function ladderOf(health: Health | undefined, pageOrigin: string): Ladder {
  const hook = health?.hook ?? false;
  const allowed = hook || pageOrigin === '' || isAllowed(pageOrigin);
  const sockets = health?.sockets ?? 0;
  const editors = health?.editors ?? [];
  const runs = health?.runs ?? 0;
  const rungs: Rung[] = [
    { name: 'site allowed', holds: allowed },
    { name: 'hook in', holds: hook },
    { name: 'connection seen', holds: hook && sockets > 0 },
    { name: editors.length > 0 ? editors.map(editorName).join(', ') : 'editor known', holds: editors.length > 0 },
    { name: 'run seen', holds: runs > 0 },
  ];
  if (!health) return { rungs, next: 'Connecting to the background.', offer: 'none' };
  if (!allowed)
    return {
      rungs,
      next: `This version records pages on localhost and 127.0.0.1, not ${pageOrigin}.`,
      offer: 'none',
    };
  if (!hook) return { rungs, next: 'Reload the page: Longpole can only listen from its start.', offer: 'reload' };
  if (sockets === 0 && editors.length === 0)
    return {
      rungs,
      next: 'The page has opened no connection since it was loaded. Open a workflow in the editor.',
      offer: 'none',
    };
  if (editors.length === 0)
    return {
      rungs,
      next: 'The traffic seen so far is of no editor we know. Run a workflow.',
      offer: 'none',
    };
  if (runs === 0) return { rungs, next: 'Run a workflow in the page.', offer: 'none' };
  return { rungs, next: '', offer: 'none' };
}

function editorName(id: string): string {
  return EDITOR_IDS.some((known) => known === id) ? nameOfEditor(id as EditorId) : id;
}

/** What went wrong on the way, each as words; empty when nothing did. */
export function troubles(health: Health): readonly string[] {
  const out: string[] = [];
  if (health.storage === 'full')
    out.push('Storage is full: new runs are kept in memory only. Export them, then clear old runs.');
  if (health.storage === 'failed')
    out.push('Writing to storage failed: new runs are kept in memory only. Export them to keep them.');
  if (health.lost > 0) out.push(`${plural(health.lost, 'event')} lost: the times of some nodes may be missing.`);
  if (health.unreadable > 0) out.push(`${plural(health.unreadable, 'frame')} could not be read.`);
  if (health.refused > 0)
    out.push(`${formatCount(health.refused)} messages were refused because they were not what they should be.`);
  return out;
}

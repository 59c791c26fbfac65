/** From "nothing" to "run recorded": which rung holds, and what to do about the next one. Pure. */
import { plural } from '../../src/drawing/format.ts';
import type { Health } from '../../src/messages/panel.ts';
import { nameOfEditor } from '../../src/model/editor-facts.ts';
import { EDITOR_IDS, type EditorId } from '../../src/model/run.ts';
import { BUILT_IN_SITES, isAllowed, patternOf } from '../../src/model/site.ts';

export interface Rung {
  readonly name: string;
  readonly holds: boolean;
}

export interface Ladder {
  /** Where one stands, in a few words. */
  readonly title: string;
  readonly rungs: readonly Rung[];
  /** What to do about the first rung that does not hold; '' when all do. */
  readonly next: string;
  /** The one thing a button can do about it. */
  readonly offer: 'reload' | 'allow' | 'none';
  /** The origin to be allowed. */
  readonly site?: string;
}

/**
 * The ladder of one tab. `pageOrigin` is '' when it could not be read; `frames` are the origins of the documents inside the
 * page, as far as DevTools tells them.
 */
export function ladderOf(health: Health | undefined, pageOrigin: string, frames: readonly string[] = []): Ladder {
  const sites = health?.sites ?? BUILT_IN_SITES;
  const origins = health?.origins ?? [];
  const may = (origin: string): boolean => isAllowed(origin, sites);
  const inAllowed = origins.length === 0 || origins.some(may);
  const hook = (health?.hook ?? false) && inAllowed;
  const allowed = hook || pageOrigin === '' || may(pageOrigin);
  const sockets = health?.sockets ?? 0;
  const editors = health?.editors ?? [];
  const runs = health?.runs ?? 0;
  const rungs: Rung[] = [
    { name: 'site allowed', holds: allowed },
    { name: 'hook in', holds: hook },
    { name: 'connection seen', holds: hook && sockets > 0 },
    {
      name: editors.length > 0 ? editors.map(editorName).join(', ') : 'editor known',
      holds: hook && editors.length > 0,
    },
    { name: 'run seen', holds: hook && runs > 0 },
  ];
  const say = (title: string, next: string, offer: Ladder['offer'] = 'none'): Ladder => ({ title, rungs, next, offer });
  const ask = (title: string, next: string, site: string): Ladder => ({ ...say(title, next, 'allow'), site });

  if (!health) return say('Connecting', 'Connecting to the background.');
  if (!allowed && patternOf(pageOrigin, true) === undefined)
    return say('A page of the browser', 'Browsers let no extension look into this page. Open a workflow editor.');
  if (!allowed)
    return ask(
      'This site is not allowed yet',
      `Longpole may not look at ${pageOrigin}: it sees only sites that you allow.`,
      pageOrigin,
    );
  if (!hook) return say('Reload to begin', 'Reload the page: Longpole can only listen from its start.', 'reload');
  const hidden = frames.find((origin) => patternOf(origin, true) !== undefined && !may(origin));
  if (editors.length === 0 && hidden !== undefined)
    return ask(
      'The editor is in a frame',
      `The page holds a frame of ${hidden}, a site of its own, which Longpole may not look at.`,
      hidden,
    );
  if (sockets === 0 && editors.length === 0)
    return say(
      'No editor seen yet',
      'The page has opened no connection since Longpole listens. Open a workflow in the editor; what was open before is seen after a reload.',
      'reload',
    );
  if (editors.length === 0)
    return say('No editor seen yet', 'The traffic seen so far is of no editor we know. Run a workflow.');
  if (runs === 0) return say('Waiting for the first run', 'Run a workflow in the page.');
  return say('Waiting for the next run', '');
}

function editorName(id: string): string {
  return EDITOR_IDS.some((known) => known === id) ? nameOfEditor(id as EditorId) : id;
}

/** What went wrong on the way of this tab's records, each as words; empty when nothing did. */
export function troubles(health: Health): readonly string[] {
  const out: string[] = [];
  if (health.lost > 0) out.push(`${plural(health.lost, 'event')} lost: the times of some nodes may be missing.`);
  if (health.unreadable > 0) out.push(`${plural(health.unreadable, 'frame')} could not be read.`);
  if (health.refused > 0)
    out.push(`${plural(health.refused, 'message')} refused: not what a message of ours should be.`);
  return out;
}

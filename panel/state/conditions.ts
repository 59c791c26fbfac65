/** What holds for the panel as a whole and the user should know while it does. Pure. */
import type { Health } from '../../src/messages/panel.ts';

export interface Condition {
  readonly kind:
    | 'updated'
    | 'storage-full'
    | 'storage-failed'
    | 'recreated'
    | 'vanished'
    | 'damaged'
    | 'paused'
    | 'elsewhere';
  readonly tone: 'bad' | 'warn' | 'info';
  /** What is, and what to do. */
  readonly words: string;
  /** What buttons can do about it, the best first. */
  readonly offers: readonly ('export' | 'clear' | 'resume' | 'back')[];
}

export interface Circumstances {
  readonly health: Health | undefined;
  /** Why the background cannot be reached any more; '' while it can. */
  readonly dead: string;
  readonly recording: boolean;
  /** Origins of the run shown and of the inspected page; '' where there is none. */
  readonly runOrigin: string;
  readonly pageOrigin: string;
}

function inMemory({ unsavedRuns = 0 }: Health): string {
  if (unsavedRuns === 0) return 'new runs are';
  return unsavedRuns === 1 ? '1 run is' : `${unsavedRuns} runs are`;
}

/** The worst first; empty when all is as it should be. */
export function conditionsOf({ health, dead, recording, runOrigin, pageOrigin }: Circumstances): readonly Condition[] {
  const out: Condition[] = [];
  if (dead !== '')
    out.push({
      kind: 'updated',
      tone: 'bad',
      words:
        'Longpole was updated or removed while this panel was open. Close and reopen DevTools to go on; stored runs are kept.',
      offers: [],
    });
  if (health?.storage === 'full')
    out.push({
      kind: 'storage-full',
      tone: 'bad',
      words: `Storage is full: ${inMemory(health)} kept in memory only, as long as their page is open. Export them, then clear old runs.`,
      offers: ['export', 'clear'],
    });
  if (health?.storage === 'failed')
    out.push({
      kind: 'storage-failed',
      tone: 'bad',
      words: `Writing to storage failed: ${inMemory(health)} kept in memory only, as long as their page is open. Export them to keep them.`,
      offers: ['export'],
    });
  if ((health?.recreated ?? 0) > 0)
    out.push({
      kind: 'recreated',
      tone: 'warn',
      words:
        'The store of runs could not be read and was made anew: runs from before are gone, but for what you exported.',
      offers: [],
    });
  const { vanished = 0, damaged = 0 } = health ?? {};
  if (vanished > 0)
    out.push({
      kind: 'vanished',
      tone: 'warn',
      words: `The browser lost the store of runs: ${vanished === 1 ? '1 run is' : `${vanished} runs are`} gone, but for what you exported.`,
      offers: [],
    });
  if (damaged > 0)
    out.push({
      kind: 'damaged',
      tone: 'warn',
      words: `${damaged === 1 ? '1 entry' : `${damaged} entries`} of the store could not be read any more and ${damaged === 1 ? 'was' : 'were'} let go; all other runs are kept.`,
      offers: [],
    });
  if (health && dead === '' && !recording)
    out.push({
      kind: 'paused',
      tone: 'info',
      words: 'Recording is paused: runs of this page are not seen.',
      offers: ['resume'],
    });
  if (runOrigin !== '' && pageOrigin !== '' && runOrigin !== pageOrigin)
    out.push({
      kind: 'elsewhere',
      tone: 'info',
      words: `This run is of ${runOrigin}, not of the page you look at.`,
      offers: ['back'],
    });
  return out;
}

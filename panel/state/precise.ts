/** The precise clock of a site (docs/adr/0021-precise-clock.md), in words. Pure. */
import type { Health, Settings } from '../../src/messages/panel.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import { covers, type PreciseSite, preciseSites } from '../../src/model/site.ts';

/** What a page can tell of it, and what it costs: shown where it is switched on. Each has a test that states it. */
export const PRECISE_NOTES: readonly string[] = [
  "The page's open, error and close events are made by a script (isTrusted is false). Its messages are the browser's own.",
  'A socket cannot be used with the methods of another frame, and the error for one that is cloned has other words.',
  "Frames without an address of their own, and the page's own workers, keep the browser's own sockets.",
  'Another extension that watches messages of the page may see ours in place of those of the server.',
  'A server that breaks the rules of WebSocket closes the socket without an error event before.',
  'DevTools lists its sockets under a worker, in Network and elsewhere.',
  'A thread of its own for each page, and up to 32 MB of messages that a busy page has not handled yet.',
  "Pages whose policy allows no workers from a blob go on with the browser's own sockets; the first try is reported to the site.",
];

export type PreciseView =
  | { readonly kind: 'off' | 'on' | 'forbidden' | 'not-granted' }
  /** Switched on; the page was lost to it, or has been open since before. */
  | { readonly kind: 'crashed' | 'reload' };

/** How it stands with the site of this pattern, and with the page of it that is looked at. */
export function preciseView(pattern: string, settings: Settings, health: Health): PreciseView {
  const site = settings.precise.find((each) => each.pattern === pattern);
  if (!site) return { kind: 'off' };
  if (site.forbidden) return { kind: 'forbidden' };
  if (preciseSites([site], health.sites).length === 0) return { kind: 'not-granted' };
  if (health.precise === 'crashed') return { kind: 'crashed' };
  return { kind: health.precise === 'ready' ? 'on' : 'reload' };
}

export const PRECISE_WORDS: Readonly<Record<PreciseView['kind'], string>> = {
  off: 'Off: times are read by the page, as late as it is busy.',
  on: 'On: times are read by a worker of the page.',
  reload: 'On, from the next load of the page.',
  crashed: "On, but this page has lost its worker: its sockets are the browser's own until it is reloaded.",
  forbidden: 'This site allows no workers from a blob: times are read by the page.',
  'not-granted': 'Switched on, but the browser was not allowed to: switch it on again.',
};

/** The setting with a site switched on anew, or off. */
export function withPrecise(precise: readonly PreciseSite[], pattern: string, on: boolean): readonly PreciseSite[] {
  const others = precise.filter((each) => each.pattern !== pattern);
  return on ? [...others, { pattern }] : others;
}

/** Times that are known no better than this are worth the offer. */
const WIDE_US = 100_000;

/** Microseconds that the page was late at most in a run whose times would be nearer with the precise clock; undefined: as good as it gets. */
export function lateness(run: Pick<Run, 'nodes' | 'clock' | 'uncertaintyUs'>): number | undefined {
  const arrivals: readonly Pick<NodeRun, 'clock' | 'uncertaintyUs'>[] = [run, ...run.nodes].filter(
    ({ clock }) => clock === 'arrival',
  );
  const most = arrivals.reduce((max, { uncertaintyUs: [early] }) => Math.max(max, early), 0);
  return most >= WIDE_US ? most : undefined;
}

/** True when a run's own times, or those of its nodes, were read by the worker. */
export function byWorker({ clock, nodes }: Pick<Run, 'clock' | 'nodes'>): boolean {
  return clock === 'worker' || nodes.some((node) => node.clock === 'worker');
}

/** The pattern of those switched on that covers an origin. */
export function patternAmong(precise: readonly PreciseSite[], origin: string): string | undefined {
  return precise.find(({ pattern }) => covers(pattern, origin))?.pattern;
}

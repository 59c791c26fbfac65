import { type AlertRules, incidentText, keepValid, nextIncidents } from '../analysis/alerts.ts';
import { decodeIncidents } from '../formats/incidents.ts';
import type { Settings } from '../messages/panel.ts';
import type { Incident } from '../model/alert.ts';
import { isOver, type Run } from '../model/run.ts';
import type { Platform } from '../platform/types.ts';
import { relatedRuns } from './related-runs.ts';
import type { RunStore } from './run-store.ts';
import { createThrottle } from './throttle.ts';

const KEY = 'incidents';
const GAP_MS = 1_000;
/** A run that ended longer ago than this was looked up in the editor's list of past runs: nobody waits for word of it. */
const OLD_US = 3_600_000_000;

export interface AlertsContext {
  readonly platform: Pick<Platform, 'clock' | 'values' | 'badge' | 'notify'>;
  readonly store: RunStore;
  settings(): Settings;
}

/** Incidents that go on: kept over the worker's death, shown on the toolbar's button, told to panels and, if wanted, by the browser. */
export interface Alerts {
  /** Reads what is kept; call it when the settings are there. Never rejects. */
  load(): Promise<void>;
  /** Newest first. */
  current(): readonly Incident[];
  /** A run of the store is new or was changed by what a page said. It is looked at within a second. */
  consider(id: string): void;
  /** The user has looked at these. */
  seen(ids: readonly string[]): void;
  /** The user deleted these runs: nothing of them is kept here either. */
  forgetRuns(ids: readonly string[]): void;
  settingsChanged(): void;
  /** Calls back after each change of `current`. */
  onChange(listener: () => void): void;
}

export function createAlerts({ platform, store, settings }: AlertsContext): Alerts {
  const { clock, values } = platform;
  const due = new Set<string>();
  const listeners: (() => void)[] = [];
  let incidents: readonly Incident[] = [];
  let badge: string | undefined;
  let work: Promise<void> = Promise.resolve();

  // One after the other: two runs at once would each close over what the other has opened.
  const throttle = createThrottle(clock, GAP_MS, () => {
    work = work.then(considerDue).catch((error: unknown) => console.error('Longpole: alerts', error));
  });

  function rules(): AlertRules {
    const { budgets, prices, alertSlower } = settings();
    return { budgets, prices, slower: alertSlower };
  }

  function isOn(): boolean {
    const { budgets, slower } = rules();
    return slower || budgets.length > 0;
  }

  function set(next: readonly Incident[]): void {
    if (next === incidents) return;
    incidents = next;
    values.set(KEY, next).catch((error: unknown) => console.error('Longpole: incidents not saved', error));
    showBadge();
    for (const listener of listeners) listener();
  }

  function showBadge(): void {
    const unseen = incidents.filter(({ seen }) => !seen).length;
    const text = unseen === 0 ? '' : String(unseen);
    if (text !== badge) platform.badge(text);
    badge = text;
  }

  async function considerDue(): Promise<void> {
    const ids = [...due];
    due.clear();
    if (!isOn()) return;
    const runs = [...(await store.fetch(ids))].sort((a, b) => a.startUs - b.startUs);
    // In their order; those whose turn comes later are not known to the earlier ones yet.
    for (const [i, run] of runs.entries()) await considerRun(run, new Set(runs.slice(i + 1).map(({ id }) => id)));
  }

  async function considerRun(run: Run, waiting: ReadonlySet<string>): Promise<void> {
    const live = !isOver(run.status);
    const now = clock.now() * 1000 - (run.clockOffsetUs ?? 0);
    if (!live && (run.endUs ?? run.startUs) < now - OLD_US) return;
    const history = live ? [] : await store.fetch(relatedRuns(run, store.heads(), waiting, incidents, rules().slower));
    // By a server's clock of which nothing is known, ours cannot tell how long the run has taken by now.
    const known = run.clock !== 'server' || run.clockOffsetUs !== undefined;
    const next = nextIncidents(incidents, run, history, rules(), known ? { now } : {});
    set(next.incidents);
    tell(next.opened);
    // A run may pass its limit in silence.
    if (live && settings().budgets.some(({ maxMs }) => maxMs !== undefined)) consider(run.id);
  }

  /** One notification for all that a run has opened. */
  function tell([first, ...more]: readonly Incident[]): void {
    if (!first || !settings().notify) return;
    const { id, workflow } = first;
    const text = more.length === 0 ? incidentText(first) : `${incidentText(first)}, and ${more.length} more`;
    platform.notify(id, `Longpole: ${workflow.name || workflow.id || 'unnamed workflow'}`, text);
  }

  function consider(id: string): void {
    if (!isOn()) return;
    due.add(id);
    throttle.request();
  }

  function keep(kept: readonly Incident[]): void {
    if (kept.length < incidents.length) set(kept);
  }

  return {
    async load() {
      const kept = decodeIncidents(await values.get(KEY).catch(() => undefined));
      incidents = kept.ok ? kept.value : [];
      keep(keepValid(incidents, rules()));
      showBadge();
    },
    current: () => incidents,
    consider,
    seen(ids) {
      const news = incidents.some(({ id, seen }) => !seen && ids.includes(id));
      if (news) set(incidents.map((each) => (ids.includes(each.id) ? { ...each, seen: true } : each)));
    },
    forgetRuns(ids) {
      const gone = new Set(ids);
      keep(incidents.filter(({ lastRun }) => !gone.has(lastRun)));
    },
    settingsChanged: () => keep(keepValid(incidents, rules())),
    onChange: (listener) => void listeners.push(listener),
  };
}

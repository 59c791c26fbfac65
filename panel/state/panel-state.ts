/** Everything the views read, and everything they can ask for. One object, made once by main.tsx. */

import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Health, PanelRequest, Settings } from '../../src/messages/panel.ts';
import type { Incident } from '../../src/model/alert.ts';
import { PANEL_LIMITS } from '../../src/model/limits.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';
import { isOver, type Run, type RunHead } from '../../src/model/run.ts';
import type { ProfileStore } from '../../src/profiler/store.ts';
import { finishedRuns } from './finished-store.ts';
import type { PanelHost } from './host.ts';
import { openLink } from './link.ts';
import { addEarly, addRuns, applyDelta, dropEarly, fromSnapshot, type Mirror } from './mirror.ts';
import { createMirrorStore } from './mirror-store.ts';
import { createPace } from './pace.ts';
import { throttled } from './throttle.ts';

/** The picture is laid out at most this often while a run goes: with hook and background at the same rate a frame is seen some 100 ms after it came. */
const RELAYOUT_MS = 50;
/** Older runs of the same graph that are fetched with the one shown, so that it can be compared. */
const COMPARED = 20;

export interface PanelState {
  readonly host: PanelHost;
  /** Undefined until the background has answered. */
  readonly mirror: ReadonlySignal<Mirror | undefined>;
  readonly store: ProfileStore;
  /** Those of the store that are over. */
  readonly finished: ProfileStore;
  readonly connected: ReadonlySignal<boolean>;
  readonly dead: ReadonlySignal<string>;
  readonly health: ReadonlySignal<Health | undefined>;
  readonly settings: ReadonlySignal<Settings | undefined>;
  /** Origin of the inspected page, '' when not known. */
  readonly pageOrigin: Signal<string>;
  /** Origins of the documents inside it that are of other sites, as far as known. */
  readonly pageFrames: Signal<readonly string[]>;
  /** Runs of the inspected page (or of all, see `everywhere`), newest first. */
  readonly listed: ReadonlySignal<readonly RunHead[]>;
  readonly elsewhere: ReadonlySignal<number>;
  /** Also list runs of other origins. */
  readonly everywhere: Signal<boolean>;
  /** The run that was picked; undefined follows the newest. */
  readonly chosen: Signal<string | undefined>;
  readonly head: ReadonlySignal<RunHead | undefined>;
  /** The run shown, in full, changing at most twenty times a second. Undefined while it is fetched. */
  readonly run: ReadonlySignal<Run | undefined>;
  /** How many runs are held in full. */
  readonly known: ReadonlySignal<number>;
  readonly live: ReadonlySignal<boolean>;
  /** Runs in full that a view needs beside the one shown; they are fetched once. */
  readonly wanted: Signal<readonly string[]>;
  /** Incidents of the inspected page (or of all, see `everywhere`) that go on, newest first. */
  readonly incidents: ReadonlySignal<readonly Incident[]>;
  /** Now on the clock of the run shown, microseconds; stands still once the run is over. */
  readonly nowUs: ReadonlySignal<number>;
  /** Number of a run among those listed, from 1 for the oldest. */
  numberOf(id: string): number;
  request(request: PanelRequest): Promise<Result<unknown>>;
  /** Shows a finished run that the background does not have. Returns what takes it away again should it never get there. */
  showEarly(run: Run): () => void;
  /** Ids of runs that the background will never have, for they are too large: they go with the panel. */
  readonly notKept: Signal<ReadonlySet<string>>;
  /** Takes all of those away. Returns how many there were. */
  dropNotKept(): number;
  /** Runs in full, asked for in portions. Unknown ids are left out. Ends with an error when `more` says that nobody waits any longer. */
  fetchRuns(ids: readonly string[], more?: (done: number, of: number) => boolean): Promise<Result<readonly Run[]>>;
}

/** Connects and starts to mirror. The state lives as long as the panel's page. */
export function createPanelState(host: PanelHost): PanelState {
  const mirror = signal<Mirror | undefined>(undefined);
  const link = openLink({
    connect: (name) => host.connect(name),
    clock: host.clock,
    tabId: host.tabId,
    onMessage: (message) => {
      if (message.kind === 'snapshot') mirror.value = fromSnapshot(message, mirror.peek());
      else {
        const before = mirror.peek();
        const after = before && applyDelta(before, message);
        if (after) mirror.value = after;
        else link.hello();
      }
    },
  });

  const pageOrigin = signal('');
  const pageFrames = signal<readonly string[]>([]);
  host.onPageOrigin((origin, frames = []) => {
    pageOrigin.value = origin;
    pageFrames.value = frames;
  });

  const chosen = signal<string | undefined>(undefined);
  const everywhere = signal(false);
  const heads = computed(() => mirror.value?.heads ?? []);
  const ofPage = computed(() => {
    const origin = mirror.value?.origin ?? '';
    // An editor may sit in a frame of another origin.
    const here = new Set([origin, ...(mirror.value?.health.origins ?? [])]);
    return origin === '' ? heads.value : heads.value.filter((h) => here.has(h.origin));
  });
  const listed = computed(() => (everywhere.value ? heads.value : ofPage.value));
  const elsewhere = computed(() => heads.value.length - ofPage.value.length);
  const head = computed(() => heads.value.find((h) => h.id === chosen.value) ?? listed.value[0]);
  const full = computed(() => {
    const id = head.value?.id;
    return id === undefined ? undefined : mirror.value?.runs.get(id);
  });
  const run = throttled(full, RELAYOUT_MS, host.clock, (a, b) => a?.id !== b?.id || a?.status !== b?.status);
  const live = computed(() => run.value !== undefined && !isOver(run.value.status));
  const numbers = computed(() => new Map(listed.value.map((h, i) => [h.id, listed.value.length - i])));

  const request = (what: PanelRequest): Promise<Result<unknown>> => link.request(what);

  const fetchRuns: PanelState['fetchRuns'] = async (asked, more = () => true) => {
    const own = mirror.peek()?.early;
    const ids = asked.filter((id) => !own?.has(id));
    const runs: Run[] = [];
    const sizes = new Map(heads.peek().map((h) => [h.id, h.nodeCount]));
    for (let [i, to] = [0, 0]; i < ids.length; i = to) {
      if (!more(i, ids.length)) return fail('Cancelled.');
      for (let nodes = 0; to < ids.length && to < i + PANEL_LIMITS.fetchedRuns; to++) {
        nodes += sizes.get(ids[to] ?? '') ?? 0;
        if (to > i && nodes > PANEL_LIMITS.fetchedNodes) break;
      }
      const reply = await request({ what: 'runs', ids: ids.slice(i, to) });
      if (!reply.ok) return reply;
      if (!Array.isArray(reply.value)) return fail('The background did not answer with runs.');
      runs.push(...(reply.value as Run[]));
    }
    if (ids.length === asked.length) return ok(runs);
    const found = new Map(runs.map((r) => [r.id, r]));
    return ok(asked.flatMap((id) => found.get(id) ?? mirror.peek()?.runs.get(id) ?? []));
  };

  const store = createMirrorStore(mirror);
  const wanted = signal<readonly string[]>([]);
  const notKept = signal<ReadonlySet<string>>(new Set());
  keepFetched(mirror, head, wanted, link.up, fetchRuns);
  const incidents = computed(() => {
    const all = mirror.value?.incidents ?? [];
    const here = new Set(listed.value.map((h) => h.origin));
    return everywhere.value ? all : all.filter((i) => i.origin === mirror.value?.origin || here.has(i.origin));
  });

  return {
    host,
    mirror,
    store,
    finished: finishedRuns(store),
    connected: link.up,
    dead: link.dead,
    health: computed(() => mirror.value?.health),
    settings: computed(() => mirror.value?.settings),
    pageOrigin,
    pageFrames,
    listed,
    elsewhere,
    everywhere,
    chosen,
    head,
    run,
    known: computed(() => mirror.value?.runs.size ?? 0),
    live,
    wanted,
    incidents,
    nowUs: runningClock(host, run, live),
    numberOf: (id) => numbers.value.get(id) ?? 0,
    request,
    showEarly: (run) => {
      const before = mirror.peek();
      const after = before && addEarly(before, run);
      if (after === before) return () => {};
      mirror.value = after;
      return () => {
        const now = mirror.peek();
        if (now) mirror.value = dropEarly(now, run.id);
      };
    },
    notKept,
    dropNotKept: () => {
      const ids = notKept.peek();
      const now = mirror.peek();
      if (now) mirror.value = [...ids].reduce(dropEarly, now);
      notKept.value = new Set();
      return ids.size;
    },
    fetchRuns,
  };
}

/** Fetches the run shown, the newest older runs of the same graph, its pinned ones and those wanted, whenever the mirror lacks one of them. */
function keepFetched(
  mirror: Signal<Mirror | undefined>,
  head: ReadonlySignal<RunHead | undefined>,
  also: ReadonlySignal<readonly string[]>,
  up: ReadonlySignal<boolean>,
  fetchRuns: PanelState['fetchRuns'],
): void {
  const asked = new Set<string>();
  effect(() => {
    const m = mirror.value;
    const shown = head.value;
    if (!m || !shown || !up.value) return;
    const older = m.heads.filter((h) => isComparable(h, shown));
    // Failed and cancelled runs are compared with nothing: behind many of them there may still be one that is.
    const near = [...older.slice(0, COMPARED), ...older.filter((h) => h.status === 'success').slice(0, COMPARED)];
    const pinned = m.heads.filter((h) => h.pinned && h.workflow.id === shown.workflow.id).slice(0, COMPARED);
    const ids = new Set([...[shown, ...near, ...pinned].map((h) => h.id), ...also.value]);
    const wanted = [...ids].filter((id) => !m.runs.has(id) && !asked.has(id));
    for (const id of wanted) asked.add(id);
    // Each portion goes in as it comes: a change told between two of them would be lost under an older whole.
    for (let i = 0; i < wanted.length; i += PANEL_LIMITS.fetchedRuns)
      void fetchPortion(wanted.slice(i, i + PANEL_LIMITS.fetchedRuns));
  });
  async function fetchPortion(portion: readonly string[]): Promise<void> {
    const reply = await fetchRuns(portion);
    // What the background did not know stays asked for, or each delta would ask again.
    for (const id of reply.ok ? reply.value.map((r) => r.id) : portion) asked.delete(id);
    const now = mirror.peek();
    if (reply.ok && now) mirror.value = addRuns(now, reply.value);
  }
}

function isComparable(h: RunHead, shown: RunHead): boolean {
  return (
    h.startUs < shown.startUs &&
    h.origin === shown.origin &&
    h.workflow.id === shown.workflow.id &&
    h.graphHash === shown.graphHash
  );
}

/** Ticks with the layout rate while the run goes (once a second when motion is unwelcome), then stands at its end. */
function runningClock(
  host: PanelHost,
  run: ReadonlySignal<Run | undefined>,
  live: ReadonlySignal<boolean>,
): ReadonlySignal<number> {
  const wall = signal(host.clock.now());
  // Asked at each tick: it may be changed while the panel is open.
  const calm = globalThis.matchMedia?.('(prefers-reduced-motion: reduce)');
  effect(() => {
    if (!live.value) return;
    let cancel: () => void = () => {};
    const pace = createPace(host.clock, RELAYOUT_MS);
    const tick = (): void => {
      pace.begin();
      wall.value = host.clock.now();
      cancel = host.clock.after(Math.max(calm?.matches ? 1000 : 0, pace.ms), tick);
    };
    tick();
    return () => cancel();
  });
  return computed(() => {
    const r = run.value;
    if (!r) return 0;
    const seen = lastSeen(r);
    return live.value ? Math.max(seen, wall.value * 1000 - (r.clockOffsetUs ?? 0)) : seen;
  });
}

/** The latest instant the run tells of. */
export function lastSeen(run: Run): number {
  let last = Math.max(run.startUs, run.endUs ?? run.startUs);
  for (const n of run.nodes) last = Math.max(last, n.endUs ?? n.startUs ?? last);
  return last;
}

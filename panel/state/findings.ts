/** What the analysis says about the run shown, read through the library's own interface and again as the run changes. */
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import {
  type Analysis,
  costOf,
  type EngineOverrides,
  type Eta,
  etaOf,
  type Findings as Found,
  findings as findingsOf,
  type RunCost,
} from '../../src/analysis/index.ts';
import { nodeKey } from '../../src/drawing/rows.ts';
import { NO_PRICES } from '../../src/model/price.ts';
import { isOver, type Run } from '../../src/model/run.ts';
import { micros } from '../../src/model/time.ts';
import { createReader } from '../../src/profiler/reader.ts';
import type { PanelState } from './panel-state.ts';
import { throttled } from './throttle.ts';

export interface Findings {
  /** Undefined without a run, and for a large one until its picture has been drawn. */
  readonly analysis: ReadonlySignal<Analysis | undefined>;
  /** Findings, those that the user dismissed apart, and the run against its history. */
  readonly found: ReadonlySignal<Found>;
  /** When a run that goes on will probably be over. */
  readonly eta: ReadonlySignal<Eta | undefined>;
  /** When what has not begun will probably work, by node key; estimated. */
  readonly expected: ReadonlySignal<ReadonlyMap<string, { readonly startUs: number; readonly endUs: number }>>;
  /** What the run cost, as sent and as estimated with the user's prices. */
  readonly cost: ReadonlySignal<RunCost>;
  /** Keys of the node instances on the critical path, in order of time. */
  readonly path: ReadonlySignal<readonly string[]>;
  readonly critical: ReadonlySignal<ReadonlySet<string>>;
  /** The user's own engines. */
  readonly engines: ReadonlySignal<EngineOverrides>;
  /** Analyses of finished runs, each made once. */
  analysisOf(run: Run): Analysis | undefined;
}

/** Of a run of more nodes that goes on, only the clock asks for an analysis: with each picture it took 2.6 of 10 s at 5 000 nodes. */
const AT_ONCE_NODES = 1_000;

/** While a run goes its numbers move with the clock; reading them twice a second is enough. */
const CLOCK_MS = 500;

/** Of a large run that is over: 100 000 nodes take more than a second, and its picture is not to wait for them. */
const isLarge = (run: Run | string | undefined): run is Run =>
  typeof run === 'object' && run.nodes.length > AT_ONCE_NODES && isOver(run.status);

/** The run shown, if large, once its picture has been drawn. */
function afterPicture({ run, host }: PanelState): ReadonlySignal<Run | undefined> {
  const drawn = signal<Run | undefined>(undefined);
  effect(() => {
    const shown = run.value;
    return isLarge(shown) ? host.afterPicture(() => (drawn.value = shown)) : undefined;
  });
  return drawn;
}

const NOTHING: Found = { against: undefined, shown: [], dismissed: [] };
const FREE: RunCost = { nodes: [], measured: [] };

export function createFindings(state: PanelState): Findings {
  // One object until the settings change: the reader takes another one for another description.
  const engines = computed((): EngineOverrides => {
    const { engines: own = {}, mappings = [] } = state.settings.value ?? {};
    return { ...own, named: new Map(mappings.flatMap((m) => (m.engine ? [[m.name, m.engine]] : []))) };
  });
  const reader = createReader(state.store, {
    now: () => micros(state.nowUs.peek()),
    engines: () => engines.peek(),
  });
  const now = throttled(state.nowUs, CLOCK_MS, state.host.clock, () => false);
  // Of a large run that goes on its id, which stays the same until it is over.
  const which = computed(() => {
    const run = state.run.value;
    return run && run.nodes.length > AT_ONCE_NODES && !isOver(run.status) ? run.id : run;
  });
  const pictured = afterPicture(state);
  let analysedId: string | undefined;
  // Untracked: the store changes with each message, `run` at most twenty times a second.
  const analysis = computed(() => {
    const w = which.value;
    // One that was analysed while it went on goes on being shown as it was a moment ago.
    if (isLarge(w) && w.id !== analysedId && pictured.value !== w) return undefined;
    now.value;
    engines.value;
    const runId = typeof w === 'string' ? w : w?.id;
    analysedId = runId;
    return runId === undefined ? undefined : untracked(() => reader.getAnalysis({ runId }));
  });
  const share = computed(() => state.settings.value?.regressionShare ?? 0.2);
  const gone = computed(() => new Set(state.settings.value?.dismissed));
  const found = computed(() => {
    const a = analysis.value;
    // An older run that arrives, or another limit, changes the verdict of a run that does not change any more.
    state.known.value;
    const options = { share: share.value, dismissed: gone.value };
    return a ? untracked(() => findingsOf(a, state.store.runs(), options)) : NOTHING;
  });
  const eta = computed(() => {
    const a = analysis.value;
    if (!a || !state.live.value) return undefined;
    const at = now.value;
    return untracked(() => etaOf(a.run, state.finished.runs(), at, engines.peek()));
  });
  const expected = computed(
    (): Findings['expected']['value'] => new Map(eta.value?.expected.map((e) => [nodeKey(e), e])),
  );
  const prices = computed(() => state.settings.value?.prices ?? NO_PRICES);
  const cost = computed(() => {
    const a = analysis.value;
    return a ? costOf(a.run, prices.value) : FREE;
  });
  const path = computed(() => {
    const a = analysis.value;
    return (a?.path.nodes ?? []).flatMap((i) => {
      const node = a?.run.nodes[i];
      return node ? [nodeKey(node)] : [];
    });
  });
  return {
    analysis,
    found,
    eta,
    expected,
    cost,
    path,
    critical: computed(() => new Set(path.value)),
    engines,
    analysisOf: (run) => reader.getAnalysis({ runId: run.id }),
  };
}

/** What the analysis says about the run shown, read through the library's own interface and again as the run changes. */
import { computed, type ReadonlySignal, untracked } from '@preact/signals';
import type { Analysis, EngineOverrides, Insight } from '../../src/analysis/index.ts';
import { nodeKey } from '../../src/drawing/rows.ts';
import { micros } from '../../src/model/time.ts';
import { createReader } from '../../src/profiler/reader.ts';
import type { PanelState } from './panel-state.ts';
import { throttled } from './throttle.ts';

export interface Findings {
  readonly analysis: ReadonlySignal<Analysis | undefined>;
  /** At most five, most severe first. */
  readonly insights: ReadonlySignal<readonly Insight[]>;
  /** Keys of the node instances on the critical path, in order of time. */
  readonly path: ReadonlySignal<readonly string[]>;
  readonly critical: ReadonlySignal<ReadonlySet<string>>;
}

/** While a run goes its numbers move with the clock; reading them twice a second is enough. */
const CLOCK_MS = 500;

export function createFindings(state: PanelState): Findings {
  // One object until the settings change: the reader takes another one for another description.
  const engines = computed((): EngineOverrides => {
    const { engines: own = {}, mappings = [] } = state.settings.value ?? {};
    return { ...own, named: new Map(mappings.flatMap((m) => (m.engine ? [[m.name, m.engine]] : []))) };
  });
  const reader = createReader(state.store, {
    now: () => micros(state.nowUs.peek()),
    regressionShare: () => state.settings.peek()?.regressionShare ?? 0.2,
    engines: () => engines.peek(),
  });
  const now = throttled(state.nowUs, CLOCK_MS, state.host.clock, () => false);
  const which = computed(() => {
    now.value;
    const id = state.run.value?.id;
    return id === undefined ? undefined : { runId: id };
  });
  // Untracked: the store changes with each message, `run` at most ten times a second.
  const analysis = computed(() => {
    const w = which.value;
    engines.value;
    return w && untracked(() => reader.getAnalysis(w));
  });
  const insights = computed(() => {
    const w = which.value;
    // An older run that arrives, or another limit, changes the verdict of a run that does not change any more.
    state.known.value;
    state.settings.value?.regressionShare;
    return w ? untracked(() => reader.getPerformanceInsights(undefined, w)) : [];
  });
  const path = computed(() => {
    const a = analysis.value;
    return (a?.path.nodes ?? []).flatMap((i) => {
      const node = a?.run.nodes[i];
      return node ? [nodeKey(node)] : [];
    });
  });
  return { analysis, insights, path, critical: computed(() => new Set(path.value)) };
}

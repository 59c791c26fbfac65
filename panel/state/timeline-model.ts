/** Which rows and which span of time the timeline shows, and how both move. */
import { computed, type ReadonlySignal } from '@preact/signals';
import { lanesOf } from '../../src/analysis/index.ts';
import { lanesFrom } from '../../src/drawing/lanes.ts';
import { layoutRows, nodeKey, type Row, type Rows, startedKeys } from '../../src/drawing/rows.ts';
import { clampView, fitLive, fitRun, pan, type View, zoom } from '../../src/drawing/view.ts';
import type { NodeRun } from '../../src/model/run.ts';
import type { Findings } from './findings.ts';
import type { PanelState } from './panel-state.ts';
import { lastSeen } from './panel-state.ts';
import type { Ui } from './ui.ts';

export interface TimelineModel {
  readonly layout: ReadonlySignal<Rows>;
  /** Keys that the filter lets through; undefined: all. */
  readonly filtered: ReadonlySignal<ReadonlySet<string> | undefined>;
  /** The run packed into lanes, for the other way to look at it. */
  readonly lanes: ReadonlySignal<readonly (readonly NodeRun[])[]>;
  /** The rows on screen: without the quiet ones while those are folded. */
  readonly rows: ReadonlySignal<readonly Row[]>;
  /** The whole run, and the part of it in view. */
  readonly whole: ReadonlySignal<View>;
  readonly view: ReadonlySignal<View>;
  /** The row of what is selected, with the instance that is meant: of a loop that is put away perhaps one of its rounds. */
  readonly selected: ReadonlySignal<Row | undefined>;
  /** `factor` > 1 shows less time; `aroundUs` keeps its place (the middle by default). */
  zoomBy(factor: number, aroundUs?: number): void;
  /** By a share of the view's length. */
  panBy(share: number): void;
  show(view: View): void;
  /** First the selected node, then the whole run. */
  fitNext(): void;
  fitAll(): void;
  select(key: string | undefined): void;
  /** Shows or puts away what lies under a row. */
  toggle(key: string): void;
  /** Next (1) or previous (-1) row, among all or among those on the critical path. */
  step(by: 1 | -1, along: 'rows' | 'path'): void;
}

export function createTimelineModel(
  state: PanelState,
  ui: Ui,
  findings: Findings,
  /** Keys that the filter lets through; undefined: all. */
  filtered: ReadonlySignal<ReadonlySet<string> | undefined>,
): TimelineModel {
  const layout = stableLayout(state, ui, filtered);
  const lanes = computed(() => {
    const analysis = findings.analysis.value;
    if (!analysis || ui.mode.value !== 'lanes') return [];
    const { of, count } = lanesOf(analysis.net);
    return lanesFrom(analysis.run.nodes, of, count);
  });
  const rows = computed(() => {
    const { rows, quiet } = layout.value;
    return ui.quietOpen.value ? rows : rows.slice(0, rows.length - quiet);
  });
  const whole = computed((): View => {
    const run = state.run.value;
    if (!run) return { fromUs: 0, toUs: 1 };
    // With room for what is still to come, where past runs tell how long that will be.
    const untilUs = Math.max(state.nowUs.value, findings.eta.value?.likelyUs ?? 0);
    if (state.live.value) return fitLive(run.startUs, untilUs - run.startUs);
    return fitRun(run.startUs, lastSeen(run));
  });
  const view = computed(() => ui.view.value ?? whole.value);
  const selected = computed((): Row | undefined => {
    const key = ui.selected.value;
    const { rows, placeOf, nodes } = layout.value;
    const row = key === undefined ? undefined : rows[placeOf.get(key) ?? -1];
    const node = key === undefined ? undefined : nodes.get(key);
    if (!row || row.key === key || !node) return row;
    const { fold: _strip, ...plain } = row;
    return { ...plain, key: nodeKey(node), node };
  });

  const show = (next: View): void => {
    const clamped = clampView(next, whole.peek());
    const all = whole.peek();
    // Back at the whole run means following it again.
    ui.view.value = clamped.fromUs <= all.fromUs && clamped.toUs >= all.toUs ? undefined : clamped;
  };
  const select = (key: string | undefined): void => {
    ui.selected.value = key;
    const { rows, placeOf } = layout.peek();
    const row = key === undefined ? undefined : rows[placeOf.get(key) ?? -1];
    if (row?.kind === 'quiet') ui.quietOpen.value = true;
    ui.reveal.value++;
  };

  return {
    layout,
    filtered,
    lanes,
    rows,
    whole,
    view,
    selected,
    show,
    select,
    toggle: (key) => {
      const next = new Set(ui.toggled.peek());
      if (!next.delete(key)) next.add(key);
      ui.toggled.value = next;
    },
    zoomBy: (factor, aroundUs) => {
      const v = view.peek();
      show(zoom(v, factor, aroundUs ?? (v.fromUs + v.toUs) / 2, whole.peek()));
    },
    panBy: (share) => show(pan(view.peek(), share, whole.peek())),
    fitAll: () => {
      ui.view.value = undefined;
    },
    fitNext: () => {
      const node = selected.peek()?.node;
      const target =
        node?.startUs === undefined
          ? undefined
          : around(node.readyUs ?? node.startUs, node.endUs ?? state.nowUs.peek());
      const now = ui.view.peek();
      const there = target && now && Math.abs(now.fromUs - clampView(target, whole.peek()).fromUs) < 1;
      if (target && !there) show(target);
      else ui.view.value = undefined;
    },
    step: (by, along) => {
      const keys = along === 'path' ? findings.path.peek() : rows.peek().map((r) => r.key);
      const at = keys.indexOf(ui.selected.peek() ?? '');
      const next = at < 0 ? (by > 0 ? 0 : keys.length - 1) : Math.min(Math.max(at + by, 0), keys.length - 1);
      if (keys[next] !== undefined) select(keys[next]);
    },
  };
}

/** A node's span with a third of its length at each side. */
function around(fromUs: number, toUs: number): View {
  const margin = Math.max((toUs - fromUs) / 3, 100);
  return { fromUs: fromUs - margin, toUs: toUs + margin };
}

/** Rows of the run shown; rows seen while it went keep their places as long as it is shown. */
function stableLayout(
  state: PanelState,
  ui: Ui,
  filtered: ReadonlySignal<ReadonlySet<string> | undefined>,
): ReadonlySignal<Rows> {
  let id: string | undefined;
  let shown: readonly string[] = [];
  return computed(() => {
    const run = state.run.value;
    if (!run) return { rows: [], placeOf: new Map(), nodes: new Map(), quiet: 0, quietWords: '' };
    if (run.id !== id) shown = [];
    id = run.id;
    const only = filtered.value;
    const layout = layoutRows(run, { shown, toggled: ui.toggled.value, ...(only && { only }) });
    // What a filter hides for a while has kept its place when it comes back.
    if (!only) shown = startedKeys(layout);
    return layout;
  });
}

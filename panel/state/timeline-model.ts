/** Which rows and which span of time the timeline shows, and how both move. */
import { computed, type ReadonlySignal } from '@preact/signals';
import { layoutRows, type Row, type Rows, startedKeys } from '../../src/drawing/rows.ts';
import { clampView, fitLive, fitRun, pan, type View, zoom } from '../../src/drawing/view.ts';
import type { Findings } from './findings.ts';
import type { PanelState } from './panel-state.ts';
import { lastSeen } from './panel-state.ts';
import type { Ui } from './ui.ts';

export interface TimelineModel {
  readonly layout: ReadonlySignal<Rows>;
  /** The rows on screen: without the quiet ones while those are folded. */
  readonly rows: ReadonlySignal<readonly Row[]>;
  /** The whole run, and the part of it in view. */
  readonly whole: ReadonlySignal<View>;
  readonly view: ReadonlySignal<View>;
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
  /** Next (1) or previous (-1) row, among all or among those on the critical path. */
  step(by: 1 | -1, along: 'rows' | 'path'): void;
}

export function createTimelineModel(state: PanelState, ui: Ui, findings: Findings): TimelineModel {
  const layout = stableLayout(state);
  const rows = computed(() => {
    const { rows, quiet } = layout.value;
    return ui.quietOpen.value ? rows : rows.slice(0, rows.length - quiet);
  });
  const whole = computed((): View => {
    const run = state.run.value;
    if (!run) return { fromUs: 0, toUs: 1 };
    if (state.live.value) return fitLive(run.startUs, state.nowUs.value - run.startUs);
    return fitRun(run.startUs, lastSeen(run));
  });
  const view = computed(() => ui.view.value ?? whole.value);
  const selected = computed(() => layout.value.rows.find((r) => r.key === ui.selected.value));

  const show = (next: View): void => {
    const clamped = clampView(next, whole.peek());
    const all = whole.peek();
    // Back at the whole run means following it again.
    ui.view.value = clamped.fromUs <= all.fromUs && clamped.toUs >= all.toUs ? undefined : clamped;
  };
  const select = (key: string | undefined): void => {
    ui.selected.value = key;
    const row = layout.peek().rows.find((r) => r.key === key);
    if (row?.kind === 'quiet') ui.quietOpen.value = true;
    ui.reveal.value++;
  };

  return {
    layout,
    rows,
    whole,
    view,
    selected,
    show,
    select,
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
function stableLayout(state: PanelState): ReadonlySignal<Rows> {
  let id: string | undefined;
  let shown: readonly string[] = [];
  return computed(() => {
    const run = state.run.value;
    if (!run) return { rows: [], quiet: 0, quietWords: '' };
    if (run.id !== id) shown = [];
    id = run.id;
    const layout = layoutRows(run, shown);
    shown = startedKeys(layout);
    return layout;
  });
}

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { laneDraws } from '../../src/drawing/lanes.ts';
import { ROW_HEIGHT, visibleRows } from '../../src/drawing/rows.ts';
import { axisDraws, timelineDraws } from '../../src/drawing/timeline.ts';
import { isStatusOnly } from '../../src/model/run.ts';
import { createMeasure } from '../paint/measure.ts';
import { PaintedCanvas } from '../paint/painted-canvas.tsx';
import { readTheme } from '../paint/theme.ts';
import { usePanel } from '../state/context.ts';
import { lensOf } from '../state/lens.ts';
import { pathWaits } from '../state/path-waits.ts';
import { Icon } from './icons.tsx';
import { LaneNames } from './lane-names.tsx';
import { Overview } from './overview.tsx';
import { RowNames } from './row-names.tsx';
import { Tooltip } from './tooltip.tsx';
import { usePointer } from './use-pointer.ts';
import { useSize } from './use-size.ts';

const AXIS_HEIGHT = 20;

/** Waterfall of the run: names at the left (a list for keyboard and screen reader), bars on a canvas at the right. */
export function Timeline(): JSX.Element {
  const panel = usePanel();
  const { state, ui, findings, timeline } = panel;
  const scroller = useRef<HTMLDivElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const scrollTop = useSignal(0);
  const box = useSize(scroller);
  const size = useSize(track);
  const measure = useMemo(() => createMeasure(readTheme(document.documentElement).font), []);

  const laned = ui.mode.value === 'lanes';
  const count = useComputed(() =>
    ui.mode.value === 'lanes' ? timeline.lanes.value.length : timeline.rows.value.length,
  );
  const range = useComputed(() => visibleRows(count.value, ROW_HEIGHT, scrollTop.value, box.value.height));
  const waits = useComputed(() => {
    const analysis = findings.analysis.value;
    return analysis ? pathWaits(analysis) : new Map();
  });
  const lens = useComputed(() => {
    const analysis = findings.analysis.value;
    return analysis && lensOf(ui.lens.value, analysis, findings.cost.value);
  });
  const base = useComputed(() => ({
    view: timeline.view.value,
    width: size.value.width,
    nowUs: state.nowUs.value,
    live: state.live.value,
    resolutionUs: state.run.value?.resolutionUs ?? 0,
    originUs: state.run.value?.startUs ?? 0,
    measure,
  }));
  const bars = useComputed(() => {
    const run = state.run.value;
    const { first, last } = range.value;
    // Grid lines reach down to the foot of the timeline when the rows do not.
    const height = Math.max((last - first) * ROW_HEIGHT, first === 0 ? box.value.height - AXIS_HEIGHT - 1 : 0);
    const { placeOf, nodes } = timeline.layout.value;
    const only = timeline.filtered.value;
    const scene = {
      ...base.value,
      first,
      last,
      height,
      rowHeight: ROW_HEIGHT,
      critical: findings.critical.value,
      path: findings.path.value,
      pathWaits: waits.value,
      edges: run?.edges ?? [],
      gaps: run?.gaps ?? [],
      expected: findings.expected.value,
      ...(lens.value && { lens: lens.value }),
      ...(only && { only }),
      ...(ui.selected.value !== undefined && { selected: ui.selected.value }),
      ...(ui.hovered.value !== undefined && { hovered: ui.hovered.value }),
    };
    const list =
      ui.mode.value === 'lanes'
        ? laneDraws({ ...scene, lanes: timeline.lanes.value })
        : timelineDraws({ ...scene, rows: timeline.rows.value, placeOf, nodes });
    return { list, width: base.value.width, height, top: first * ROW_HEIGHT };
  });
  const axis = useComputed(() => ({
    list: axisDraws(base.value, AXIS_HEIGHT),
    width: base.value.width,
    height: AXIS_HEIGHT,
  }));

  const pointer = usePointer(track, base, timeline, ui);
  useReveal(scroller);

  const { quiet, quietWords } = timeline.layout.value;
  const silent = state.run.value !== undefined && isStatusOnly(state.run.value);
  const moved = state.live.value && ui.view.value !== undefined;
  return (
    <section class="timeline" data-view="timeline" aria-label="Timeline">
      <Overview />
      <div class="tl-scroll" ref={scroller} onScroll={(e) => (scrollTop.value = e.currentTarget.scrollTop)}>
        <div class="tl-axis" style={{ height: `${AXIS_HEIGHT}px` }}>
          <div class="tl-corner">
            <span>{laned ? 'Lane' : 'Node'}</span>
            {!laned && <span class="row-type">Type</span>}
          </div>
          <div class="tl-axis-track">
            <PaintedCanvas picture={axis} />
          </div>
        </div>
        <div class="tl-body" style={{ height: `${count.value * ROW_HEIGHT}px` }}>
          {laned ? <LaneNames range={range.value} /> : <RowNames range={range.value} />}
          <div class="tl-track" ref={track} aria-hidden="true" {...pointer.handlers}>
            <PaintedCanvas picture={bars} class="tl-canvas" />
          </div>
        </div>
      </div>
      {!laned && quiet > 0 && (
        <button
          type="button"
          class="tl-quiet"
          aria-expanded={ui.quietOpen.value}
          onClick={() => (ui.quietOpen.value = !ui.quietOpen.value)}
        >
          <Icon name={ui.quietOpen.value ? 'down' : 'right'} />
          {quietWords}: no bars, they {silent ? 'did not tell when they worked' : 'did not work in this run'}
        </button>
      )}
      {moved && (
        <button type="button" class="button primary tl-jump" data-action="follow" onClick={() => timeline.fitAll()}>
          Jump to now
        </button>
      )}
      <Tooltip at={pointer.at} />
    </section>
  );

  function useReveal(ref: typeof scroller): void {
    useSignalEffect(() => {
      ui.reveal.value;
      const key = ui.selected.peek();
      const index = ui.mode.peek() === 'lanes' ? -1 : (timeline.layout.peek().placeOf.get(key ?? '') ?? -1);
      const el = ref.current;
      if (!el || index < 0) return;
      const top = index * ROW_HEIGHT;
      const height = el.clientHeight - AXIS_HEIGHT;
      if (top < el.scrollTop) el.scrollTop = top;
      else if (top + ROW_HEIGHT > el.scrollTop + height) el.scrollTop = top + ROW_HEIGHT - height;
    });
  }
}

import { type ReadonlySignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { createMeasure } from '../paint/measure.ts';
import { repaints } from '../paint/painted-canvas.tsx';
import { readTheme } from '../paint/theme.ts';
import { useSize } from '../views/use-size.ts';
import {
  BAR_PITCH,
  CHART_AXIS,
  type ChartColours,
  chartHeight,
  type DurationBar,
  durationOptions,
} from './duration-bars.ts';

interface Props {
  readonly bars: ReadonlySignal<readonly DurationBar[]>;
  readonly selected: ReadonlySignal<string | undefined>;
  readonly onSelect: (key: string) => void;
}

/** The one owner of the chart: makes it, follows data, size and theme, and destroys it (uPlot leaks otherwise). */
export function DurationChart({ bars, selected, onSelect }: Props): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  const size = useSize(ref);
  const measure = useMemo(() => createMeasure(readTheme(document.documentElement).font), []);
  const chart = useRef<{ readonly plot: uPlot; readonly look: string } | undefined>(undefined);

  useSignalEffect(() => {
    const element = ref.current;
    const { width } = size.value;
    const list = bars.value;
    selected.value;
    if (!element || width === 0) return;
    const look = `${width} ${list.length} ${repaints.value}`;
    const data: uPlot.AlignedData = [list.map((_, i) => i), list.map((b) => b.us)];
    if (chart.current?.look === look) return chart.current.plot.setData(data);
    chart.current?.plot.destroy();
    const widest = list.reduce((w, b) => Math.max(w, measure(b.name)), 40);
    const names = Math.round(Math.min(widest + 18, 240, width * 0.4));
    const options = durationOptions(
      width,
      names,
      () => bars.peek(),
      () => selected.peek(),
      coloursOf(element),
    );
    chart.current = { plot: new uPlot(options, data, element), look };
  });
  useEffect(
    () => () => {
      chart.current?.plot.destroy();
      chart.current = undefined;
    },
    [],
  );
  return (
    <div
      ref={ref}
      class="chart"
      aria-hidden="true"
      style={{ minHeight: `${chartHeight(bars.value.length)}px` }}
      onClick={(event) => {
        const top = ref.current?.getBoundingClientRect().top ?? 0;
        const bar = bars.peek()[Math.floor((event.clientY - top - CHART_AXIS) / BAR_PITCH)];
        if (bar) onSelect(bar.key);
      }}
    />
  );
}

function coloursOf(element: Element): ChartColours {
  const { colours, font } = readTheme(element);
  return {
    bar: colours['bar.success'],
    critical: colours.criticalFill,
    error: colours['bar.error'],
    text: colours.text,
    dim: colours.textDim,
    grid: colours.grid,
    selected: colours['row.selected'],
    selectedEdge: colours['row.edge'],
    font,
  };
}

import { type ReadonlySignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { repaints } from '../paint/painted-canvas.tsx';
import { readTheme } from '../paint/theme.ts';
import { useSize } from '../views/use-size.ts';
import { CURVE_HEIGHT, type CurveMarks, curveOptions } from './curve-options.ts';

interface Props extends CurveMarks {
  /** Duration of the run, microseconds, with 0, 1, ... of `points.length - 1` parts of the node's time gone. */
  readonly points: ReadonlySignal<readonly number[]>;
}

/** The what-if curve. Owns its plot: makes it, follows data, size and theme, destroys it. Hidden from readers: the slider says it. */
export function CurveChart({ points, place, knee }: Props): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  const size = useSize(ref);
  const plot = useRef<uPlot | undefined>(undefined);
  const marks = useRef<CurveMarks>({ place, knee });
  marks.current = { place, knee };
  useEffect(() => plot.current?.redraw(), [place, knee]);

  useSignalEffect(() => {
    const element = ref.current;
    const { width } = size.value;
    const list = points.value;
    repaints.value;
    plot.current?.destroy();
    plot.current = undefined;
    if (!element || width === 0 || list.length === 0) return;
    const { colours, font } = readTheme(element);
    const options = curveOptions(width, list, () => marks.current, {
      line: colours.criticalFill,
      text: colours.textDim,
      grid: colours.grid,
      mark: colours.now,
      font,
    });
    plot.current = new uPlot(options, [list.map((_, i) => i), [...list]], element);
  });
  useEffect(
    () => () => {
      plot.current?.destroy();
      plot.current = undefined;
    },
    [],
  );
  return <div ref={ref} class="chart" aria-hidden="true" style={{ minHeight: `${CURVE_HEIGHT}px` }} />;
}

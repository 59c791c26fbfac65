import { type ReadonlySignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { repaints } from '../paint/painted-canvas.tsx';
import { readTheme, type Theme } from '../paint/theme.ts';
import { useSize } from '../views/use-size.ts';

export interface Drawing {
  readonly options: uPlot.Options;
  readonly data: uPlot.AlignedData;
  /** A drawing that says the same here differs from the last one in its data only. */
  readonly same?: string;
}

interface Props {
  /** What to draw at this width with these colours; undefined: nothing. Read anew when a signal in it changes. */
  readonly draw: ReadonlySignal<(width: number, theme: Theme) => Drawing | undefined>;
  readonly height: number;
  readonly onClick?: (x: number) => void;
}

/** The one owner of a plot: makes it, follows data, size and theme, and destroys it (uPlot leaks otherwise). Hidden from readers. */
export function Plot({ draw, height, onClick }: Props): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  const size = useSize(ref);
  const plot = useRef<uPlot | undefined>(undefined);
  const look = useRef('');
  const end = (): void => {
    plot.current?.destroy();
    plot.current = undefined;
  };
  useSignalEffect(() => {
    const element = ref.current;
    const { width } = size.value;
    const make = draw.value;
    const painted = repaints.value;
    const drawing = element && width > 0 ? make(width, readTheme(element)) : undefined;
    const looks = `${width} ${painted} ${drawing?.same}`;
    if (plot.current && drawing?.same !== undefined && looks === look.current)
      return plot.current.setData(drawing.data);
    end();
    look.current = looks;
    if (element && drawing) plot.current = new uPlot(drawing.options, drawing.data, element);
  });
  useEffect(() => end, []);
  return (
    <div
      ref={ref}
      class="chart"
      aria-hidden="true"
      style={{ minHeight: `${height}px` }}
      onClick={(event) => {
        const over = plot.current?.over.getBoundingClientRect();
        if (over) onClick?.(plot.current?.posToVal(event.clientX - over.left, 'x') ?? 0);
      }}
    />
  );
}

import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { Theme } from '../paint/theme.ts';
import { HISTORY_HEIGHT, type HistoryMarks, type HistoryPoint, historyOptions } from './history-options.ts';
import { type Drawing, Plot } from './plot.tsx';

interface Props {
  readonly history: ReadonlySignal<{ readonly points: readonly HistoryPoint[]; readonly marks: HistoryMarks }>;
  /** The run of this index was clicked. */
  readonly onChoose: (index: number) => void;
}

/** Durations of runs in order of time. The same is in words and in the table beside it. */
export function HistoryChart({ history, onChoose }: Props): JSX.Element {
  const draw = useComputed(() => {
    const { points, marks } = history.value;
    return (width: number, { colours, font }: Theme): Drawing | undefined => {
      if (points.length === 0) return undefined;
      const inks = {
        line: colours['bar.success'],
        text: colours.textDim,
        grid: colours.grid,
        mark: colours.now,
        change: colours.critical,
        font,
      };
      const data: Drawing['data'] = [points.map((_, i) => i), points.map((p) => p.us)];
      return { options: historyOptions(width, points, marks, inks), data };
    };
  });
  return <Plot draw={draw} height={HISTORY_HEIGHT} onClick={(x) => onChoose(Math.round(x))} />;
}

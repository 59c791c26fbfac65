import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import uPlot from 'uplot';
import { timeTicks } from '../../src/drawing/ticks.ts';
import { readToken, type Theme } from '../paint/theme.ts';
import type { TimePart } from '../views/parallel-figures.tsx';
import { type Drawing, Plot } from './plot.tsx';

const HEIGHT = 34;
const AXIS = 18;
const BAR = 14;

/** One bar of parts that add up to the run, over an axis of its time. What the parts are stands in the list below it. */
export function StackChart({ parts }: { readonly parts: ReadonlySignal<readonly TimePart[]> }): JSX.Element {
  const draw = useComputed(() => {
    const list = parts.value;
    return (width: number, theme: Theme): Drawing | undefined => {
      if (list.length === 0) return undefined;
      const fills = list.map((part) => readToken(document.documentElement, `--part-${part.field}`));
      return {
        options: stackOptions(width, fills, theme),
        data: stackData(list),
        // The same parts with other times need no new plot: a live run gives some each second.
        same: list.map((part) => part.field).join(' '),
      };
    };
  });
  return <Plot draw={draw} height={HEIGHT} />;
}

/** Where each part ends, the last first: each is drawn from 0, so the shorter ones have to come on top. */
export function stackData(parts: readonly TimePart[]): [number[], ...number[][]] {
  let endUs = 0;
  const ends = parts.map((part) => {
    endUs += part.us;
    return [endUs];
  });
  return [[0], ...ends.reverse()];
}

/** `fills` in the order of the parts; how long the bar is it reads from the data. */
export function stackOptions(width: number, fills: readonly string[], { colours, font }: Theme): uPlot.Options {
  const paths = uPlot.paths.bars?.({ size: [1, BAR] });
  const total = (u: uPlot): number => u.data[1]?.[0] ?? 1;
  const ticks = (u: uPlot) => timeTicks({ fromUs: 0, toUs: total(u) }, u.bbox.width / devicePixelRatio, 0, 90);
  return {
    width,
    height: HEIGHT,
    padding: [0, 8, 0, 4],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, ori: 1, range: () => [-0.5, 0.5] },
      y: { ori: 0, range: (u) => [0, total(u)] },
    },
    axes: [
      { scale: 'x', side: 3, show: false },
      {
        scale: 'y',
        side: 2,
        size: AXIS,
        gap: 2,
        font,
        stroke: colours.textDim,
        ticks: { show: false, size: 0 },
        grid: { show: false },
        splits: (u) => ticks(u).map((tick) => tick.us),
        values: (u, splits) =>
          splits.map((us) => (us === 0 ? '0' : (ticks(u).find((tick) => tick.us === us)?.label ?? ''))),
      },
    ],
    series: [
      {},
      ...[...fills].reverse().map((fill) => ({
        ...(paths && { paths }),
        fill,
        // Parts of one colour, as forced colours have them, stay apart.
        stroke: colours.ground,
        width: 1,
        points: { show: false },
      })),
    ],
  };
}

import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import uPlot from 'uplot';
import { formatDuration } from '../../src/drawing/format.ts';
import type { Theme } from '../paint/theme.ts';
import { usePanel } from '../state/context.ts';
import { type Drawing, Plot } from './plot.tsx';

const HEIGHT = 92;

/** How many nodes worked at once over the run, and their mean (dashed). What it shows the tile of the average says in words. */
export function ConcurrencyChart(): JSX.Element {
  const { findings } = usePanel();
  const draw = useComputed(() => {
    const analysis = findings.analysis.value;
    return (width: number, theme: Theme): Drawing | undefined => {
      if (!analysis) return undefined;
      const { concurrency, actualUs } = analysis.parallelization;
      const from = analysis.net.window.startUs;
      const at = concurrency.profile.map((step) => step.atUs - from);
      const counts = concurrency.profile.map((step) => step.count);
      const options = concurrencyOptions(width, actualUs, concurrency, theme);
      return actualUs > 0 ? { options, data: [at, counts] } : undefined;
    };
  });
  return <Plot draw={draw} height={HEIGHT} />;
}

/** Steps from 0 to the end of the run, whole numbers upwards. */
export function concurrencyOptions(
  width: number,
  actualUs: number,
  { peak, average }: { readonly peak: number; readonly average: number },
  { colours, font }: Theme,
): uPlot.Options {
  const axis = { font, stroke: colours.textDim, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false } };
  const top = Math.max(1, peak);
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: () => [0, actualUs] }, y: { range: () => [0, top * 1.1] } },
    axes: [
      {
        ...axis,
        size: 20,
        space: 70,
        values: (_u, splits) => splits.map((us) => (us === 0 ? '0' : formatDuration(us))),
      },
      { ...axis, size: 26, space: 22, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000] },
    ],
    series: [
      {},
      {
        stroke: colours['bar.success'],
        fill: colours.area,
        width: 1.5,
        points: { show: false },
        ...(stepped ? { paths: stepped } : {}),
      },
    ],
    hooks: { draw: [(u) => drawMean(u, average, colours.text)] },
  };
}

function drawMean(u: uPlot, average: number, ink: string): void {
  const y = u.valToPos(average, 'y', true);
  u.ctx.save();
  u.ctx.strokeStyle = ink;
  u.ctx.lineWidth = devicePixelRatio;
  u.ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  u.ctx.beginPath();
  u.ctx.moveTo(u.bbox.left, y);
  u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
  u.ctx.stroke();
  u.ctx.restore();
}

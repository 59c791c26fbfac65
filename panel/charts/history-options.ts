/** Options of the chart of runs over time: how long each took, where that changed for good, and the run shown. */
import type uPlot from 'uplot';
import { formatDuration } from '../../src/drawing/format.ts';

export interface HistoryPoint {
  readonly us: number;
  /** Number of the run in the list of runs. */
  readonly number: number;
}

export interface HistoryMarks {
  /** Indices of runs from which on the duration is another one. */
  readonly changes: readonly number[];
  /** Index of the run shown. */
  readonly shown: number;
}

export interface HistoryColours {
  readonly line: string;
  readonly text: string;
  readonly grid: string;
  readonly mark: string;
  readonly change: string;
  readonly font: string;
}

export const HISTORY_HEIGHT = 120;

export function historyOptions(
  width: number,
  points: readonly HistoryPoint[],
  marks: HistoryMarks,
  colours: HistoryColours,
): uPlot.Options {
  const axis = {
    font: colours.font,
    stroke: colours.text,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: HISTORY_HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [-0.5, points.length - 0.5] },
      y: { range: () => [0, Math.max(1, ...points.map((p) => p.us)) * 1.08] },
    },
    axes: [
      {
        ...axis,
        size: 20,
        grid: { show: false },
        splits: () => spaced(points.length, Math.max(2, Math.floor(width / 56))),
        values: (_u, splits) => splits.map((i) => `#${points[i]?.number ?? ''}`),
      },
      {
        ...axis,
        size: 62,
        space: 26,
        values: (_u, splits) => splits.map((us) => (us === 0 ? '0' : formatDuration(us))),
      },
    ],
    series: [{}, { stroke: colours.line, width: 1.5, points: { show: true, size: 5, fill: colours.line } }],
    hooks: { draw: [(u) => drawMarks(u, points, marks, colours)] },
  };
}

/** At most `most` of the places from 0 to n - 1, evenly apart, the last among them. */
function spaced(n: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(n / most));
  return Array.from({ length: Math.ceil(n / step) }, (_, i) => n - 1 - i * step).reverse();
}

function drawMarks(
  u: uPlot,
  points: readonly HistoryPoint[],
  { changes, shown }: HistoryMarks,
  colours: HistoryColours,
): void {
  const { ctx } = u;
  const { top, height } = u.bbox;
  ctx.save();
  ctx.strokeStyle = colours.change;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const at of changes) {
    const x = u.valToPos(at - 0.5, 'x', true);
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
  }
  const point = points[shown];
  if (point) {
    ctx.fillStyle = colours.mark;
    ctx.beginPath();
    ctx.arc(u.valToPos(shown, 'x', true), u.valToPos(point.us, 'y', true), 4.5 * devicePixelRatio, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
}

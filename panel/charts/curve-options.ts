/** Options of the what-if curve: how long the run takes over how much of a node's time is gone. */
import type uPlot from 'uplot';
import { formatDuration, sig3 } from '../../src/drawing/format.ts';

export interface CurveMarks {
  /** Point of the slider. */
  readonly place: number;
  /** Share of the node's time beyond which nothing is gained; undefined where all counts. */
  readonly knee: number | undefined;
}

export interface CurveColours {
  readonly line: string;
  readonly text: string;
  readonly grid: string;
  readonly mark: string;
  readonly font: string;
}

export const CURVE_HEIGHT = 132;

/** `points` in microseconds; `marks` is read anew at each drawing. */
export function curveOptions(
  width: number,
  points: readonly number[],
  marks: () => CurveMarks,
  colours: CurveColours,
): uPlot.Options {
  const last = Math.max(1, points.length - 1);
  const axis = {
    font: colours.font,
    stroke: colours.text,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: CURVE_HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [0, last] },
      // From zero: a curve that is cut below makes small gains look large.
      y: { range: () => [0, Math.max(1, ...points) * 1.05] },
    },
    axes: [
      {
        ...axis,
        size: 22,
        splits: () => [0, last / 2, last * (2 / 3), last * 0.8, last],
        values: (_u, splits) => splits.map((p) => speedWords(1 - p / last)),
      },
      {
        ...axis,
        size: 62,
        space: 26,
        values: (_u, splits) => splits.map((us) => (us === 0 ? '0' : formatDuration(us))),
      },
    ],
    series: [{}, { stroke: colours.line, width: 2, points: { show: false } }],
    hooks: { draw: [(u) => drawMarks(u, points, marks(), colours)] },
  };
}

/** Of the share of its time that is left. */
function speedWords(left: number): string {
  return left < 1e-9 ? 'instant' : `${sig3(1 / left).replace(/\.?0+$/, '')}×`;
}

function drawMarks(u: uPlot, points: readonly number[], { place, knee }: CurveMarks, colours: CurveColours): void {
  const { ctx } = u;
  const { top, height } = u.bbox;
  ctx.save();
  if (knee !== undefined && knee > 0) {
    const x = u.valToPos(knee * (points.length - 1), 'x', true);
    ctx.strokeStyle = colours.text;
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
  }
  const us = points[place];
  if (us !== undefined) {
    ctx.fillStyle = colours.mark;
    ctx.beginPath();
    ctx.arc(u.valToPos(place, 'x', true), u.valToPos(us, 'y', true), 4 * devicePixelRatio, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
}

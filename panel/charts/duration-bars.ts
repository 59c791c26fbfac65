/** Options of the chart of node times: one horizontal bar a node, longest at the top, its name at the left. */
import uPlot from 'uplot';
import { timeTicks } from '../../src/drawing/ticks.ts';

export interface DurationBar {
  readonly key: string;
  readonly name: string;
  readonly us: number;
  /** The duration as it is written beside the bar. */
  readonly label: string;
  readonly critical: boolean;
  readonly failed: boolean;
  /** Over the runs before, microseconds. */
  readonly spread?: { readonly lowUs: number; readonly medianUs: number; readonly highUs: number };
}

export interface ChartColours {
  readonly bar: string;
  readonly critical: string;
  readonly error: string;
  readonly text: string;
  readonly dim: string;
  readonly grid: string;
  readonly selected: string;
  readonly selectedEdge: string;
  readonly font: string;
}

/** Height of one bar with its gap, CSS pixels. */
export const BAR_PITCH = 18;
/** Height of the time axis above the bars. */
export const CHART_AXIS = 20;

/** Height of a chart of `n` bars, CSS pixels. */
export function chartHeight(n: number): number {
  return n * BAR_PITCH + CHART_AXIS;
}

// Values of uPlot's const enums, which isolated modules cannot inline.
const COLOUR = 3 as uPlot.Series.BarsPathBuilderFacetUnit.Color;
const DISCRETE = 2 as uPlot.Series.BarsPathBuilderFacetKind.Discrete;

/** Bars and what is written beside them; `bars` and `selected` are read anew at each drawing. */
export function durationOptions(
  width: number,
  names: number,
  bars: () => readonly DurationBar[],
  selected: () => string | undefined,
  colours: ChartColours,
): uPlot.Options {
  const count = bars().length;
  const colourOf = (b: DurationBar): string => (b.failed ? colours.error : b.critical ? colours.critical : colours.bar);
  const paths = uPlot.paths.bars?.({
    size: [0.66, 13],
    disp: { fill: { unit: COLOUR, kind: DISCRETE, values: () => bars().map(colourOf) } },
  });
  return {
    width,
    height: chartHeight(count),
    padding: [0, 64, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, ori: 1, dir: -1, range: () => [-0.5, Math.max(bars().length, 1) - 0.5] },
      y: {
        ori: 0,
        range: () => [0, Math.max(1000, ...bars().map((b) => Math.max(b.us, b.spread?.highUs ?? 0))) * 1.01],
      },
    },
    axes: [
      {
        scale: 'x',
        side: 3,
        size: names,
        gap: 8,
        font: colours.font,
        stroke: colours.text,
        ticks: { show: false, size: 0 },
        grid: { show: false },
        // Only the room: uPlot keeps an axis' words until its scale changes, so in a live run a new order of bars would
        // stand beside old names. `drawWords` writes them.
        values: (_u, splits) => splits.map(() => ''),
      },
      {
        scale: 'y',
        side: 0,
        size: CHART_AXIS,
        gap: 4,
        font: colours.font,
        stroke: colours.dim,
        ticks: { show: false, size: 0 },
        grid: { stroke: colours.grid, width: 1 },
        splits: (u, _axis, min, max) =>
          timeTicks({ fromUs: min, toUs: max }, u.bbox.width / devicePixelRatio, 0, 90).map((t) => t.us),
        values: (u, splits) => {
          const [min = 0, max = 1] = [u.scales.y?.min, u.scales.y?.max];
          const ticks = timeTicks({ fromUs: min, toUs: max }, u.bbox.width / devicePixelRatio, 0, 90);
          return splits.map((us) => ticks.find((t) => t.us === us)?.label ?? '');
        },
      },
    ],
    series: [
      {},
      { ...(paths && { paths }), stroke: 'transparent', width: 0, fill: colours.bar, points: { show: false } },
    ],
    hooks: {
      drawClear: [(u) => drawSelected(u, bars(), selected(), colours)],
      draw: [(u) => drawWords(u, bars(), names, colours)],
    },
  };
}

/** A name that fits, with an ellipsis when it had to be cut. Widths are canvas pixels. */
function clip(ctx: CanvasRenderingContext2D, name: string, width: number): string {
  if (ctx.measureText(name).width <= width) return name;
  let n = name.length;
  while (n > 1 && ctx.measureText(`${name.slice(0, n)}…`).width > width) n--;
  return `${name.slice(0, n)}…`;
}

function drawSelected(u: uPlot, bars: readonly DurationBar[], key: string | undefined, colours: ChartColours): void {
  const i = bars.findIndex((b) => b.key === key);
  if (i < 0) return;
  const pitch = u.bbox.height / bars.length;
  u.ctx.fillStyle = colours.selected;
  u.ctx.fillRect(0, u.bbox.top + i * pitch, u.ctx.canvas.width, pitch);
  u.ctx.strokeStyle = colours.selectedEdge;
  u.ctx.lineWidth = devicePixelRatio;
  const inset = u.ctx.lineWidth / 2;
  u.ctx.strokeRect(inset, u.bbox.top + i * pitch + inset, u.ctx.canvas.width - 2 * inset, pitch - 2 * inset);
}

/** Each bar's name at its left and its duration at its right, from the same list as the bar. */
function drawWords(u: uPlot, bars: readonly DurationBar[], names: number, colours: ChartColours): void {
  const { ctx } = u;
  ctx.save();
  ctx.font = scaled(colours.font);
  ctx.textBaseline = 'middle';
  bars.forEach((b, i) => {
    const y = u.valToPos(i, 'x', true);
    if (b.spread) drawSpread(u, b.spread, y, colours);
    ctx.textAlign = 'right';
    ctx.fillStyle = colours.text;
    ctx.fillText(clip(ctx, b.name, (names - 16) * devicePixelRatio), u.bbox.left - 8 * devicePixelRatio, y);
    ctx.textAlign = 'left';
    ctx.fillStyle = colours.dim;
    const end = Math.max(b.us, b.spread?.highUs ?? 0);
    ctx.fillText(b.label, u.valToPos(end, 'y', true) + 6 * devicePixelRatio, y);
  });
  ctx.restore();
}

/** Least to greatest over the runs before as a line, their median as a mark across the bar. */
function drawSpread(u: uPlot, spread: NonNullable<DurationBar['spread']>, y: number, colours: ChartColours): void {
  const { ctx } = u;
  const x = (us: number): number => u.valToPos(us, 'y', true);
  ctx.strokeStyle = colours.text;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x(spread.lowUs), y);
  ctx.lineTo(x(spread.highUs), y);
  for (const [us, half] of [
    [spread.lowUs, 2],
    [spread.medianUs, 5],
    [spread.highUs, 2],
  ] as const) {
    ctx.moveTo(x(us), y - half * devicePixelRatio);
    ctx.lineTo(x(us), y + half * devicePixelRatio);
  }
  ctx.stroke();
}

/** uPlot's canvas is in device pixels. */
function scaled(font: string): string {
  return font.replace(/(\d+(\.\d+)?)px/, (_, px: string) => `${Number(px) * devicePixelRatio}px`);
}

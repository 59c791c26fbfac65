import type { Draw, Pattern } from '../../src/drawing/draw.ts';
import { PANEL_LIMITS } from '../../src/model/limits.ts';
import type { Theme } from './theme.ts';

/** Side of a pattern's tile, CSS pixels. */
const TILE = 6;

const tiles = new Map<string, CanvasPattern>();

/** Repeating tile of a pattern in one colour, drawn once per (pattern, colour, density). */
function patternOf(
  ctx: CanvasRenderingContext2D,
  pattern: Pattern,
  colour: string,
  density: number,
): CanvasPattern | string {
  const key = `${pattern} ${colour} ${density}`;
  const known = tiles.get(key);
  if (known) return known;
  const canvas = document.createElement('canvas');
  const side = Math.max(1, Math.round(TILE * density));
  canvas.width = side;
  canvas.height = side;
  const c = canvas.getContext('2d');
  if (c) drawTile(c, pattern, colour, side);
  const made = ctx.createPattern(canvas, 'repeat');
  if (!made) return 'transparent';
  made.setTransform(new DOMMatrix().scale(TILE / side));
  if (tiles.size >= PANEL_LIMITS.patternTiles) tiles.clear();
  tiles.set(key, made);
  return made;
}

function drawTile(c: CanvasRenderingContext2D, pattern: Pattern, colour: string, side: number): void {
  c.strokeStyle = colour;
  c.fillStyle = colour;
  c.globalAlpha = 0.42;
  c.lineWidth = side / 5;
  const line = (x0: number, y0: number, x1: number, y1: number): void => {
    c.beginPath();
    c.moveTo(x0 * side, y0 * side);
    c.lineTo(x1 * side, y1 * side);
    c.stroke();
  };
  if (pattern === 'diagonal' || pattern === 'cross') {
    // Drawn over the corners too, so that the tile repeats without seams.
    for (const d of [-1, 0, 1]) line(d - 0.25, 1.25, d + 1.25, -0.25);
  }
  if (pattern === 'cross') for (const d of [-1, 0, 1]) line(d - 0.25, -0.25, d + 1.25, 1.25);
  if (pattern === 'stripes') c.fillRect(0, 0, side / 3, side);
  if (pattern === 'dots') c.fillRect(side / 4, side / 4, side / 2.5, side / 2.5);
}

/** Paints a draw list on a canvas of `width` x `height` CSS pixels at `density` device pixels each. */
export function paint(
  canvas: HTMLCanvasElement,
  list: readonly Draw[],
  theme: Theme,
  width: number,
  height: number,
  density: number,
): void {
  const w = Math.max(1, Math.round(width * density));
  const h = Math.max(1, Math.round(height * density));
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const ctx = canvas.getContext('2d');
  if (!ctx) return;
  ctx.setTransform(density, 0, 0, density, 0, 0);
  ctx.clearRect(0, 0, width, height);
  ctx.textBaseline = 'middle';
  for (const d of list) paintOne(ctx, d, theme, density);
}

function paintOne(ctx: CanvasRenderingContext2D, d: Draw, theme: Theme, density: number): void {
  const colour = theme.colours[d.ink];
  switch (d.op) {
    case 'rect':
      ctx.fillStyle = colour;
      if (d.r && d.w >= 4) {
        ctx.beginPath();
        ctx.roundRect(d.x, d.y, d.w, d.h, d.r);
        ctx.fill();
      } else ctx.fillRect(d.x, d.y, d.w, d.h);
      break;
    case 'pattern':
      ctx.fillStyle = patternOf(ctx, d.pattern, colour, density);
      ctx.fillRect(d.x, d.y, d.w, d.h);
      break;
    case 'box':
      paintBox(ctx, d, colour);
      break;
    case 'line':
    case 'area':
      paintPoints(ctx, d, colour);
      break;
    case 'text':
      ctx.font = d.bold ? theme.bold : theme.font;
      ctx.textAlign = d.align;
      ctx.fillStyle = colour;
      // Half a pixel lower looks centred: 'middle' counts descenders.
      ctx.fillText(d.text, d.x, d.y + 0.5);
      break;
  }
}

/** The line lies inside the box, so that a box around a bar is as large as the bar. */
function paintBox(ctx: CanvasRenderingContext2D, d: Extract<Draw, { op: 'box' }>, colour: string): void {
  const inset = d.width / 2;
  ctx.strokeStyle = colour;
  ctx.lineWidth = d.width;
  ctx.setLineDash(d.dash ? [3, 2] : []);
  ctx.beginPath();
  ctx.roundRect(d.x + inset, d.y + inset, Math.max(0, d.w - d.width), Math.max(0, d.h - d.width), d.r ?? 0);
  ctx.stroke();
  ctx.setLineDash([]);
}

function paintPoints(
  ctx: CanvasRenderingContext2D,
  d: Extract<Draw, { points: readonly number[] }>,
  colour: string,
): void {
  ctx.beginPath();
  for (let i = 0; i + 1 < d.points.length; i += 2) ctx.lineTo(d.points[i] ?? 0, d.points[i + 1] ?? 0);
  if (d.op === 'area') {
    ctx.fillStyle = colour;
    ctx.fill();
    return;
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = d.width;
  ctx.setLineDash(d.dash ? [3, 3] : []);
  ctx.stroke();
  ctx.setLineDash([]);
}

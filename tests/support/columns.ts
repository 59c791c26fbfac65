/** Whether the panel's timeline shows something wherever something was: its pixels against the spans of the rows on its canvas. */
import type { Frame } from 'puppeteer';
import { INKS } from '../../panel/paint/theme.ts';
import { analyse, engineOf, lanesOf } from '../../src/analysis/index.ts';
import { lanesFrom } from '../../src/drawing/lanes.ts';
import { layoutRows, ROW_HEIGHT } from '../../src/drawing/rows.ts';
import { fitRun, type View, xOf } from '../../src/drawing/view.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';

export type Layout = 'waterfall' | 'lanes';

/** Pixel columns of all rows together. */
export interface Columns {
  /** That hold a span. */
  readonly held: number;
  /** Of those, that show none. */
  readonly blank: number;
  /** Share of the others that show one all the same: where it is large, the columns that hold one prove nothing. */
  readonly strayShare: number;
}

/** What each row of the timeline has to show, as the panel lays the run out at first sight. */
export function spansOf(run: Run, layout: Layout): readonly (readonly NodeRun[])[] {
  if (layout === 'waterfall')
    return layoutRows(run).rows.map(({ fold, node }) => (fold?.what === 'loop' ? fold.members : [node]));
  const { net } = analyse(run, { engine: engineOf(run, {}) });
  const { of, count } = lanesOf(net);
  return lanesFrom(run.nodes, of, count);
}

/** Of one row, `width` device pixels wide: those that spans cover by half at least (1), and those in which one only begins (2). */
export function heldColumns(spans: readonly NodeRun[], view: View, width: number): Uint8Array {
  const covered = new Float64Array(width);
  const begun = new Uint8Array(width);
  for (const { startUs, endUs } of spans) {
    if (startUs === undefined || endUs === undefined) continue;
    const [x0, x1] = [xOf(view, width, startUs), xOf(view, width, endUs)];
    const first = Math.floor(x0);
    if (first >= 0 && first < width) begun[first] = 1;
    for (let x = Math.max(0, first); x < Math.min(width, x1); x++)
      covered[x] = (covered[x] ?? 0) + Math.min(x1, x + 1) - Math.max(x0, x);
  }
  return begun.map((begins, x) => ((covered[x] ?? 0) >= 0.5 ? 1 : begins ? 2 : 0));
}

/** A column in which a span only begins may show it in the next: a bar begins where its span does, and is two pixels wide at least. */
export function compare(
  held: Uint8Array,
  shown: string,
): { readonly held: number; readonly blank: number; readonly stray: number } {
  const shows = (x: number): boolean => shown[x] === '1';
  let [all, blank, stray] = [0, 0, 0];
  for (const [x, kind] of held.entries()) {
    if (kind === 0) stray += shows(x) ? 1 : 0;
    else {
      all++;
      if (!shows(x) && !(kind === 2 && shows(x + 1))) blank++;
    }
  }
  return { held: all, blank, stray };
}

interface Pixels {
  readonly first: number;
  readonly width: number;
  /** Of each row of the canvas a digit a column: 1 where a bar's colour is. */
  readonly rows: readonly string[];
}

/** Reads the canvas of the timeline as it is now. */
function readCanvas(panel: Frame): Promise<Pixels> {
  return panel.evaluate(
    (rowHeight: number, tokens: readonly string[]) => {
      const canvas = document.querySelector('.tl-track canvas') as HTMLCanvasElement;
      const { width, height } = canvas;
      const density = height / Number.parseFloat(canvas.style.height);
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, width, height);
      const swatch = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;
      const inks = tokens.map((token) => {
        swatch.fillStyle = getComputedStyle(canvas).getPropertyValue(token).trim();
        swatch.fillRect(0, 0, 1, 1);
        return swatch.getImageData(0, 0, 1, 1).data;
      });
      // A quarter of a pixel of a bar's own colours, or a mixture of two where bars share it. Names leave the edges of bars free.
      const isInk = (x: number, y: number): boolean => {
        const at = 4 * (y * width + x);
        if ((data[at + 3] ?? 0) < 64) return false;
        const away = (a: Uint8ClampedArray, b: Uint8ClampedArray, share: number): number =>
          Math.max(
            ...[0, 1, 2].map((i) => Math.abs((data[at + i] ?? 0) - (a[i] ?? 0) * (1 - share) - (b[i] ?? 0) * share)),
          );
        return inks.some((a) => inks.some((b) => shares.some((share) => away(a, b, share) <= 24)));
      };
      const shares = [0, 0.2, 0.4, 0.6, 0.8, 1];
      const lines = [4, 5, rowHeight - 6, rowHeight - 5];
      const rows = Array.from({ length: Math.floor(height / density / rowHeight) }, (_, row) =>
        Array.from({ length: width }, (_column, x) =>
          lines.some((line) => isInk(x, Math.floor((row * rowHeight + line) * density))) ? '1' : '0',
        ).join(''),
      );
      return { first: Math.round(Number.parseFloat(canvas.style.top || '0') / rowHeight), width, rows };
    },
    ROW_HEIGHT,
    [INKS['bar.success'], INKS.criticalFill, INKS.critical],
  );
}

/** Looks at a finished run that the panel shows whole, laid out like this. */
export async function lookAtColumns(panel: Frame, run: Run, layout: Layout): Promise<Columns> {
  await panel.evaluate(
    (action: string) => document.querySelector<HTMLElement>(`[data-action="${action}"]`)?.click(),
    `view-${layout}`,
  );
  const spans = spansOf(run, layout);
  const high = spans.length * ROW_HEIGHT;
  await panel.waitForFunction(
    (px: number) => Number.parseFloat(document.querySelector<HTMLElement>('.tl-body')?.style.height ?? '') === px,
    { timeout: 30_000, polling: 100 },
    high,
  );
  // The canvas follows in a frame of its own.
  await panel.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const { first, width, rows } = await readCanvas(panel);
  const view = fitRun(run.startUs, run.endUs ?? run.startUs);
  const found = rows.flatMap((row, i) => {
    const inRow = spans[first + i];
    return inRow ? [compare(heldColumns(inRow, view, width), row)] : [];
  });
  const sum = (pick: 'held' | 'blank' | 'stray'): number => found.reduce((total, row) => total + row[pick], 0);
  const others = found.length * width - sum('held');
  return { held: sum('held'), blank: sum('blank'), strayShare: others > 0 ? sum('stray') / others : 0 };
}

/** The row of a loop that is put away: all its rounds in one strip, and how long they took. */
import type { NodeRun } from '../model/run.ts';
import { type BarContext, barInk, barSpan, PAD } from './bar.ts';
import type { Draw, Ink } from './draw.ts';
import { formatDuration, formatMeasured } from './format.ts';
import { nodeKey } from './rows.ts';

/** Rounds of one colour that touch within a pixel are one piece: ten thousand of them cost no more than the row is wide. */
interface Piece {
  readonly x0: number;
  x1: number;
  readonly ink: Ink;
  readonly critical: boolean;
}

/** Draws the strip of a loop with its top at `y`; `members` by start. */
export function drawLoop(out: Draw[], members: readonly NodeRun[], y: number, c: BarContext): void {
  const pieces: Piece[] = [];
  for (const node of members) {
    const span = barSpan(node, c);
    if (!span) continue;
    const key = nodeKey(node);
    const ink = barInk(key, node.status, c);
    const critical = c.critical.has(key);
    const last = pieces.at(-1);
    if (last && last.ink === ink && last.critical === critical && span[0] <= last.x1 + 1)
      last.x1 = Math.max(last.x1, span[1]);
    else pieces.push({ x0: span[0], x1: span[1], ink, critical });
  }
  const h = c.rowHeight - 2 * PAD;
  for (const { x0, x1, ink } of pieces) out.push({ op: 'rect', x: x0, y: y + PAD, w: x1 - x0, h, ink, r: 1 });
  for (const p of pieces) {
    if (p.critical) out.push({ op: 'box', x: p.x0, y: y + PAD, w: p.x1 - p.x0, h, ink: 'critical', width: 1.5, r: 1 });
  }
  const last = pieces.at(-1);
  if (!last) return;
  const text = c.lens ? '' : loopWords(members, c.nowUs, c.resolutionUs);
  const w = c.measure(text);
  const mid = y + c.rowHeight / 2;
  if (text === '' || last.x1 + 6 + w > c.width) return;
  out.push({ op: 'rect', x: last.x1 + 4, y: mid - 7, w: w + 4, h: 14, ink: 'ground' });
  out.push({ op: 'text', x: last.x1 + 6, y: mid, text, ink: 'textDim', align: 'left' });
}

/** `×12, median 208 ms (190 ms to 217 ms)`; of rounds that have ended. */
export function loopWords(members: readonly NodeRun[], nowUs: number, resolutionUs: number): string {
  const times = members
    .flatMap(({ startUs, endUs }) =>
      startUs === undefined || endUs === undefined ? [] : [Math.min(endUs, nowUs) - startUs],
    )
    .sort((a, b) => a - b);
  const [least] = times;
  const most = times.at(-1);
  const middle = times[times.length >> 1];
  if (least === undefined || most === undefined || middle === undefined) return `×${members.length}`;
  const median = times.length % 2 === 1 ? middle : (middle + (times[(times.length >> 1) - 1] ?? middle)) / 2;
  return `×${members.length}, median ${formatMeasured(median, resolutionUs)} (${formatDuration(least)} to ${formatDuration(most)})`;
}

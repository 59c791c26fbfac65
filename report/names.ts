/** The names at the left of the timeline, as a draw list. */
import type { Draw, Measure } from '../src/drawing/draw.ts';
import { bareName, instanceMark, nodeKey, ROW_HEIGHT, type Row, shortType } from '../src/drawing/rows.ts';

/** Pixels by which a node stands to the right of the one it lies inside. */
const INDENT = 10;
/** Below this width the types are left out. */
const WITH_TYPES = 230;

/** Names of rows `[first, last)`, cut to `width`; y = 0 is the top of row `first`. */
export function nameDraws(
  rows: readonly Row[],
  [first, last]: readonly [number, number],
  width: number,
  critical: ReadonlySet<string>,
  measure: Measure,
): readonly Draw[] {
  return rows.slice(first, last).flatMap((row, i): Draw[] => {
    const y = (i + 0.5) * ROW_HEIGHT;
    const x = 2 + row.depth * INDENT;
    const type = width < WITH_TYPES ? '' : cut(shortType(row.node.type), width * 0.32, measure);
    const room = width - x - 10 - (type === '' ? 0 : measure(type) + 10);
    const bold = isCritical(row, critical);
    // Bold is up to a tenth wider than what is measured.
    const name = cut(rowName(row), bold ? room / 1.1 : room, measure);
    return [
      { op: 'text', x, y, text: name, ink: bold ? 'critical' : 'text', align: 'left', ...(bold && { bold }) },
      ...(type === '' ? [] : [{ op: 'text', x: width - 10, y, text: type, ink: 'textDim', align: 'right' } as const]),
    ];
  });
}

/** What a row is called: the name, which instance it is, or how many rounds it stands for. */
export function rowName({ node, fold }: Row): string {
  return fold?.what === 'loop' ? `${bareName(node)} ×${fold.count}` : bareName(node) + instanceMark(node);
}

/** A loop is when one of its rounds is. */
function isCritical({ key, fold }: Row, critical: ReadonlySet<string>): boolean {
  return fold?.what === 'loop' ? fold.members.some((m) => critical.has(nodeKey(m))) : critical.has(key);
}

/** The text, or as much of it as fits with an ellipsis. */
function cut(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  const chars = [...text];
  let fits = 0;
  for (let lo = 1, hi = chars.length; lo <= hi; ) {
    const mid = (lo + hi) >> 1;
    const ok = measure(`${chars.slice(0, mid).join('')}…`) <= width;
    if (ok) fits = mid;
    if (ok) lo = mid + 1;
    else hi = mid - 1;
  }
  return `${chars.slice(0, fits).join('')}…`;
}

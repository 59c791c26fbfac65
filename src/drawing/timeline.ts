/** The timeline as a draw list: layout -> visible rows -> primitives. Only the rows `[first, last)` are drawn. */
import type { Edge } from '../model/graph.ts';
import { type BarContext, barSpan, drawBar } from './bar.ts';
import type { Draw } from './draw.ts';
import { formatDuration, formatMeasured } from './format.ts';
import { drawLoop } from './loop.ts';
import { nodeKey, type Row, type Rows } from './rows.ts';
import { timeTicks } from './ticks.ts';
import { xOf } from './view.ts';

export interface TimelineScene extends BarContext, Pick<Rows, 'rows' | 'placeOf' | 'nodes'> {
  readonly first: number;
  readonly last: number;
  /** Of the block, CSS pixels: at least that of its rows. */
  readonly height: number;
  readonly originUs: number;
  /** Keys along the critical path, first to last. */
  readonly path: readonly string[];
  readonly edges: readonly Edge[];
  readonly gaps: readonly { readonly startUs: number; readonly endUs: number }[];
  /** When what has not begun will probably work, by key; estimated. */
  readonly expected?: ReadonlyMap<string, { readonly startUs: number; readonly endUs: number }>;
}

/** Draws the block of rows; y = 0 is the top of row `first`. */
export function timelineDraws(s: TimelineScene): readonly Draw[] {
  const out: Draw[] = [];
  drawGround(out, s, s.height);
  // Links run under the bars and their labels.
  drawPathLinks(out, s);
  drawSelectionLinks(out, s);
  for (let i = s.first; i < s.last; i++) {
    const row = s.rows[i];
    if (!row) break;
    const y = (i - s.first) * s.rowHeight;
    if (row.fold?.what === 'loop') drawLoop(out, row.fold.members, y, s);
    else if (row.kind === 'bar') drawBar(out, row.key, row.node, y, s);
    else if (row.kind === 'ghost') drawGhost(out, row, y, s);
  }
  if (s.live) {
    const x = xOf(s.view, s.width, s.nowUs);
    if (x >= 0 && x <= s.width) out.push({ op: 'line', points: [x, 0, x, s.height], ink: 'now', width: 1 });
  }
  return out;
}

function drawGround(out: Draw[], s: TimelineScene, height: number): void {
  for (const gap of s.gaps) {
    const x0 = Math.max(0, xOf(s.view, s.width, gap.startUs));
    const x1 = Math.min(s.width, xOf(s.view, s.width, gap.endUs));
    if (x1 > x0) out.push({ op: 'pattern', x: x0, y: 0, w: x1 - x0, h: height, ink: 'gap', pattern: 'diagonal' });
  }
  for (const [key, ink] of [
    [s.hovered, 'row.hover'],
    [s.selected, 'row.selected'],
  ] as const) {
    const i = key === undefined ? -1 : (s.placeOf.get(key) ?? -1);
    if (i < s.first || i >= s.last) continue;
    const row = { x: 0, y: (i - s.first) * s.rowHeight, w: s.width, h: s.rowHeight };
    out.push({ op: 'rect', ...row, ink });
    if (ink === 'row.selected') out.push({ op: 'box', ...row, ink: 'row.edge', width: 2 });
  }
  for (const tick of timeTicks(s.view, s.width, s.originUs)) {
    const x = Math.round(xOf(s.view, s.width, tick.us)) + 0.5;
    out.push({ op: 'line', points: [x, 0, x, height], ink: tick.us === s.originUs ? 'gridStrong' : 'grid', width: 1 });
  }
}

/** A node whose turn has not come: dashed, right of now; a thin line while its inputs are there and it still waits. */
function drawGhost(out: Draw[], row: Row, y: number, s: TimelineScene): void {
  const now = xOf(s.view, s.width, s.nowUs);
  const mid = y + s.rowHeight / 2;
  const ready = row.node.readyUs;
  if (ready !== undefined && ready < s.nowUs) {
    const x0 = Math.max(-4, xOf(s.view, s.width, ready));
    if (now - x0 >= 1) out.push({ op: 'rect', x: x0, y: mid - 1.5, w: now - x0, h: 3, ink: 'wait' });
  }
  const expected = s.expected?.get(row.key);
  if (expected) drawExpected(out, expected, y, s);
  else if (now < s.width - 8)
    out.push({
      op: 'box',
      x: now + 4,
      y: y + 4,
      w: Math.min(28, s.width - now - 6),
      h: s.rowHeight - 8,
      ink: 'ghost',
      width: 1,
      dash: true,
    });
}

/** Where a node will probably work: dashed as well, with about how long. */
function drawExpected(
  out: Draw[],
  { startUs, endUs }: { readonly startUs: number; readonly endUs: number },
  y: number,
  s: TimelineScene,
): void {
  const x0 = Math.max(-4, xOf(s.view, s.width, Math.max(startUs, s.nowUs)) + 1);
  const x1 = Math.min(s.width + 4, xOf(s.view, s.width, Math.max(endUs, s.nowUs)));
  if (x0 > s.width || x1 < 0) return;
  out.push({
    op: 'box',
    x: x0,
    y: y + 4,
    w: Math.max(2, x1 - x0),
    h: s.rowHeight - 8,
    ink: 'ghost',
    width: 1,
    dash: true,
  });
  const us = endUs - startUs;
  const text = us < s.resolutionUs ? formatMeasured(us, s.resolutionUs) : `about ${formatDuration(us)}`;
  const room = s.width - x1 - 6;
  if (s.measure(text) > room) return;
  out.push({ op: 'text', x: x1 + 6, y: y + s.rowHeight / 2, text, ink: 'textDim', align: 'left' });
}

/** Hand-overs along the critical path, from the end of one bar down or up to the start of the next. */
function drawPathLinks(out: Draw[], s: TimelineScene): void {
  for (let i = 1; i < s.path.length; i++) drawLink(out, s, s.path[i - 1] ?? '', s.path[i] ?? '', 'critical');
}

/** Data edges of the selected node: with the first instance of each node at the other end. */
function drawSelectionLinks(out: Draw[], s: TimelineScene): void {
  const selected = s.rows[s.placeOf.get(s.selected ?? '') ?? -1]?.node;
  if (!selected) return;
  const own = s.nodes.get(s.selected ?? '') ? (s.selected ?? '') : nodeKey(selected);
  for (const [from, to] of s.edges) {
    if (from === selected.id && to !== from) drawLink(out, s, own, nodeKey({ id: to, instance: 0 }), 'link');
    else if (to === selected.id && to !== from) drawLink(out, s, nodeKey({ id: from, instance: 0 }), own, 'link');
  }
}

function drawLink(out: Draw[], s: TimelineScene, fromKey: string, toKey: string, ink: 'critical' | 'link'): void {
  const [from, to] = [s.placeOf.get(fromKey), s.placeOf.get(toKey)];
  // Between two rounds of one strip there is nothing to see.
  if (from === undefined || to === undefined || from === to) return;
  // Neither end may be in the block while the link crosses it; only links wholly above or below are left out.
  if (Math.max(from, to) < s.first || Math.min(from, to) >= s.last) return;
  const [a, b] = [s.nodes.get(fromKey), s.nodes.get(toKey)];
  if (a?.startUs === undefined || b?.startUs === undefined) return;
  const x0 = xOf(s.view, s.width, Math.min(a.endUs ?? s.nowUs, b.startUs));
  const x1 = xOf(s.view, s.width, b.startUs);
  if (x1 < -8 || x0 > s.width + 8) return;
  const mid = (i: number): number => (i - s.first + 0.5) * s.rowHeight;
  const edge = (i: number, towards: number): number => mid(i) + (towards > i ? 7 : -7);
  const points = [x0, edge(from, to), x0, mid(to), x1, mid(to)];
  out.push({ op: 'line', points, ink, width: ink === 'critical' ? 1.5 : 1 });
}

/** The time axis above the rows: tick labels, and where now is. */
export function axisDraws(
  s: Pick<TimelineScene, 'view' | 'width' | 'originUs' | 'nowUs' | 'live' | 'measure'>,
  height: number,
): readonly Draw[] {
  const out: Draw[] = [];
  const mid = height / 2;
  const now = xOf(s.view, s.width, s.nowUs);
  const nowWidth = s.live ? s.measure('now') + 10 : 0;
  for (const tick of timeTicks(s.view, s.width, s.originUs)) {
    const x = Math.round(xOf(s.view, s.width, tick.us)) + 0.5;
    out.push({ op: 'line', points: [x, height - 5, x, height], ink: 'gridStrong', width: 1 });
    const w = s.measure(tick.label);
    const hitsNow = s.live && x + 4 < now + nowWidth && x + 4 + w > now;
    if (x + 4 + w <= s.width && !hitsNow)
      out.push({ op: 'text', x: x + 4, y: mid, text: tick.label, ink: 'textDim', align: 'left' });
  }
  if (s.live && now >= 0 && now <= s.width - nowWidth) {
    out.push({ op: 'line', points: [now, 0, now, height], ink: 'now', width: 1 });
    out.push({ op: 'text', x: now + 4, y: mid, text: 'now', ink: 'now', align: 'left' });
  }
  return out;
}

export interface Hit {
  readonly row: Row;
  readonly onBar: boolean;
}

/** What lies under a point of the whole timeline (y from the top of row 0). Bars get 3 px of grace at each side. */
export function hitTest(
  s: Pick<TimelineScene, 'rows' | 'view' | 'width' | 'nowUs' | 'rowHeight'>,
  x: number,
  y: number,
): Hit | undefined {
  const row = s.rows[Math.floor(y / s.rowHeight)];
  if (!row || y < 0) return undefined;
  const span = barSpan(row.node, s);
  return { row, onBar: span !== undefined && x >= span[0] - 3 && x <= span[1] + 3 };
}

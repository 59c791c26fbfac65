/** One row of the timeline: its waits, its bar, its marks and its label. */
import type { NodeRun, NodeStatus } from '../model/run.ts';
import type { Draw, Ink, Measure } from './draw.ts';
import { formatMeasured } from './format.ts';
import type { View } from './view.ts';
import { xOf } from './view.ts';

/** What colours and labels the bars in place of status and duration: time waited, cost, size of the result. */
export interface Lens {
  /** 0 (least) to 4 of a node instance by its key; undefined where it has nothing of that. */
  levelOf(key: string): number | undefined;
  /** What stands beside the bar; '' for nothing. */
  labelOf(key: string): string;
}

/** Time on the critical path before a node worked. */
export interface PathWait {
  readonly startUs: number;
  readonly endUs: number;
}

export interface BarContext {
  readonly view: View;
  readonly width: number;
  readonly rowHeight: number;
  /** Where the run has got to: its end, or now. */
  readonly nowUs: number;
  readonly live: boolean;
  /** Shortest time the run's clock can tell apart. */
  readonly resolutionUs: number;
  readonly critical: ReadonlySet<string>;
  readonly measure: Measure;
  /** By key, of nodes on the critical path. */
  readonly pathWaits?: ReadonlyMap<string, readonly PathWait[]>;
  readonly lens?: Lens;
  /** Key of the selected row. */
  readonly selected?: string;
  readonly hovered?: string;
}

export const PAD = 3;

const HEAT: readonly Ink[] = ['heat.0', 'heat.1', 'heat.2', 'heat.3', 'heat.4'];

/** Colour of a bar: by the lens where there is one, else by status and critical path. */
export function barInk(key: string, status: NodeStatus, c: Pick<BarContext, 'lens' | 'critical'>): Ink {
  if (c.lens) return HEAT[c.lens.levelOf(key) ?? -1] ?? 'bar.other';
  return c.critical.has(key) && status === 'success' ? 'criticalFill' : statusInk(status);
}

/** Colour by status; every status but success also has a pattern or an outline of its own (never hue alone). */
export function statusInk(status: NodeStatus): Ink {
  switch (status) {
    case 'success':
      return 'bar.success';
    case 'running':
    case 'waiting':
      return 'bar.running';
    case 'error':
      return 'bar.error';
    case 'cached':
    case 'reused':
    case 'pinned':
    case 'constant':
      return 'bar.cached';
    case 'cancelled':
    case 'skipped':
      return 'bar.cancelled';
    case 'unknown':
      return 'bar.other';
  }
}

/** Where the bar of a node lies, `[x0, x1]` clipped to a little outside the canvas; undefined when it has none in view. */
export function barSpan(
  node: NodeRun,
  c: Pick<BarContext, 'view' | 'width' | 'nowUs'>,
): readonly [number, number] | undefined {
  if (node.startUs === undefined) return undefined;
  const end = node.endUs ?? Math.max(c.nowUs, node.startUs);
  if (end < c.view.fromUs || node.startUs > c.view.toUs) return undefined;
  const x0 = Math.max(-4, xOf(c.view, c.width, node.startUs));
  const x1 = Math.min(c.width + 4, xOf(c.view, c.width, end));
  // A bar thinner than this cannot be seen or hit.
  return [x0, Math.max(x1, x0 + 2)];
}

/** Draws the row of one node instance that ran, with its top at `y`. */
export function drawBar(out: Draw[], key: string, node: NodeRun, y: number, c: BarContext): void {
  if (node.startUs === undefined) return;
  const top = y + PAD;
  const h = c.rowHeight - 2 * PAD;
  const mid = y + c.rowHeight / 2;
  const critical = c.critical.has(key);
  for (const w of node.waits) {
    const until = Math.min(w.endUs, node.startUs);
    if (w.kind === 'input') drawInputWait(out, w.startUs, until, mid, c);
    else drawWait(out, w.startUs, until, mid, c);
  }
  drawWait(out, node.readyUs, node.startUs, mid, c);
  for (const w of c.pathWaits?.get(key) ?? []) drawPathWait(out, w, mid, c);
  const span = barSpan(node, c);
  if (span) {
    const [x0, x1] = span;
    const w = x1 - x0;
    const ink = barInk(key, node.status, c);
    const open = node.endUs === undefined;
    out.push({ op: 'rect', x: x0, y: top, w, h, ink, r: open ? 0 : 2 });
    drawStatusMark(out, node, x0, top, w, h);
    drawInnerWaits(out, node, top, h, c);
    if (open && node.progress && node.progress.total > 0) {
      const share = Math.min(1, node.progress.done / node.progress.total);
      out.push({ op: 'rect', x: x0, y: top + h - 3, w: w * share, h: 3, ink: 'textOnBar' });
    }
    if (critical) out.push({ op: 'box', x: x0, y: top, w, h, ink: 'critical', width: 1.5, r: 2 });
  }
  const whisker = drawWhiskers(out, node, mid, c);
  const ground = key === c.selected ? 'row.selected' : key === c.hovered ? undefined : 'ground';
  drawLabel(out, labelOf(key, node, c), node, mid, whisker, ground, c);
}

/** Duration and what is odd about it, or what the lens says. */
function labelOf(key: string, node: NodeRun, c: BarContext): string {
  if (c.lens) return c.lens.labelOf(key);
  if (node.startUs === undefined) return '';
  const open = node.endUs === undefined;
  if (open && !c.live) return 'no end seen';
  const us = Math.max(0, (node.endUs ?? c.nowUs) - node.startUs);
  const more = [
    ...(node.retries !== undefined && node.retries > 0 ? [`${node.retries + 1} tries`] : []),
    ...(node.iterations !== undefined && node.iterations > 1 ? [`×${node.iterations}`] : []),
  ];
  return [formatMeasured(us, open ? 0 : c.resolutionUs), ...more].join(' · ');
}

/** Ready or held back: time somebody could save. */
function drawWait(out: Draw[], fromUs: number | undefined, toUs: number, mid: number, c: BarContext): void {
  if (fromUs === undefined || fromUs >= toUs) return;
  const x0 = Math.max(-4, xOf(c.view, c.width, fromUs));
  const x1 = Math.min(c.width + 4, xOf(c.view, c.width, toUs));
  if (x1 - x0 < 1) return;
  out.push({ op: 'rect', x: x0, y: mid - 1.5, w: x1 - x0, h: 3, ink: 'wait' });
  out.push({ op: 'line', points: [x0 + 0.5, mid - 4, x0 + 0.5, mid + 4], ink: 'wait', width: 1 });
}

/** Time that the run as a whole lost here: what it waited for is on the critical path. */
function drawPathWait(out: Draw[], { startUs, endUs }: PathWait, mid: number, c: BarContext): void {
  const x0 = Math.max(-4, xOf(c.view, c.width, startUs));
  const x1 = Math.min(c.width + 4, xOf(c.view, c.width, endUs));
  if (x1 - x0 < 2) return;
  out.push({ op: 'pattern', x: x0, y: mid - 4, w: x1 - x0, h: 8, ink: 'critical', pattern: 'diagonal' });
}

/** Nothing to work on yet: normal in a graph, so no more than a hair line. */
function drawInputWait(out: Draw[], fromUs: number, toUs: number, mid: number, c: BarContext): void {
  const x0 = Math.max(-4, xOf(c.view, c.width, fromUs));
  const x1 = Math.min(c.width + 4, xOf(c.view, c.width, toUs));
  if (x1 - x0 < 2) return;
  const y = Math.floor(mid) + 0.5;
  out.push({ op: 'line', points: [x0, y, x1, y], ink: 'waitInput', width: 1, dash: true });
}

/** Waits inside the span (for its next input, an approval) are hatched: the node was there but did not work. */
function drawInnerWaits(out: Draw[], node: NodeRun, top: number, h: number, c: BarContext): void {
  const start = node.startUs;
  if (start === undefined) return;
  for (const w of node.waits) {
    if (w.endUs <= start) continue;
    const x0 = Math.max(-4, xOf(c.view, c.width, Math.max(w.startUs, start)));
    const x1 = Math.min(c.width + 4, xOf(c.view, c.width, w.endUs));
    if (x1 - x0 >= 2) out.push({ op: 'pattern', x: x0, y: top, w: x1 - x0, h, ink: 'textOnBar', pattern: 'dots' });
  }
}

function drawStatusMark(out: Draw[], node: NodeRun, x: number, y: number, w: number, h: number): void {
  const area = { x, y, w, h };
  switch (node.status) {
    case 'error':
      out.push({ op: 'pattern', ...area, ink: 'textOnBar', pattern: 'diagonal' });
      if (w >= 14)
        out.push({ op: 'text', x: x + 4, y: y + h / 2, text: '✕', ink: 'textOnBar', align: 'left', bold: true });
      break;
    case 'running':
    case 'waiting':
      out.push({ op: 'pattern', ...area, ink: 'textOnBar', pattern: 'stripes' });
      break;
    case 'cancelled':
    case 'skipped':
      out.push({ op: 'pattern', ...area, ink: 'textOnBar', pattern: 'cross' });
      break;
    case 'cached':
    case 'reused':
    case 'pinned':
    case 'constant':
      out.push({ op: 'box', ...area, ink: 'text', width: 1, dash: true });
      break;
    case 'unknown':
      out.push({ op: 'box', ...area, ink: 'textDim', width: 1, dash: true });
      break;
    case 'success':
      break;
  }
}

/** Whiskers at both ends when they are long enough to be read; returns how far they reach, `[left, right]` in pixels. */
function drawWhiskers(out: Draw[], node: NodeRun, mid: number, c: BarContext): readonly [number, number] {
  const [early, late] = node.uncertaintyUs;
  const perPx = (c.view.toUs - c.view.fromUs) / c.width;
  if (Math.max(early, late) / perPx < 2 || node.startUs === undefined) return [0, 0];
  for (const t of [node.startUs, node.endUs]) {
    if (t === undefined) continue;
    const x0 = xOf(c.view, c.width, t - early);
    const x1 = xOf(c.view, c.width, t + late);
    if (x1 < 0 || x0 > c.width) continue;
    out.push({ op: 'line', points: [x0, mid, x1, mid], ink: 'whisker', width: 1 });
    for (const x of [x0, x1]) out.push({ op: 'line', points: [x, mid - 2, x, mid + 2], ink: 'whisker', width: 1 });
  }
  return [early / perPx, late / perPx];
}

/** The duration: right of the bar if there is room, else inside it, else left of it. */
function drawLabel(
  out: Draw[],
  text: string,
  node: NodeRun,
  mid: number,
  [left, right]: readonly [number, number],
  ground: Ink | undefined,
  c: BarContext,
): void {
  const span = barSpan(node, c);
  if (!span || text === '') return;
  const [x0, x1] = span;
  const open = node.endUs === undefined;
  const w = c.measure(text);
  const write = (x: number, align: 'left' | 'right'): void => {
    // A plate keeps links and grid lines from crossing the figure.
    const from = align === 'left' ? x : x - w;
    const plate = { op: 'rect', x: from - 2, y: mid - 7, w: w + 4, h: 14 } as const;
    if (ground) out.push({ ...plate, ink: ground });
    out.push({ op: 'text', x, y: mid, text, ink: 'textDim', align });
  };
  const end = x1 + 5 + (open ? 0 : right);
  // Inside, it keeps clear of the whisker of the end.
  const inner = Math.min(x1 - (open ? 0 : left), c.width);
  if (end + w <= c.width) write(end, 'left');
  else if (inner - Math.max(x0, 0) >= w + 12)
    out.push({
      op: 'text',
      x: inner - 6,
      y: mid,
      text,
      ink: open && !c.live ? 'text' : 'textOnBar',
      align: 'right',
      bold: true,
    });
  else if (x0 - left - 5 - w >= 0) write(x0 - left - 5, 'right');
}

/** The run packed into as few lanes as it needs, as a draw list: how much went on at once. */
import type { NodeRun } from '../model/run.ts';
import { type BarContext, barInk, barSpan, PAD } from './bar.ts';
import type { Draw } from './draw.ts';
import { bareName, nodeKey } from './rows.ts';

export interface LaneScene extends BarContext {
  /** Of each lane its instances by start; none overlaps another in its lane. */
  readonly lanes: readonly (readonly NodeRun[])[];
  /** Lanes `[first, last)` are drawn; y = 0 is the top of lane `first`. */
  readonly first: number;
  readonly last: number;
  /** Keys that a filter lets through; absent: all. */
  readonly only?: ReadonlySet<string>;
}

/** Narrower than this a bar is not told from its neighbour and has no name. */
const NAMED_PX = 28;

/** Lanes from the instances of a run and the lane of each (analysis/lanes.ts); -1 for those in none. */
export function lanesFrom(
  nodes: readonly NodeRun[],
  laneOf: ArrayLike<number>,
  count: number,
): readonly (readonly NodeRun[])[] {
  const lanes: NodeRun[][] = Array.from({ length: count }, () => []);
  nodes.forEach((node, i) => {
    lanes[laneOf[i] ?? -1]?.push(node);
  });
  for (const lane of lanes) lane.sort((a, b) => (a.startUs ?? 0) - (b.startUs ?? 0));
  return lanes;
}

/** Of these there may be many to a pixel. */
const SHORT_PX = 3;

/** Draws the bars of the lanes in view: only those in the span shown, and of those that share pixels as many as fill them. */
export function laneDraws(s: LaneScene): readonly Draw[] {
  const out: Draw[] = [];
  for (let i = s.first; i < s.last; i++) {
    const lane = s.lanes[i];
    if (lane) drawLane(out, lane, (i - s.first) * s.rowHeight, s);
  }
  return out;
}

function drawLane(out: Draw[], lane: readonly NodeRun[], y: number, s: LaneScene): void {
  const h = s.rowHeight - 2 * PAD;
  let filled = Number.NEGATIVE_INFINITY;
  for (let i = firstIn(lane, s.view.fromUs, s.nowUs); i < lane.length; i++) {
    const node = lane[i];
    if (!node || (node.startUs ?? 0) > s.view.toUs) break;
    const span = barSpan(node, s);
    if (!span) continue;
    const key = nodeKey(node);
    const marked = key === s.selected || key === s.hovered;
    // A bar that lies within what is drawn already would not be seen.
    if (span[1] <= filled && !marked) continue;
    const x0 = Math.max(span[0], Math.min(filled, span[1] - 1));
    // Short ones reach to the edge of their pixel: it is full then, and those behind them in it need not be drawn.
    const x1 = span[1] - x0 < SHORT_PX ? Math.ceil(span[1]) : span[1];
    filled = x1;
    const shown = s.only === undefined || s.only.has(key);
    out.push({ op: 'rect', x: x0, y: y + PAD, w: x1 - x0, h, ink: shown ? barInk(key, node.status, s) : 'grid', r: 2 });
    if (!shown) continue;
    if (node.status === 'error')
      out.push({ op: 'pattern', x: x0, y: y + PAD, w: x1 - x0, h, ink: 'textOnBar', pattern: 'diagonal' });
    if (s.critical.has(key))
      out.push({ op: 'box', x: x0, y: y + PAD, w: x1 - x0, h, ink: 'critical', width: 1.5, r: 2 });
    if (marked)
      out.push({ op: 'box', x: x0 - 1, y: y + PAD - 1, w: x1 - x0 + 2, h: h + 2, ink: 'frame', width: 1.5, r: 2 });
    drawName(out, node, Math.max(x0, 0), Math.min(x1, s.width), y + s.rowHeight / 2, s);
  }
}

/** As much of the name as fits into the bar. */
function drawName(out: Draw[], node: NodeRun, x0: number, x1: number, mid: number, s: LaneScene): void {
  const room = x1 - x0 - 10;
  if (x1 - x0 < NAMED_PX) return;
  const name = [...bareName(node)];
  let n = name.length;
  if (s.measure(name.join('')) > room) {
    n = Math.min(n, Math.floor(room / 5));
    while (n > 0 && s.measure(`${name.slice(0, n).join('')}…`) > room) n--;
    if (n < 2) return;
  }
  const text = n === name.length ? name.join('') : `${name.slice(0, n).join('')}…`;
  out.push({ op: 'text', x: x0 + 5, y: mid, text, ink: 'textOnBar', align: 'left' });
}

/** The first that ends after `fromUs`: none overlaps another, so their ends are in order too. */
function firstIn(lane: readonly NodeRun[], fromUs: number, nowUs: number): number {
  let [lo, hi] = [0, lane.length];
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((lane[mid]?.endUs ?? nowUs) < fromUs) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** Key of the instance under a point (y from the top of lane 0), with 3 px of grace; undefined where there is none. */
export function laneHit(
  s: Pick<LaneScene, 'lanes' | 'view' | 'width' | 'nowUs' | 'rowHeight'>,
  x: number,
  y: number,
): string | undefined {
  const lane = s.lanes[Math.floor(y / s.rowHeight)];
  if (!lane || y < 0) return undefined;
  let best: { readonly key: string; readonly away: number } | undefined;
  for (const node of lane) {
    const span = barSpan(node, s);
    if (!span) continue;
    const away = x < span[0] ? span[0] - x : x > span[1] ? x - span[1] : 0;
    if (away <= 3 && (!best || away < best.away)) best = { key: nodeKey(node), away };
  }
  return best?.key;
}

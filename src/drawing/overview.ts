/** The strip above the timeline: how many nodes worked at once, the critical path as a ribbon, the part in view. */
import type { Draw } from './draw.ts';
import type { View } from './view.ts';
import { xOf } from './view.ts';

export interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** From `atUs` on, `count` nodes were at work, until the next step. */
export interface Step {
  readonly atUs: number;
  readonly count: number;
}

export interface OverviewScene {
  /** Concurrency over time, in order. */
  readonly profile: readonly Step[];
  readonly path: readonly Span[];
  /** The whole run as the strip shows it. */
  readonly whole: View;
  readonly width: number;
  readonly height: number;
}

const RIBBON = 4;
/** Steps to a pixel from which a column is drawn at their mean: finer ones cannot be seen, and cost as much to paint. */
const STEPS_PER_PIXEL = 2;

/** Draws the run. The tallest step reaches 4 px below the top; the ribbon takes the lowest 4 px. */
export function overviewDraws(s: OverviewScene): readonly Draw[] {
  const out: Draw[] = [];
  const peak = s.profile.reduce((max, step) => Math.max(max, step.count), 0);
  const floor = s.height - RIBBON - 3;
  if (peak > 0) {
    const points: number[] = [];
    let y = floor;
    const profile = s.profile.length > STEPS_PER_PIXEL * s.width ? columns(s) : s.profile;
    for (const { atUs, count } of profile) {
      const x = xOf(s.whole, s.width, atUs);
      points.push(x, y);
      y = floor - (count > 0 ? Math.max(1, (count / peak) * (floor - 4)) : 0);
      points.push(x, y);
    }
    out.push({ op: 'area', points, ink: 'area' });
  }
  drawRibbon(out, s);
  return out;
}

/** The same profile with one step to a column of pixels: the mean of what it holds, so that the area stays what it was. */
function columns({ profile, whole, width }: OverviewScene): readonly Step[] {
  const count = Math.max(1, Math.floor(width));
  const columnUs = (whole.toUs - whole.fromUs) / count;
  const work = new Float64Array(count);
  for (let i = 0; i + 1 < profile.length; i++) {
    const [step, next] = [profile[i] as Step, profile[i + 1] as Step];
    if (step.count === 0) continue;
    const [from, to] = [step.atUs - whole.fromUs, next.atUs - whole.fromUs];
    const last = Math.min(count - 1, Math.floor(to / columnUs));
    for (let c = Math.max(0, Math.floor(from / columnUs)); c <= last; c++) {
      const inside = Math.min(to, (c + 1) * columnUs) - Math.max(from, c * columnUs);
      if (inside > 0) work[c] = (work[c] ?? 0) + inside * step.count;
    }
  }
  const steps = Array.from(work, (us, c): Step => ({ atUs: whole.fromUs + c * columnUs, count: us / columnUs }));
  return [...steps, { atUs: whole.toUs, count: 0 }];
}

/** One rectangle for each part of the path; where there are more than pixels, for all that touch. */
function drawRibbon(out: Draw[], s: OverviewScene): void {
  const joined = s.path.length > s.width;
  let [from, to] = [0, Number.NEGATIVE_INFINITY];
  const flush = (): void => {
    if (to > from)
      out.push({ op: 'rect', x: from, y: s.height - RIBBON - 1, w: to - from, h: RIBBON, ink: 'critical' });
  };
  for (const p of s.path) {
    const x = xOf(s.whole, s.width, p.startUs);
    const end = Math.max(x + 1, xOf(s.whole, s.width, p.endUs));
    if (joined && x <= to) to = Math.max(to, end);
    else {
      flush();
      [from, to] = [x, end];
    }
  }
  flush();
}

/** Draws which part of the strip the timeline shows, over the run; nothing when that is all of it. */
export function viewDraws(
  s: Pick<OverviewScene, 'whole' | 'width' | 'height'> & { readonly view: View },
): readonly Draw[] {
  const x0 = Math.max(0, xOf(s.whole, s.width, s.view.fromUs));
  const x1 = Math.min(s.width, xOf(s.whole, s.width, s.view.toUs));
  if (x0 <= 0.5 && x1 >= s.width - 0.5) return [];
  return [
    { op: 'rect', x: 0, y: 0, w: x0, h: s.height, ink: 'veil' },
    { op: 'rect', x: x1, y: 0, w: s.width - x1, h: s.height, ink: 'veil' },
    { op: 'box', x: x0, y: 0.5, w: x1 - x0, h: s.height - 1, ink: 'frame', width: 1 },
  ];
}

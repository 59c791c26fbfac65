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
  /** The whole run as the strip shows it, and the part the timeline shows. */
  readonly whole: View;
  readonly view: View;
  readonly width: number;
  readonly height: number;
}

const RIBBON = 4;

/** Draws the strip. The tallest step reaches 4 px below the top; the ribbon takes the lowest 4 px. */
export function overviewDraws(s: OverviewScene): readonly Draw[] {
  const out: Draw[] = [];
  const peak = s.profile.reduce((max, step) => Math.max(max, step.count), 0);
  const floor = s.height - RIBBON - 3;
  if (peak > 0) {
    const points: number[] = [];
    let y = floor;
    for (const { atUs, count } of s.profile) {
      const x = xOf(s.whole, s.width, atUs);
      points.push(x, y);
      y = floor - (count / peak) * (floor - 4);
      points.push(x, y);
    }
    out.push({ op: 'area', points, ink: 'area' });
  }
  for (const p of s.path) {
    const x = xOf(s.whole, s.width, p.startUs);
    out.push({
      op: 'rect',
      x,
      y: s.height - RIBBON - 1,
      w: Math.max(1, xOf(s.whole, s.width, p.endUs) - x),
      h: RIBBON,
      ink: 'critical',
    });
  }
  const x0 = Math.max(0, xOf(s.whole, s.width, s.view.fromUs));
  const x1 = Math.min(s.width, xOf(s.whole, s.width, s.view.toUs));
  if (x0 > 0.5 || x1 < s.width - 0.5) {
    out.push(
      { op: 'rect', x: 0, y: 0, w: x0, h: s.height, ink: 'veil' },
      { op: 'rect', x: x1, y: 0, w: s.width - x1, h: s.height, ink: 'veil' },
    );
    out.push({ op: 'box', x: x0, y: 0.5, w: x1 - x0, h: s.height - 1, ink: 'frame', width: 1 });
  }
  return out;
}

/**
 * The visible span of time and how it moves. A view is `[fromUs, toUs)` over `width` pixels:
 * `x = (t - fromUs) / (toUs - fromUs) * width`.
 */
export interface View {
  readonly fromUs: number;
  readonly toUs: number;
}

/** No view is shorter: 20 us over 1000 px is 20 ns a pixel, far below what any clock here resolves. */
const SHORTEST_US = 20;

/** Pixel of an instant. */
export function xOf(view: View, width: number, t: number): number {
  return ((t - view.fromUs) / (view.toUs - view.fromUs)) * width;
}

/** Instant under a pixel, microseconds. */
export function timeAt(view: View, width: number, x: number): number {
  return view.fromUs + (x / width) * (view.toUs - view.fromUs);
}

/** The view that shows all of `[startUs, endUs]` with room at the right for the last label. */
export function fitRun(startUs: number, endUs: number): View {
  const span = Math.max(endUs - startUs, 1000);
  return { fromUs: startUs - span * 0.01, toUs: endUs + span * 0.06 + Math.max(0, span - (endUs - startUs)) };
}

/**
 * The view of a run that is `elapsedUs` old and goes on. It grows in steps of 1.5 from 1 s, so that bars stand still in
 * between instead of shrinking a little ten times a second.
 */
export function fitLive(startUs: number, elapsedUs: number): View {
  let span = 1_000_000;
  while (elapsedUs > span * 0.92) span *= 1.5;
  return { fromUs: startUs - span * 0.01, toUs: startUs + span };
}

/** Keeps a view inside `[bounds.fromUs, bounds.toUs]`, its length if possible. */
export function clampView(view: View, bounds: View): View {
  const whole = bounds.toUs - bounds.fromUs;
  const span = Math.min(Math.max(view.toUs - view.fromUs, SHORTEST_US), whole);
  const fromUs = Math.min(Math.max(view.fromUs, bounds.fromUs), bounds.toUs - span);
  return { fromUs, toUs: fromUs + span };
}

/** Zooms by `factor` (> 1 shows less time) so that the instant `aroundUs` keeps its pixel. */
export function zoom(view: View, factor: number, aroundUs: number, bounds: View): View {
  const span = Math.max((view.toUs - view.fromUs) / factor, SHORTEST_US);
  const share = (aroundUs - view.fromUs) / (view.toUs - view.fromUs);
  const fromUs = aroundUs - share * span;
  return clampView({ fromUs, toUs: fromUs + span }, bounds);
}

/** Moves by a share of its own length: 1 is one screen to the right. */
export function pan(view: View, share: number, bounds: View): View {
  const by = (view.toUs - view.fromUs) * share;
  return clampView({ fromUs: view.fromUs + by, toUs: view.toUs + by }, bounds);
}

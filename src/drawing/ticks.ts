import type { View } from './view.ts';

export interface Tick {
  readonly us: number;
  readonly label: string;
}

/** The smallest of 1, 2, 5 x 10^n that is at least `value`; 1 us at least. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  for (const m of [1, 2, 5]) if (m * power >= value) return m * power;
  return 10 * power;
}

/** Steps that read well once the unit is minutes or hours, in seconds. */
const LONG_STEPS_S = [120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

function stepFor(us: number): number {
  if (us <= 60_000_000) return Math.min(niceStep(us), 60_000_000);
  return (LONG_STEPS_S.find((s) => s * 1_000_000 >= us) ?? Math.ceil(us / 86_400_000_000) * 86_400) * 1_000_000;
}

/**
 * Ticks of a time axis: instants at nice distances from `originUs`, at least `minPx` apart, labelled relative to the
 * origin in one unit for the whole axis. None lies before the origin.
 */
export function timeTicks(view: View, width: number, originUs: number, minPx = 84): readonly Tick[] {
  const span = view.toUs - view.fromUs;
  if (!(span > 0) || width <= 0) return [];
  const step = stepFor((span / width) * minPx);
  const first = Math.max(0, Math.ceil((view.fromUs - originUs) / step));
  const last = Math.floor((view.toUs - originUs) / step);
  const name = labeller(step, last * step);
  const ticks: Tick[] = [];
  for (let i = first; i <= last; i++) ticks.push({ us: originUs + i * step, label: name(i * step) });
  return ticks;
}

/** One unit for all labels of an axis: that of the largest, unless the step needs a finer one. */
function labeller(step: number, largest: number): (us: number) => string {
  if (largest < 1_000_000 || step < 10_000) return (us) => `${trim(us / 1000)} ms`;
  if (largest < 120_000_000 || step < 60_000_000) return (us) => `${trim(us / 1_000_000)} s`;
  if (largest < 7_200_000_000) return (us) => `${trim(us / 60_000_000)} min`;
  return (us) => `${trim(us / 3_600_000_000)} h`;
}

/** Digits as needed and no more: ticks are round numbers. */
function trim(value: number): string {
  return value >= 1000 ? String(Number(value.toFixed(3))) : String(Number(sig6(value)));
}

function sig6(value: number): string {
  return value === 0 ? '0' : value.toPrecision(6);
}

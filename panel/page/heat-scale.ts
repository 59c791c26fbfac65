/** The scale of the colours on the canvas: five steps, each a fifth of the largest value. */
import type { Step } from './in-page/heat.ts';

/** What the colours stand for. */
export type HeatLens = 'time' | 'wait' | 'cost' | 'size';

/**
 * ColorBrewer's YlOrBr without its palest class: people of every kind of colour vision tell these apart. On light canvases and
 * dark ones alike, and without colour, more stands out more: the veil is denser and the ring wider.
 */
export const HEAT_STEPS: readonly Step[] = [
  { rgb: '254 227 145', alpha: 0.2, ring: 2 },
  { rgb: '254 196 79', alpha: 0.24, ring: 3 },
  { rgb: '254 153 41', alpha: 0.28, ring: 4 },
  { rgb: '217 95 14', alpha: 0.32, ring: 5 },
  { rgb: '153 52 4', alpha: 0.36, ring: 7 },
];

/** One line of the legend: from more than `from` up to `to`, in the unit of the values. */
export interface LegendStep {
  /** A colour of CSS. */
  readonly colour: string;
  readonly from: number;
  readonly to: number;
}

/** The step of a value, 0 to 4; undefined for what is not more than nothing. */
export function stepOf(value: number, most: number): number | undefined {
  if (!(value > 0) || !(most > 0)) return undefined;
  return Math.min(HEAT_STEPS.length, Math.ceil((value / most) * HEAT_STEPS.length)) - 1;
}

export function legendOf(most: number): readonly LegendStep[] {
  const part = most / HEAT_STEPS.length;
  return HEAT_STEPS.map(({ rgb }, n) => ({ colour: `rgb(${rgb})`, from: n * part, to: (n + 1) * part }));
}

/** What must hold: the figures that the design states of the verdicts (docs: analysis, section 7), and the levels they are meant to keep. */
import { type Rate, shareOf, standardError } from './draws.ts';
import type { OneRunCell } from './one-run.ts';
import type { Study } from './study.ts';

export interface Bar {
  readonly name: string;
  readonly met: boolean;
  /** What was found, in words. */
  readonly found: string;
}

/** A rule's share of verdicts, as stated. */
interface Stated {
  readonly rule: 'plain' | 'confirmed' | 'suspect';
  readonly n: number;
  readonly noise: number;
  readonly effect: number;
  readonly share: number;
}

const STATED: readonly Stated[] = [
  { rule: 'plain', n: 1, noise: 0.1, effect: 0, share: 0.1 },
  { rule: 'plain', n: 1, noise: 0.2, effect: 0, share: 0.26 },
  { rule: 'confirmed', n: 5, noise: 0.1, effect: 0, share: 0.045 },
  { rule: 'confirmed', n: 5, noise: 0.2, effect: 0, share: 0.061 },
  { rule: 'confirmed', n: 10, noise: 0.1, effect: 0, share: 0.013 },
  { rule: 'confirmed', n: 10, noise: 0.2, effect: 0, share: 0.014 },
  { rule: 'confirmed', n: 20, noise: 0.1, effect: 0, share: 0.006 },
  { rule: 'confirmed', n: 20, noise: 0.2, effect: 0, share: 0.006 },
  { rule: 'confirmed', n: 10, noise: 0.1, effect: 0.4, share: 0.55 },
  { rule: 'suspect', n: 10, noise: 0.1, effect: 0.4, share: 0.4 },
];

/** Beyond this many standard errors a difference is none of chance; and the design rounds its figures to this. */
const ERRORS = 3;
const ROUNDING = 0.005;
/** False alarms of a confirmed verdict over ten runs at 10 % noise. */
const CONFIRMED_AT_MOST = 0.02;
/** Levels of the tests behind two sets and change points. */
const SETS_LEVEL = 0.05;
const CHANGES_LEVEL = 0.01;

/** Bars of the rules on one run. */
export function oneRunBars(cells: readonly OneRunCell[]): readonly Bar[] {
  const find = ({ rule, n, noise, effect }: Omit<Stated, 'share'>): Rate | undefined => {
    const cell = cells.find((c) => c.noise === noise && c.effect === effect);
    return rule === 'plain' ? cell?.plain : cell?.graded.find((g) => g.n === n)?.[rule];
  };
  const alarms = find({ rule: 'confirmed', n: 10, noise: 0.1, effect: 0 });
  return [
    atMost('confirmed, n = 10, noise 10 %: false alarms', alarms, CONFIRMED_AT_MOST, 0),
    ...STATED.map((stated) => near(nameOf(stated), find(stated), stated.share)),
  ];
}

/** Every bar, met or not; a bar without anything to hold against it is missed. */
export function barsOf({ oneRun, sets, changes }: Study): readonly Bar[] {
  return [
    ...oneRunBars(oneRun),
    ...sets
      .filter((c) => c.effect === 0)
      .map(({ noise, size, slower, faster }) => {
        const alarms = { hits: slower.hits + faster.hits, draws: slower.draws };
        return atMost(`two sets, ${size} v ${size}, noise ${percent(noise)}: false alarms`, alarms, SETS_LEVEL, ERRORS);
      }),
    ...changes
      .filter((c) => c.effect === 0)
      .map((c) => atMost(`change points, noise ${percent(c.noise)}: false alarms`, c.any, CHANGES_LEVEL, ERRORS)),
  ];
}

function near(name: string, rate: Rate | undefined, share: number): Bar {
  if (!rate) return { name, met: false, found: 'nothing was drawn' };
  const slack = ERRORS * standardError(share, rate.draws) + ROUNDING;
  const met = Math.abs(shareOf(rate) - share) <= slack;
  return { name, met, found: `${points(shareOf(rate))}, stated ${points(share)} ± ${points(slack)}` };
}

function atMost(name: string, rate: Rate | undefined, most: number, errors: number): Bar {
  if (!rate) return { name, met: false, found: 'nothing was drawn' };
  const limit = most + errors * standardError(most, rate.draws);
  return { name, met: shareOf(rate) <= limit, found: `${points(shareOf(rate))}, at most ${points(limit)}` };
}

function nameOf({ rule, n, noise, effect }: Stated): string {
  const what = effect === 0 ? 'false alarms' : `found at +${percent(effect)}`;
  return `${rule}${rule === 'plain' ? '' : `, n = ${n}`}, noise ${percent(noise)}: ${what}`;
}

/** Shares that are given, whole. */
export function percent(share: number): string {
  return `${Math.round(1_000 * share) / 10} %`;
}

/** Shares that were found. */
export function points(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

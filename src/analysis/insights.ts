import { isStatusOnly, type Run } from '../model/run.ts';
import type { Analysis } from './analyse.ts';
import { type Insight, type Rule, SEVERITIES } from './insight.ts';
import { compareWithPrevious } from './regression.ts';
import { improvement, noHistory, regression, slowerNode } from './rules-compare.ts';
import { busyPage, failure, incomplete, replayed, resolution } from './rules-state.ts';
import { bottleneck, external, gaps, graphLimit, queue } from './rules-time.ts';

/** In the order in which equals are shown. */
const RULES: readonly Rule[] = [
  failure,
  regression,
  busyPage,
  bottleneck,
  queue,
  gaps,
  slowerNode,
  replayed,
  incomplete,
  improvement,
  external,
  graphLimit,
  noHistory,
  resolution,
];

export interface InsightOptions {
  /** Share of slowing from which a run is a regression; 0.2 unless the user set another. */
  readonly share?: number;
  /** How many to give back; 5. */
  readonly limit?: number;
}

/** Findings about a run, ranked by severity, then by the time at stake. `runs` are the stored ones; order does not matter. */
export function insights(analysis: Analysis, runs: readonly Run[], options: InsightOptions = {}): Insight[] {
  const share = options.share ?? 0.2;
  const facts = { analysis, verdict: compareWithPrevious(analysis.run, runs, share), share };
  const found = RULES.flatMap((rule) => rule(facts) ?? []);
  // Times of a compressed replay, of a page that saw everything late, of half a run or of a few nodes would only mislead.
  const { replaySpeed = 1, status } = analysis.run;
  const doubtful =
    replaySpeed !== 1 || status === 'cut' || isStatusOnly(analysis.run) || found.some((i) => i.kind === 'busy-page');
  const shown = doubtful ? found.filter((i) => !TIMED.has(i.kind)) : found;
  const severity = (i: Insight): number => SEVERITIES.indexOf(i.severity);
  return shown
    .map((insight, order) => ({ insight, order }))
    .sort(
      (a, b) =>
        severity(a.insight) - severity(b.insight) || b.insight.weightUs - a.insight.weightUs || a.order - b.order,
    )
    .slice(0, options.limit ?? 5)
    .map(({ insight }) => insight);
}

const TIMED: ReadonlySet<Insight['kind']> = new Set([
  'bottleneck',
  'queue',
  'gaps',
  'external',
  'graph-limit',
  'slower-node',
  'resolution',
]);

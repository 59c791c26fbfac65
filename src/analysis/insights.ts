import { isStatusOnly, type Run } from '../model/run.ts';
import { type AgainstHistory, againstHistory } from './against-history.ts';
import type { Analysis } from './analyse.ts';
import { isSameWorkflow, newestFirst } from './comparable.ts';
import { type Insight, insightKey, type Rule, SEVERITIES } from './insight.ts';
import { compareWithPrevious } from './regression.ts';
import { improvement, noHistory, regression, slowerNode } from './rules-compare.ts';
import { cacheMiss, coldStart, errorCost } from './rules-history.ts';
import { engineSerial, graphLimit, hidden, tie } from './rules-parallel.ts';
import {
  busyPage,
  contradictory,
  failure,
  incomplete,
  oversized,
  replayed,
  resolution,
  retries,
} from './rules-state.ts';
import { bottleneck, external, gaps, queue } from './rules-time.ts';

/** In the order in which equals are shown. */
const RULES: readonly Rule[] = [
  failure,
  contradictory,
  regression,
  busyPage,
  bottleneck,
  tie,
  queue,
  cacheMiss,
  errorCost,
  retries,
  engineSerial,
  coldStart,
  gaps,
  slowerNode,
  oversized,
  replayed,
  incomplete,
  improvement,
  external,
  hidden,
  graphLimit,
  noHistory,
  resolution,
];

export interface InsightOptions {
  /** Share of slowing from which a run is a regression; 0.2 unless the user set another. */
  readonly share?: number;
  /** How many to give back; 5. */
  readonly limit?: number;
  /** Keys of findings to leave out (`insightKey`). */
  readonly dismissed?: ReadonlySet<string>;
}

export interface Findings {
  /** The run against its history; undefined when it cannot be compared. */
  readonly against: AgainstHistory | undefined;
  /** Ranked by severity, then by the time at stake. */
  readonly shown: readonly Insight[];
  /** What the user wants to hear no more of, ranked likewise. */
  readonly dismissed: readonly Insight[];
}

/** Findings about a run. `runs` are the stored ones; order does not matter. */
export function findings(analysis: Analysis, runs: readonly Run[], options: InsightOptions = {}): Findings {
  const { run } = analysis;
  const share = options.share ?? 0.2;
  const others = runs
    .filter((r) => r.id !== run.id && r.origin === run.origin && isSameWorkflow(r, run))
    .sort(newestFirst);
  const verdict = compareWithPrevious(run, others, share);
  const against = againstHistory(run, others);
  const facts = { analysis, verdict, against, others, share };
  const found = withoutContradictions(RULES.flatMap((rule) => rule(facts) ?? []));
  // Times of a compressed replay, of a page that saw everything late, that cannot be, of half a run or of a few nodes would only mislead.
  const { replaySpeed = 1, status } = run;
  const doubtful = replaySpeed !== 1 || status === 'cut' || isStatusOnly(run) || found.some((i) => UNTIMED.has(i.kind));
  const severity = (i: Insight): number => SEVERITIES.indexOf(i.severity);
  const ranked = (doubtful ? found.filter((i) => !TIMED.has(i.kind)) : found)
    .map((insight, order) => ({ insight, order }))
    .sort(
      (a, b) =>
        severity(a.insight) - severity(b.insight) || b.insight.weightUs - a.insight.weightUs || a.order - b.order,
    )
    .map(({ insight }) => insight);
  const gone = (i: Insight): boolean => options.dismissed?.has(insightKey(i, run)) ?? false;
  return {
    against,
    shown: ranked.filter((i) => !gone(i)).slice(0, options.limit ?? 5),
    dismissed: ranked.filter(gone),
  };
}

/** A node that failed, got slower, or is to be made faster with others is not called one to be left alone. */
function withoutContradictions(found: readonly Insight[]): Insight[] {
  const named = new Set(
    found
      .filter((i) => ['failure', 'regression', 'slower-node', 'tie'].includes(i.kind))
      .flatMap((i) => i.evidence.nodes),
  );
  return found.filter((i) => i.kind !== 'hidden' || !i.evidence.nodes.some((id) => named.has(id)));
}

/** The findings to show. */
export function insights(analysis: Analysis, runs: readonly Run[], options: InsightOptions = {}): readonly Insight[] {
  return findings(analysis, runs, options).shown;
}

/** Where one of these is found, those about times are none. */
const UNTIMED: ReadonlySet<Insight['kind']> = new Set(['busy-page', 'contradictory']);

const TIMED: ReadonlySet<Insight['kind']> = new Set([
  'bottleneck',
  'queue',
  'gaps',
  'external',
  'graph-limit',
  'tie',
  'hidden',
  'engine-serial',
  'cold-start',
  'slower-node',
  'resolution',
]);

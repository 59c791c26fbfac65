import type { Analysis } from './analyse.ts';
import type { Verdict } from './regression.ts';

/** The rules are in docs/insights.md, one paragraph per kind. */
export type InsightKind =
  | 'regression'
  | 'failure'
  | 'bottleneck'
  | 'queue'
  | 'gaps'
  | 'external'
  | 'incomplete'
  | 'replayed'
  | 'busy-page'
  | 'slower-node'
  | 'improvement'
  | 'graph-limit'
  | 'no-history'
  | 'resolution';

export const SEVERITIES = ['high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Figure {
  readonly name: string;
  readonly value: number;
  /** `us` microseconds, `share` 0..1 (a change may be negative or above 1), `count` whole things. */
  readonly unit: 'us' | 'share' | 'count';
}

/** One finding about a run, with what it rests on and what to do about it. */
export interface Insight {
  readonly kind: InsightKind;
  readonly severity: Severity;
  readonly title: string;
  readonly evidence: {
    readonly text: string;
    readonly numbers: readonly Figure[];
    /** Ids of the runs it is about, this one first. */
    readonly runs: readonly string[];
    /** Ids of the nodes it is about, most important first. */
    readonly nodes: readonly string[];
  };
  readonly nextStep: string;
  readonly sure: { readonly level: 'sure' | 'unsure'; readonly why: string };
  /** Microseconds at stake: ranks findings of one severity. */
  readonly weightUs: number;
}

/** What a rule may look at. */
export interface Facts {
  readonly analysis: Analysis;
  readonly verdict: Verdict;
  /** Share of slowing from which a run is a regression. */
  readonly share: number;
}

/** A rule finds nothing, or one thing. */
export type Rule = (facts: Facts) => Insight | undefined;

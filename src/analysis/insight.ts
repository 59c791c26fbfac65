import { fnv64 } from '../model/hash.ts';
import type { Run } from '../model/run.ts';
import type { AgainstHistory } from './against-history.ts';
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
  | 'contradictory'
  | 'replayed'
  | 'busy-page'
  | 'slower-node'
  | 'improvement'
  | 'graph-limit'
  | 'tie'
  | 'hidden'
  | 'engine-serial'
  | 'cold-start'
  | 'cache-miss'
  | 'error-cost'
  | 'retries'
  | 'oversized'
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

/** A name for a finding that is the same whenever this is found of this workflow again; holds no names. */
export function insightKey({ kind, evidence }: Insight, { origin, editor, workflow }: Run): string {
  return fnv64(JSON.stringify([origin, editor, workflow.id || workflow.name, kind, evidence.nodes[0] ?? '']));
}

/** What a rule may look at. */
export interface Facts {
  readonly analysis: Analysis;
  /** Against the previous comparable run, and against all of them; the latter is absent where there is none. */
  readonly verdict: Verdict;
  readonly against: AgainstHistory | undefined;
  /** Runs of the same workflow at hand, the one in question left out, newest first. */
  readonly others: readonly Run[];
  /** Share of slowing from which a run is a regression. */
  readonly share: number;
}

/** A rule finds nothing, or one thing. */
export type Rule = (facts: Facts) => Insight | undefined;

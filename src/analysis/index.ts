export { type AgainstHistory, againstHistory, type NodeGrade } from './against-history.ts';
export { incidentText } from './alerts.ts';
export { type Analysis, analyse } from './analyse.ts';
export type { Bottleneck, BottleneckInstance } from './bottlenecks.ts';
export { changeText, rankingText } from './change-words.ts';
export { comparableBefore, executedSet, isComparable, isSameWorkflow, whyNotComparable } from './comparable.ts';
export { type Comparison, compareSides, type NodeComparison, typicalOf } from './compare.ts';
export type { Concurrency, Step } from './concurrency.ts';
export { contradictions, wrongLength } from './contradictions.ts';
export { costOf, type Money, type NodeCost, type RunCost } from './cost.ts';
export { type CachedSaving, costPerSavedSecond, savedByCache } from './cost-saved.ts';
export type { Cpm } from './cpm.ts';
export type { CriticalPath, Segment, SegmentKind } from './critical-path.ts';
export {
  BUILT_IN_ENGINES,
  type EngineOverrides,
  type EngineProfile,
  engineOf,
  limited,
  profileOf,
  unbounded,
} from './engine.ts';
export type { EngineLimit } from './engine-limit.ts';
export { type Eta, etaOf } from './eta.ts';
export { type Explanation, explain, type Reason } from './explain.ts';
export { type Figure, type Insight, type InsightKind, insightKey, type Severity } from './insight.ts';
export { type Findings, findings, type InsightOptions, insights } from './insights.ts';
export { type Lanes, lanesOf } from './lanes.ts';
export { type Length, lengthOfRun } from './length.ts';
export { type NodeOverRuns, overRuns, type TimeOverRuns, timeOverRuns } from './many-runs.ts';
export { buildNet, type Net, type NetOptions } from './net.ts';
export { type NodeCurve, nodeCurve, whyNotProjected } from './node-curve.ts';
export { type OverTime, overTime } from './over-time.ts';
export type { LostTime, Minimum, Parallelization, TimeSpent } from './parallelization.ts';
export { compareWithPrevious, type NodeChange, type Verdict, workById } from './regression.ts';
export type { SavingBasis, Savings } from './savings.ts';
export { type Summary, summarize } from './summary.ts';
export { historyVerdict, setVerdict, type VerdictLine } from './verdict-words.ts';
export { type Change, type Projection, project } from './what-if.ts';
export { whatIfs } from './what-ifs.ts';
export { durationOf, spanOf, type Window, windowOf } from './window.ts';
export { count, duration, nameOf, percent } from './words.ts';

export { type Analysis, analyse } from './analyse.ts';
export type { Bottleneck, BottleneckInstance } from './bottlenecks.ts';
export { comparableBefore, executedSet, isComparable, whyNotComparable } from './comparable.ts';
export type { Concurrency, Step } from './concurrency.ts';
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
export type { Figure, Insight, InsightKind, Severity } from './insight.ts';
export { type InsightOptions, insights } from './insights.ts';
export { buildNet, type Net, type NetOptions } from './net.ts';
export type { Minimum, Parallelization, TimeSpent } from './parallelization.ts';
export { compareWithPrevious, type NodeChange, type Verdict, workById } from './regression.ts';
export { type Summary, summarize } from './summary.ts';
export { spanOf, type Window, windowOf } from './window.ts';
export { count, duration, nameOf, percent } from './words.ts';

export type { Analysis } from '../analysis/analyse.ts';
export type { Bottleneck } from '../analysis/bottlenecks.ts';
export type { Insight } from '../analysis/insight.ts';
export type { Parallelization } from '../analysis/parallelization.ts';
export type { Edge, Graph, GraphNode } from '../model/graph.ts';
export { fail, ok, type Result } from '../model/result.ts';
export type { NodeRun, Run } from '../model/run.ts';
export { fromMillis, type Micros, micros } from '../model/time.ts';
export {
  createProfiler,
  type NodeExecution,
  type Profiler,
  type ProfilerOptions,
  type RecordingEnd,
  type RecordingStart,
} from './profiler.ts';
export { createReader, type ProfileReader, type ReaderOptions, type Which } from './reader.ts';
export type { ProfileStore, WritableProfileStore } from './store.ts';
export { createArrayStore } from './store-array.ts';

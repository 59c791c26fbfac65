import { type Analysis, analyse } from '../analysis/analyse.ts';
import type { Bottleneck } from '../analysis/bottlenecks.ts';
import { type EngineOverrides, engineOf } from '../analysis/engine.ts';
import type { Insight } from '../analysis/insight.ts';
import { insights } from '../analysis/insights.ts';
import type { Parallelization } from '../analysis/parallelization.ts';
import type { Graph } from '../model/graph.ts';
import { isOver, type Run } from '../model/run.ts';
import type { Micros } from '../model/time.ts';
import type { ProfileStore } from './store.ts';

/** Which run is meant: one by its id, else the newest of a workflow, else the newest of all. */
export interface Which {
  readonly runId?: string;
  readonly workflowId?: string;
}

/** The reading half of the library surface: what the panel, the CLI and programs ask. */
export interface ProfileReader {
  /** True while a run (of that workflow) goes on. */
  isRecording(workflowId?: string): boolean;
  /** Runs, newest first. */
  getProfiles(workflowId?: string): readonly Run[];
  getLatestProfile(workflowId?: string): Run | undefined;
  /** Everything about one run; undefined when there is none. The same object until the run changes. */
  getAnalysis(which?: Which, graph?: Graph): Analysis | undefined;
  /** The `n` nodes (3) that would save most were they instant; by working time where that is not known. */
  getBottlenecks(n?: number, which?: Which): readonly Bottleneck[];
  /** Theoretical minimum against actual duration, over `graph` or else the run's own edges; undefined when there is no run. */
  getParallelizationAnalysis(graph?: Graph, which?: Which): Parallelization | undefined;
  /** Findings, at most five, ranked. */
  getPerformanceInsights(graph?: Graph, which?: Which): readonly Insight[];
}

export interface ReaderOptions {
  /** Epoch microseconds, to measure runs that still go on; without it they reach to what was last seen. */
  readonly now?: () => Micros;
  /** Share of slowing from which a run counts as a regression (0.2). Asked each time, so that a setting may change. */
  readonly regressionShare?: () => number;
  /** Engines as the user described them. Asked each time; give another object when it changed. */
  readonly engines?: () => EngineOverrides;
}

/** A reader over a store. Finished runs are analysed once: a store gives a new object when a run changes. */
export function createReader(store: ProfileStore, options: ReaderOptions = {}): ProfileReader {
  let cache = new WeakMap<Run, Analysis>();
  let described: EngineOverrides | undefined;

  const analysisOf = (run: Run, graph?: Graph): Analysis => {
    const engines = options.engines?.();
    if (engines !== described) cache = new WeakMap();
    described = engines;
    const cacheable = graph === undefined && isOver(run.status);
    const known = cacheable ? cache.get(run) : undefined;
    if (known) return known;
    const now = options.now?.();
    const made = analyse(run, {
      ...(now === undefined ? {} : { now }),
      ...(graph ? { graph } : {}),
      engine: engineOf(run, engines),
    });
    if (cacheable) cache.set(run, made);
    return made;
  };
  const find = (which: Which = {}): Run | undefined =>
    which.runId === undefined ? reader.getLatestProfile(which.workflowId) : store.get(which.runId);

  const reader: ProfileReader = {
    isRecording: (workflowId) => reader.getProfiles(workflowId).some((r) => !isOver(r.status)),
    getProfiles: (workflowId) =>
      workflowId === undefined ? store.runs() : store.runs().filter((r) => r.workflow.id === workflowId),
    getLatestProfile: (workflowId) =>
      store.runs().find((r) => workflowId === undefined || r.workflow.id === workflowId),
    getAnalysis(which, graph) {
      const run = find(which);
      return run && analysisOf(run, graph);
    },
    getBottlenecks: (n = 3, which) => reader.getAnalysis(which)?.bottlenecks.slice(0, Math.max(0, n)) ?? [],
    getParallelizationAnalysis: (graph, which) => reader.getAnalysis(which, graph)?.parallelization,
    getPerformanceInsights(graph, which) {
      const analysis = reader.getAnalysis(which, graph);
      if (!analysis) return [];
      const share = options.regressionShare?.();
      return insights(analysis, store.runs(), share === undefined ? {} : { share });
    },
  };
  return reader;
}

import { type ComponentChild, type ComponentChildren, createContext, h } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import type { Bottleneck } from '../analysis/bottlenecks.ts';
import type { Insight } from '../analysis/insight.ts';
import type { Parallelization } from '../analysis/parallelization.ts';
import type { Run } from '../model/run.ts';
import { createReader, type ProfileReader, type ReaderOptions } from './reader.ts';
import type { ProfileStore } from './store.ts';

interface Provided {
  readonly store: ProfileStore;
  readonly reader: ProfileReader;
}

const Context = createContext<Provided | undefined>(undefined);

export interface ProfilerProviderProps extends ReaderOptions {
  readonly store: ProfileStore;
  readonly children?: ComponentChildren;
}

/** Gives `useWorkflowProfiler` below it a store to read from. Keep `now` and `regressionShare` stable between renders. */
export function ProfilerProvider(props: ProfilerProviderProps): ComponentChild {
  const { store, now, regressionShare, children } = props;
  const value = useMemo(
    () => ({
      store,
      reader: createReader(store, { ...(now ? { now } : {}), ...(regressionShare ? { regressionShare } : {}) }),
    }),
    [store, now, regressionShare],
  );
  return h(Context.Provider, { value }, children);
}

/** What a component may show of one workflow. */
export interface WorkflowProfile {
  readonly isRecording: boolean;
  readonly latest: Run | undefined;
  /** Newest first. */
  readonly profiles: readonly Run[];
  /** All nodes that ran in the latest run, those first that would save most. */
  readonly bottlenecks: readonly Bottleneck[];
  readonly parallelization: Parallelization | undefined;
  readonly insights: readonly Insight[];
}

/**
 * The profile of a workflow (of all, without an id), rendered anew on each change of the store.
 * Throws when there is no `ProfilerProvider` above: that is a mistake in the program.
 */
export function useWorkflowProfiler(workflowId?: string): WorkflowProfile {
  const provided = useContext(Context);
  if (!provided) throw new Error('useWorkflowProfiler needs a ProfilerProvider above it');
  const { store, reader } = provided;
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const changed = (): void => setVersion((v) => v + 1);
    // The store may have changed between render and this effect.
    changed();
    return store.subscribe(changed);
  }, [store]);
  // `version` stands for the contents of the store.
  return useMemo(() => {
    const which = workflowId === undefined ? {} : { workflowId };
    // What takes an analysis is made for who reads it: a list of runs alone would wait for one.
    return {
      isRecording: reader.isRecording(workflowId),
      latest: reader.getLatestProfile(workflowId),
      profiles: reader.getProfiles(workflowId),
      get bottlenecks() {
        return reader.getBottlenecks(Number.POSITIVE_INFINITY, which);
      },
      get parallelization() {
        return reader.getParallelizationAnalysis(undefined, which);
      },
      get insights() {
        return reader.getPerformanceInsights(undefined, which);
      },
    };
  }, [reader, workflowId, version]);
}

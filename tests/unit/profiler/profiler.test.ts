import { describe, expect, it, vi } from 'vitest';
import type { Graph } from '../../../src/model/graph.ts';
import { type Micros, micros } from '../../../src/model/time.ts';
import { createProfiler, type Profiler } from '../../../src/profiler/profiler.ts';
import { createArrayStore } from '../../../src/profiler/store-array.ts';
import { buildRun } from '../../support/build-run.ts';

const GRAPH: Graph = {
  nodes: ['a', 'b', 'c'].map((id) => ({ id, type: 't', title: id.toUpperCase() })),
  edges: [
    ['a', 'b', 'data'],
    ['a', 'c', 'data'],
  ],
};

function setup(): { profiler: Profiler; at: (us: number) => void } {
  let now = 0;
  let ids = 0;
  const clock = (): Micros => micros(now);
  const profiler = createProfiler({ store: createArrayStore(), clock, newId: () => `run-${++ids}` });
  return {
    profiler,
    at: (us) => {
      now = us;
    },
  };
}

/** One finished run of GRAPH: a takes 100, b `slow`, c 20. */
function record(profiler: Profiler, start: number, slow: number): string {
  const id = profiler.startRecording({ workflowId: 'w', graph: GRAPH, startUs: start });
  profiler.recordNodeExecution(id, { id: 'a', startUs: start, endUs: start + 100 });
  profiler.recordNodeExecution(id, { id: 'b', startUs: start + 100, endUs: start + 100 + slow });
  profiler.recordNodeExecution(id, { id: 'c', startUs: start + 100, endUs: start + 120 });
  profiler.endRecording(id, { endUs: start + 100 + slow });
  return id;
}

describe('profiler', () => {
  it('records a run by hand and reads it back', () => {
    const { profiler } = setup();
    const id = record(profiler, 1000, 50);
    expect(profiler.getLatestProfile('w')).toMatchObject({
      id,
      editor: 'library',
      status: 'success',
      startUs: 1000,
      endUs: 1150,
      nodes: [{ id: 'a', title: 'A', instance: 0, status: 'success' }, { id: 'b' }, { id: 'c' }],
      edges: GRAPH.edges,
    });
    expect(profiler.getBottlenecks(2).map((b) => b.id)).toEqual(['a', 'b']);
    expect(profiler.getParallelizationAnalysis()?.minimum).toMatchObject({
      known: true,
      minimumUs: 150,
      efficiency: 1,
    });
  });

  it('tells a regression between two runs', () => {
    const { profiler } = setup();
    record(profiler, 1000, 50);
    record(profiler, 2000, 200);
    const [first] = profiler.getPerformanceInsights(undefined, { workflowId: 'w' });
    expect(first).toMatchObject({
      kind: 'regression',
      severity: 'high',
      evidence: { nodes: ['b'], runs: ['run-2', 'run-1'] },
    });
    expect(profiler.getPerformanceInsights(undefined, { runId: 'run-1' }).map((i) => i.kind)).not.toContain(
      'regression',
    );
  });

  it('is recording while a run goes on; a live run is measured by the clock', () => {
    const { profiler, at } = setup();
    at(1000);
    const id = profiler.startRecording({ workflowId: 'w', graph: GRAPH });
    expect([profiler.isRecording(), profiler.isRecording('w'), profiler.isRecording('x')]).toEqual([true, true, false]);
    profiler.recordNodeExecution(id, { id: 'a', startUs: 1010 });
    at(1200);
    expect(profiler.getAnalysis()?.summary).toMatchObject({ live: true, durationUs: 200 });
    profiler.recordNodeExecution(id, { id: 'a', instance: 0, endUs: 1110 });
    profiler.endRecording(id);
    expect(profiler.isRecording()).toBe(false);
    expect(profiler.getLatestProfile()).toMatchObject({
      endUs: 1200,
      nodes: [{ startUs: 1010, endUs: 1110, status: 'success' }, { status: 'skipped' }, { status: 'skipped' }],
    });
  });

  it('numbers instances; a failed node fails the run', () => {
    const { profiler } = setup();
    const id = profiler.startRecording({ workflowId: 'w', startUs: 0 });
    for (const k of [0, 1, 2]) {
      const node = profiler.recordNodeExecution(id, { id: 'each', title: 'Each', startUs: k, endUs: k + 1 });
      expect(node).toMatchObject({ ok: true, value: { instance: k, title: 'Each' } });
    }
    profiler.recordNodeExecution(id, { id: 'bad', startUs: 3, endUs: 4, status: 'error', errorClass: 'ValueError' });
    expect(profiler.endRecording(id, { endUs: 4 })).toMatchObject({
      ok: true,
      value: { status: 'error', partial: ['no-graph'] },
    });
    expect(profiler.getParallelizationAnalysis()?.minimum.known).toBe(false);
    expect(profiler.getParallelizationAnalysis({ nodes: [], edges: [] })?.minimum.known).toBe(true);
  });

  it('says what is wrong with a call', () => {
    const { profiler } = setup();
    const id = profiler.startRecording({ workflowId: 'w', startUs: 10 });
    expect(profiler.recordNodeExecution('nobody', { id: 'a' })).toEqual({
      ok: false,
      error: 'no such run',
      where: 'nobody',
    });
    expect(profiler.recordNodeExecution(id, { id: 'a', startUs: 9, endUs: 8 })).toMatchObject({
      ok: false,
      where: 'endUs',
    });
    expect(profiler.recordNodeExecution(id, { id: 'a', endUs: 8 })).toMatchObject({ ok: false, where: 'endUs' });
    expect(profiler.recordNodeExecution(id, { id: 'x'.repeat(129) })).toMatchObject({ ok: false, where: 'id' });
    expect(profiler.recordNodeExecution(id, { id: 'a', bytes: -1 })).toMatchObject({ ok: false, where: 'bytes' });
    expect(profiler.endRecording(id, { endUs: 5 })).toMatchObject({ ok: false, where: 'endUs' });
    expect(profiler.endRecording(id, { endUs: 50 })).toMatchObject({ ok: true });
    expect(profiler.endRecording(id)).toMatchObject({ ok: false, error: 'the run has ended (success)' });
  });

  it('clears all but pinned and open runs', () => {
    const store = createArrayStore([
      buildRun({ id: 'kept', pinned: true, nodes: [] }),
      buildRun({ id: 'open', end: null, nodes: [] }),
      buildRun({ id: 'old', nodes: [] }),
      buildRun({ id: 'other', workflow: { id: 'x', name: '' }, nodes: [] }),
    ]);
    const profiler = createProfiler({ store, clock: () => micros(0), newId: () => 'id' });
    expect(profiler.clearProfiles('x')).toBe(1);
    expect(profiler.clearProfiles()).toBe(1);
    expect(
      store
        .runs()
        .map((r) => r.id)
        .sort(),
    ).toEqual(['kept', 'open']);
  });

  it('has nothing to say of nothing', () => {
    const { profiler } = setup();
    expect(profiler.getLatestProfile()).toBeUndefined();
    expect(profiler.getBottlenecks()).toEqual([]);
    expect(profiler.getParallelizationAnalysis()).toBeUndefined();
    expect(profiler.getPerformanceInsights()).toEqual([]);
  });

  it('analyses a finished run once', () => {
    const { profiler } = setup();
    record(profiler, 1000, 50);
    expect(profiler.getAnalysis()).toBe(profiler.getAnalysis({ workflowId: 'w' }));
  });
});

describe('array store', () => {
  it('keeps runs newest first and tells of changes until stopped', () => {
    const store = createArrayStore([buildRun({ start: 5, nodes: [] })]);
    const heard = vi.fn();
    const stop = store.subscribe(heard);
    store.put(buildRun({ start: 9, nodes: [] }));
    expect(store.runs().map((r) => r.id)).toEqual(['run-9', 'run-5']);
    store.remove(['nobody']);
    expect(heard).toHaveBeenCalledTimes(1);
    store.remove(['run-9']);
    stop();
    store.put(buildRun({ start: 10, nodes: [] }));
    expect(heard).toHaveBeenCalledTimes(2);
    expect(store.get('run-10')?.startUs).toBeGreaterThan(store.get('run-5')?.startUs ?? 0);
  });
});

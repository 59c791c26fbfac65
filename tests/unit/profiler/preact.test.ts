// @vitest-environment happy-dom
import { h, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { ProfilerProvider, useWorkflowProfiler, type WorkflowProfile } from '../../../src/profiler/preact.ts';
import { createArrayStore } from '../../../src/profiler/store-array.ts';
import { buildRun } from '../../support/build-run.ts';

let seen: WorkflowProfile | undefined;

function Shown({ workflow }: { readonly workflow: string | undefined }) {
  seen = useWorkflowProfiler(workflow);
  return h('p', null, seen.latest?.id ?? 'nothing');
}

afterEach(() => {
  render(null, document.body);
});

describe('useWorkflowProfiler', () => {
  it('shows a workflow and renders anew on each change of the store', async () => {
    const store = createArrayStore();
    await act(() => render(h(ProfilerProvider, { store }, h(Shown, { workflow: 'w' })), document.body));
    expect(document.body.textContent).toBe('nothing');
    expect(seen).toMatchObject({
      isRecording: false,
      profiles: [],
      bottlenecks: [],
      insights: [],
      parallelization: undefined,
    });

    const nodes = [
      { id: 'a', start: 0, end: 10 },
      { id: 'b', start: 10, end: 40 },
    ];
    await act(() => store.put(buildRun({ id: 'one', nodes, edges: ['a>b'] })));
    expect(document.body.textContent).toBe('one');
    expect(seen?.bottlenecks.map((b) => b.id)).toEqual(['b', 'a']);
    expect(seen?.parallelization?.minimum).toMatchObject({ efficiency: 1 });

    await act(() => store.put(buildRun({ id: 'elsewhere', start: 5, workflow: { id: 'x', name: '' }, nodes })));
    expect(document.body.textContent).toBe('one');
    await act(() => store.put(buildRun({ id: 'two', start: 9, nodes, end: null })));
    expect(seen).toMatchObject({ isRecording: true, latest: { id: 'two' } });
  });

  it('without an id: all workflows; no longer there: the store is let go', async () => {
    let listeners = 0;
    const array = createArrayStore([buildRun({ id: 'x', workflow: { id: 'x', name: '' }, nodes: [] })]);
    const store: typeof array = {
      ...array,
      subscribe(listener) {
        const stop = array.subscribe(listener);
        listeners++;
        return () => {
          listeners--;
          stop();
        };
      },
    };
    await act(() => render(h(ProfilerProvider, { store }, h(Shown, { workflow: undefined })), document.body));
    expect(document.body.textContent).toBe('x');
    expect(listeners).toBe(1);
    await act(() => render(null, document.body));
    expect(listeners).toBe(0);
  });

  it('says so when there is no provider', () => {
    expect(() => render(h(Shown, { workflow: undefined }), document.body)).toThrow('ProfilerProvider');
  });
});

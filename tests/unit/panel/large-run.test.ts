import { effect } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { startPanel } from '../../../panel/state/start.ts';
import type { NodeRun, Run } from '../../../src/model/run.ts';
import { micros } from '../../../src/model/time.ts';
import { buildRun, T0 } from '../../support/build-run.ts';
import { createFakeBackground } from '../../support/panel-harness/fake-background.ts';
import { hostOf } from './fake-host.ts';
import { manualClock } from './manual-clock.ts';

/** A run of so many nodes that goes on, and how often it was analysed while its nodes began, ten in a second. */
async function watched(count: number) {
  const nodes = Array.from({ length: count }, (_, i) => ({ id: `n${i}`, ...(i === 0 && { start: 0 }) }));
  let run: Run = buildRun({ nodes, end: null });
  const fake = createFakeBackground({ runs: [run] });
  const clock = manualClock();
  const { state, findings } = startPanel(hostOf(fake, clock));
  for (let i = 0; i < 20; i++) await Promise.resolve();
  let analyses = 0;
  let shown = 0;
  effect(() => {
    if (findings.analysis.value) analyses++;
  });
  effect(() => {
    if (state.run.value) shown++;
  });
  const put = (change: Partial<Run>): void => {
    run = { ...run, ...change };
    fake.put(run);
  };
  const before = { analyses, shown };
  for (let i = 1; i <= 10; i++) {
    const began = (n: NodeRun): NodeRun => ({ ...n, status: 'running', startUs: micros(T0 + i * 100_000) });
    put({ nodes: run.nodes.map((n, k) => (k === i ? began(n) : n)) });
    clock.pass(100);
  }
  return { put, findings, analyses: () => analyses - before.analyses, shown: () => shown - before.shown };
}

describe('a run that goes on', () => {
  it('is analysed with each picture while it is small', async () => {
    const { analyses, shown } = await watched(1_000);
    expect(shown()).toBe(10);
    expect(analyses()).toBeGreaterThanOrEqual(10);
  });

  it('is analysed twice a second when it is large, and at once when it ends', async () => {
    const { analyses, shown, put, findings } = await watched(1_001);
    expect(shown()).toBe(10);
    expect(analyses()).toBe(2);
    put({ status: 'success', endUs: micros(T0 + 1_000_000) });
    expect(findings.analysis.value?.run.status).toBe('success');
  });
});

describe('a large run that is over', () => {
  const nodes = Array.from({ length: 1_001 }, (_, i) => ({ id: `n${i}`, start: i, end: i + 1 }));
  const open = async (runs: readonly Run[]) => {
    const clock = manualClock();
    const panel = startPanel(hostOf(createFakeBackground({ runs }), clock));
    for (let i = 0; i < 20; i++) await Promise.resolve();
    return { ...panel, clock };
  };

  it('is analysed once its picture has been drawn, so that the picture does not wait', async () => {
    const { findings, state, timeline, clock } = await open([buildRun({ nodes })]);
    expect(state.run.value?.nodes.length).toBe(1_001);
    expect(timeline.rows.value.length).toBe(1_001);
    expect(findings.analysis.value).toBeUndefined();
    clock.pass(0);
    expect(findings.analysis.value?.run).toBe(state.run.value);
  });

  it('a small one at once', async () => {
    const { findings, state } = await open([buildRun({ nodes: nodes.slice(0, 1_000) })]);
    expect(findings.analysis.value?.run).toBe(state.run.value);
  });

  it('is not taken for the one shown before', async () => {
    const [first, second] = [1, 2].map((i) => buildRun({ id: `r${i}`, nodes }));
    const { findings, state, clock } = await open([first as Run, second as Run]);
    clock.pass(0);
    const before = findings.analysis.value?.run.id;
    state.chosen.value = before === 'r1' ? 'r2' : 'r1';
    for (let i = 0; i < 20; i++) await Promise.resolve();
    expect(findings.analysis.value).toBeUndefined();
    clock.pass(1_000);
    expect(findings.analysis.value?.run.id).toBe(state.chosen.value);
  });
});

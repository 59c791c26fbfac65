import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { finishedRuns } from '../../../panel/state/finished-store.ts';
import { historyOf } from '../../../panel/state/history.ts';
import { fromSnapshot, type Mirror } from '../../../panel/state/mirror.ts';
import { createMirrorStore } from '../../../panel/state/mirror-store.ts';
import { DEFAULT_SETTINGS } from '../../../src/messages/panel.ts';
import { headOf, type Run } from '../../../src/model/run.ts';
import { HEALTHY } from '../../support/panel-harness/fake-background.ts';
import { aNode, aRun, at, going } from '../drawing/a-run.ts';

/** Run number `i`, a second after the one before, that took `ms`. */
function past(i: number, ms: number, rest: Partial<Run> = {}): Run {
  const start = i * 1000;
  const nodes = [
    aNode('a', { start, end: start + ms / 2 }),
    { ...aNode('a', { start: start + ms / 4, end: start + ms }), instance: 1 },
  ];
  return aRun(nodes, { id: `r${i}`, startUs: at(start), endUs: at(start + ms), ...rest });
}

describe('history', () => {
  it('is of the same graph, oldest first, with the median of what succeeded', () => {
    const runs = [
      past(4, 900, { status: 'error' }),
      past(3, 300),
      past(2, 70, { graphHash: 'other' }),
      past(1, 100),
      past(0, 200),
    ];
    const history = historyOf(runs, 'g1');
    expect(history.runs.map((r) => r.id)).toEqual(['r0', 'r1', 'r3', 'r4']);
    expect(history.medianUs).toBe(200_000);
    expect(history.longestUs).toBe(900_000);
  });

  it('of a node counts overlapping instances once and leaves out runs in which it did not work', () => {
    const idle = aRun([aNode('a', { status: 'cached' })], { id: 'idle', startUs: at(-5000), endUs: at(-4000) });
    expect(historyOf([past(1, 100), idle], 'g1', 'a').runs).toEqual([{ id: 'r1', us: 100_000, status: 'success' }]);
  });

  it('of a node counts no wait inside its span, and of a graph that was not seen there is none', () => {
    const waits = [{ kind: 'input', startUs: at(10), endUs: at(90) }] as const;
    const run = aRun([{ ...aNode('a', { start: 0, end: 100 }), waits }], {});
    expect(historyOf([run], 'g1', 'a').runs.map((r) => r.us)).toEqual([20_000]);
    expect(historyOf([past(0, 100, { graphHash: '' }), past(1, 100, { graphHash: '' })], '').runs).toEqual([]);
  });

  it('has no median of one run', () => {
    expect(historyOf([past(0, 100)], 'g1').medianUs).toBeUndefined();
    expect(historyOf([past(0, 100), past(1, 200)], 'g1').medianUs).toBe(150_000);
  });

  it('looks back twenty runs', () => {
    const many = Array.from({ length: 30 }, (_, i) => past(29 - i, 100));
    const { runs } = historyOf(many, 'g1');
    expect(runs).toHaveLength(20);
    expect(runs.at(-1)?.id).toBe('r29');
  });
});

describe('stores over the mirror', () => {
  const mirrorOf = (rev: number, runs: readonly Run[]): Mirror => {
    const first = {
      kind: 'snapshot',
      rev,
      origin: '',
      heads: runs.map(headOf),
      health: HEALTHY,
      settings: DEFAULT_SETTINGS,
      incidents: [],
    } as const;
    return { ...fromSnapshot(first), runs: new Map(runs.map((r) => [r.id, r])) };
  };

  it('give runs newest first, and finished ones tell only of finished ones', () => {
    const done = past(0, 100);
    const live = going(past(1, 100));
    const mirror = signal<Mirror | undefined>(mirrorOf(1, [done, live]));
    const store = createMirrorStore(mirror);
    const over = finishedRuns(store);
    let all = 0;
    let finished = 0;
    const stop = [store.subscribe(() => all++), over.subscribe(() => finished++)];
    expect(store.runs().map((r) => r.id)).toEqual(['r1', 'r0']);
    expect(over.runs()).toEqual([done]);

    mirror.value = mirrorOf(2, [done, { ...live, events: 9 }]);
    expect([all, finished]).toEqual([1, 0]);
    mirror.value = mirrorOf(3, [done, past(1, 100)]);
    expect([all, finished]).toEqual([2, 1]);
    expect(over.get('r1')?.status).toBe('success');

    for (const each of stop) each();
    mirror.value = mirrorOf(4, []);
    expect([all, finished]).toEqual([2, 1]);
  });
});

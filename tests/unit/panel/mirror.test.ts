import { describe, expect, it } from 'vitest';
import { addEarly, addRuns, applyDelta, dropEarly, fromSnapshot, type Mirror } from '../../../panel/state/mirror.ts';
import { DEFAULT_SETTINGS, type Snapshot } from '../../../src/messages/panel.ts';
import type { Incident } from '../../../src/model/alert.ts';
import { headOf, type Run } from '../../../src/model/run.ts';
import { HEALTHY } from '../../support/panel-harness/fake-background.ts';
import { aNode, aRun, at, going } from '../drawing/a-run.ts';

const older = aRun([aNode('a', { start: 0, end: 9 })], { id: 'r0', startUs: at(-5000), endUs: at(-4000) });
const run = going(aRun([aNode('a', { start: 1, end: 9 }), aNode('b')]));

function snapshot(rev: number, runs: readonly Run[], latest?: Run): Snapshot {
  const heads = runs.map(headOf);
  const origin = 'http://localhost:3000';
  return {
    kind: 'snapshot',
    rev,
    origin,
    heads,
    ...(latest && { latest }),
    health: HEALTHY,
    settings: DEFAULT_SETTINGS,
    incidents: [],
  };
}

function delta(mirror: Mirror, change: Omit<Parameters<typeof applyDelta>[1], 'kind' | 'rev'>): Mirror {
  const next = applyDelta(mirror, { kind: 'delta', rev: mirror.rev + 1, ...change });
  if (!next) throw new Error('the delta was not taken');
  return next;
}

describe('mirror', () => {
  it('starts from a snapshot, newest run first, the latest in full', () => {
    const m = fromSnapshot(snapshot(7, [older, run], run));
    expect(m.rev).toBe(7);
    expect(m.heads.map((h) => h.id)).toEqual(['r1', 'r0']);
    expect([...m.runs.keys()]).toEqual(['r1']);
  });

  it('asks for a new snapshot when a rev was skipped or repeated', () => {
    const m = fromSnapshot(snapshot(7, [run], run));
    expect(applyDelta(m, { kind: 'delta', rev: 9 })).toBeUndefined();
    expect(applyDelta(m, { kind: 'delta', rev: 7 })).toBeUndefined();
    expect(applyDelta(m, { kind: 'delta', rev: 8 })?.rev).toBe(8);
  });

  it('patches nodes by index and leaves the others as they are', () => {
    const m = fromSnapshot(snapshot(1, [run], run));
    const b = aNode('b', { start: 10 });
    const next = delta(m, { patches: [{ head: headOf(run), nodes: [[1, b]] }] });
    expect(next.runs.get('r1')?.nodes).toEqual([run.nodes[0], b]);
    expect(next.runs.get('r1')?.nodes[0]).toBe(run.nodes[0]);
    expect(m.runs.get('r1')?.nodes[1]).toEqual(run.nodes[1]);
  });

  it('takes what disappeared from a head (an end that was withdrawn)', () => {
    const over = { ...run, status: 'success' as const, endUs: at(50) };
    const m = fromSnapshot(snapshot(1, [over], over));
    const next = delta(m, { patches: [{ head: headOf(run) }] });
    expect(next.runs.get('r1')).toEqual(run);
    expect(next.heads[0]).not.toHaveProperty('endUs');
  });

  it('takes incidents whole, and keeps them while others are told', () => {
    const incident = { id: 'i' } as Incident;
    const m = fromSnapshot({ ...snapshot(1, []), incidents: [incident] });
    expect(m.incidents).toEqual([incident]);
    expect(delta(m, { health: HEALTHY }).incidents).toEqual([incident]);
    expect(delta(m, { incidents: [] }).incidents).toEqual([]);
  });

  it('adds edges and calls when they come, and keeps them', () => {
    const m = fromSnapshot(snapshot(1, [run], run));
    const withEdges = delta(m, { patches: [{ head: headOf(run), edges: [['a', 'b', 'data']] }] });
    const later = delta(withEdges, { patches: [{ head: headOf(run) }] });
    expect(later.runs.get('r1')?.edges).toEqual([['a', 'b', 'data']]);
  });

  it('takes a new run whole, and drops removed ones', () => {
    const fresh = aRun([aNode('x', { start: 0, end: 5 })], { id: 'r2', startUs: at(500) });
    const m = delta(fromSnapshot(snapshot(1, [run], run)), {
      patches: [{ head: headOf(fresh), nodes: [[0, fresh.nodes[0] ?? aNode('x')]], edges: [] }],
      removed: ['r1'],
    });
    expect(m.heads.map((h) => h.id)).toEqual(['r2']);
    expect(m.runs.get('r2')).toEqual(fresh);
    expect(m.runs.has('r1')).toBe(false);
  });

  it('never shows a run of which nodes are missing', () => {
    const m = fromSnapshot(snapshot(1, [older, run], run));
    const onlyHead = delta(m, { patches: [{ head: headOf(older), nodes: [[0, aNode('a', { start: 2, end: 3 })]] }] });
    expect(onlyHead.runs.has('r0')).toBe(false);
    const grown = delta(m, { patches: [{ head: { ...headOf(run), nodeCount: 4 }, nodes: [[3, aNode('d')]] }] });
    expect(grown.runs.has('r1')).toBe(false);
  });

  it('keeps runs that are over and unchanged across a reconnect, drops the others', () => {
    const full = addRuns(fromSnapshot(snapshot(1, [older, run], run)), [older]);
    const again = fromSnapshot(snapshot(3, [older, run]), full);
    expect([...again.runs.keys()]).toEqual(['r0']);
    const changed = fromSnapshot(snapshot(3, [{ ...older, events: 99 }, run]), full);
    expect([...changed.runs.keys()]).toEqual([]);
  });

  it('takes a changed pin along across a reconnect', () => {
    const full = addRuns(fromSnapshot(snapshot(1, [older])), [older]);
    expect(fromSnapshot(snapshot(2, [{ ...older, pinned: true }]), full).runs.get('r0')?.pinned).toBe(true);
  });

  it('leaves out fetched runs that were removed meanwhile', () => {
    expect(addRuns(fromSnapshot(snapshot(1, [run])), [older]).runs.size).toBe(0);
  });

  it('keeps the same run when the background tells of it what is known', () => {
    const over = { ...run, status: 'success' as const, endUs: at(50) };
    const m = fromSnapshot(snapshot(1, [over], over));
    const held = m.runs.get('r1');
    expect(delta(m, { patches: [{ head: headOf(over) }] }).runs.get('r1')).toBe(held);
    const pinned = delta(m, { patches: [{ head: { ...headOf(over), pinned: true } }] }).runs.get('r1');
    expect(pinned?.pinned).toBe(true);
    expect(pinned?.nodes).toEqual(held?.nodes);
  });

  it('shows a run early, takes it back if nobody tells of it, and keeps it when somebody did', () => {
    const over = { ...run, status: 'success' as const, endUs: at(50) };
    const m = addEarly(fromSnapshot(snapshot(1, [older])), over);
    expect(m.heads.map((h) => h.id)).toEqual(['r1', 'r0']);
    expect(m.runs.get('r1')).toBe(over);
    expect(addEarly(m, over)).toBe(m);
    const back = dropEarly(m, 'r1');
    expect([back.heads.map((h) => h.id), [...back.runs.keys()]]).toEqual([['r0'], []]);
    const told = delta(m, { patches: [{ head: headOf(over) }] });
    expect(told.runs.get('r1')).toBe(over);
    expect(dropEarly(told, 'r1')).toBe(told);
    expect(dropEarly(m, 'r0')).toBe(m);
  });

  it('keeps what nobody else has over a new snapshot, until that tells of it', () => {
    const over = { ...run, status: 'success' as const, endUs: at(50) };
    const m = addEarly(fromSnapshot(snapshot(1, [older])), over);
    const again = fromSnapshot(snapshot(5, [older]), m);
    expect(again.heads.map((h) => h.id)).toEqual(['r1', 'r0']);
    expect(again.runs.get('r1')).toBe(over);
    expect(dropEarly(again, 'r1').runs.has('r1')).toBe(false);
    const told = fromSnapshot(snapshot(6, [older, over]), again);
    expect(told.runs.get('r1')).toEqual(over);
    expect(dropEarly(told, 'r1')).toBe(told);
  });
});

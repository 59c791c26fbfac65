import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColdReason, Run } from '../../src/model/run.ts';
import { type ColdLedger, createColdLedger } from '../../src/recorder/cold.ts';
import { buildRun, T0 } from '../support/build-run.ts';

/** Seconds after `T0` at which the page was first heard of. */
const BEGAN = 100;

/** A run as it stands at some moment; what is known of it may change until it is over. */
const state = fc.record({
  run: fc.nat(5),
  editor: fc.constantFrom('nodetool' as const, 'comfyui' as const, 'custom' as const),
  editorName: fc.constantFrom('', 'House'),
  workflow: fc.constantFrom({ id: 'w', name: 'One' }, { id: '', name: 'One' }, { id: '', name: 'Two' }),
  graphHash: fc.constantFrom('', 'g', 'h'),
  /** Seconds against the page: long before, within the clocks' slack, after, not known. */
  start: fc.constantFrom(-50, -0.5, 0, 7, undefined),
  offset: fc.constantFrom(0, 60),
});
type State = typeof state extends fc.Arbitrary<infer T> ? T : never;

function runOf({ run, editor, editorName, workflow, graphHash, start, offset }: State): Run {
  const built = buildRun({ nodes: [], editor, workflow, graphHash, ...(editorName ? { editorName } : {}) });
  const startUs = start === undefined ? 0 : T0 + (BEGAN + start) * 1e6 - offset * 1e6;
  return {
    ...built,
    id: `run-${run}`,
    startUs: startUs as Run['startUs'],
    clockOffsetUs: start === undefined ? 0 : offset * 1e6,
  };
}

/** The last word on each run, in the order in which they appeared. */
function finalOf(states: readonly State[]): readonly State[] {
  const order = [...new Set(states.map((s) => s.run))];
  return order.map((run) => states.findLast((s) => s.run === run) as State);
}

/** By the words of the definition: the first run of a workflow on its page, and the first after its graph changed. */
function expected(all: readonly State[], of: State): ColdReason | undefined {
  const isPast = (s: State) => s.start === -50;
  const same = (a: State, b: State) =>
    a.editor === b.editor &&
    a.editorName === b.editorName &&
    (a.workflow.id || a.workflow.name) === (b.workflow.id || b.workflow.name);
  if (isPast(of)) return undefined;
  const before = all.slice(0, all.indexOf(of)).filter((s) => !isPast(s) && same(s, of));
  const previous = before.at(-1);
  if (!previous) return 'page-load';
  const seen = previous.graphHash !== '' && of.graphHash !== '';
  return seen && previous.graphHash !== of.graphHash ? 'graph-edit' : undefined;
}

const restored = (ledger: ColdLedger): ColdLedger =>
  createColdLedger(T0 + BEGAN * 1e6, JSON.parse(JSON.stringify(ledger.save())));

describe('which runs were the first of their kind', () => {
  it('follows from the runs as they are in the end, however often they were corrected', () => {
    const seen = new Set<ColdReason | undefined>();
    fc.assert(
      fc.property(fc.array(state, { maxLength: 24 }), (states) => {
        const ledger = createColdLedger(T0 + BEGAN * 1e6);
        for (const s of states) ledger.note(runOf(s));
        const all = finalOf(states);
        for (const s of all) {
          seen.add(expected(all, s));
          expect(ledger.reason(`run-${s.run}`)).toBe(expected(all, s));
        }
        expect(ledger.reason('never seen')).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
    expect(seen).toEqual(new Set(['page-load', 'graph-edit', undefined]));
  });

  it('who asks anew only of the runs that it names knows the reason of each', () => {
    fc.assert(
      fc.property(fc.array(state, { maxLength: 24 }), (states) => {
        const ledger = createColdLedger(T0 + BEGAN * 1e6);
        const known = new Map<string, ColdReason | undefined>();
        states.forEach((s, i) => {
          for (const id of ledger.note(runOf(s))) known.set(id, ledger.reason(id));
          const all = finalOf(states.slice(0, i + 1));
          for (const one of all) expect(known.get(`run-${one.run}`)).toBe(expected(all, one));
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same when it was saved and restored at any moment', () => {
    fc.assert(
      fc.property(fc.array(state, { maxLength: 24 }), fc.infiniteStream(fc.boolean()), (states, stops) => {
        const through = createColdLedger(T0 + BEGAN * 1e6);
        let cut = createColdLedger(T0 + BEGAN * 1e6);
        for (const s of states) {
          if (stops.next().value) cut = restored(cut);
          expect(cut.note(runOf(s))).toEqual(through.note(runOf(s)));
          for (const one of states) expect(cut.reason(`run-${one.run}`)).toBe(through.reason(`run-${one.run}`));
        }
        expect(cut.save()).toEqual(through.save());
      }),
      { numRuns: 1_000 },
    );
  });

  it('a run told again as it was changes nothing', () => {
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 24 }), (states) => {
        const ledger = createColdLedger(T0 + BEGAN * 1e6);
        for (const s of states) ledger.note(runOf(s));
        const saved = ledger.save();
        for (const s of finalOf(states)) expect(ledger.note(runOf(s))).toEqual([]);
        expect(ledger.save()).toEqual(saved);
      }),
      { numRuns: 500 },
    );
  });

  it('of what is so long ago that it was forgotten nothing is claimed', () => {
    let ledger = createColdLedger(T0);
    const note = (i: number, id: string) =>
      ledger.note({ ...buildRun({ nodes: [], workflow: { id, name: '' }, graphHash: 'g' }), id: `run-${i}` });
    for (let i = 0; i < 1_000; i++) note(i, `w${i}`);
    expect(ledger.reason('run-0')).toBe('page-load');
    note(1_000, 'w1000');
    ledger = createColdLedger(T0, JSON.parse(JSON.stringify(ledger.save())));
    // Its first run may be among those that are forgotten, so this is not known to be the first.
    note(1_001, 'w0');
    note(1_002, 'w1000');
    expect(['run-0', 'run-1001', 'run-1002'].map((id) => ledger.reason(id))).toEqual(Array(3).fill(undefined));
    // What was known of the others before stays known, also when they are told again.
    const late = { ...buildRun({ nodes: [], workflow: { id: 'w999', name: 'late' }, graphHash: 'h' }), id: 'run-999' };
    expect(ledger.note(late)).toContain('run-999');
    ledger = createColdLedger(T0, JSON.parse(JSON.stringify(ledger.save())));
    expect(['run-999', 'run-1000'].map((id) => ledger.reason(id))).toEqual(['page-load', 'page-load']);
  });
});

/**
 * The steps interpreter against an oracle that knows what happened: random runs with nesting, loops, lanes in parallel and
 * retries are told in records of every kind, by a valid interleaving, and must come out as they were.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStepInterpreter, type StepTraits } from '../../src/editors/steps/interpret.ts';
import type { NodeRecord, TrafficRecord } from '../../src/model/record.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import type { Micros } from '../../src/model/time.ts';
import { createRecorder } from '../../src/recorder/recorder.ts';

interface Tree {
  readonly id: string;
  readonly gap: number;
  readonly work: number;
  readonly retries: number;
  readonly failed: boolean;
  readonly children: readonly Tree[];
}

/** One execution, as it was. */
interface Was {
  readonly id: string;
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly parent: Was | undefined;
  readonly iteration: number | undefined;
  readonly rounds: number;
  readonly retries: number;
  readonly failed: boolean;
}

type Step = readonly [at: number, what: 'start' | 'retry' | 'end', of: Was];

const T0 = 1_780_000_000_000_000;

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    gap: fc.nat(3),
    work: fc.nat(9),
    retries: fc.nat(2),
    failed: fc.boolean(),
    children: fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('tree'), { maxLength: 4 })),
  }),
}));
const lane = fc.array(tree, { maxLength: 5 });

/** Lays a lane out in time, milliseconds; steps in the order in which an engine would tell them. */
function layOut(trees: readonly Tree[], from: number, name: string): Step[] {
  let count = 0;
  function place(t: Tree, at: number, parent: Was | undefined, depth: number, iteration?: number): [Step[], number] {
    const start = at + t.gap;
    const was: { -readonly [K in keyof Was]: Was[K] } = {
      id: `${t.id}${depth}`,
      key: `${name}-${count++}`,
      start,
      end: start,
      parent,
      iteration,
      rounds: t.children.length,
      retries: t.retries,
      failed: t.failed,
    };
    const steps: Step[] = [[start, 'start', was]];
    let end = start;
    t.children.forEach((child, i) => {
      const [inside, over] = place(child, end, was, depth + 1, i);
      steps.push(...inside);
      end = over;
    });
    for (let i = 0; i < t.retries; i++) steps.push([end, 'retry', was]);
    was.end = end + t.work;
    return [[...steps, [was.end, 'end', was]], was.end];
  }
  let at = from;
  return trees.flatMap((t) => {
    const [steps, over] = place(t, at, undefined, 0);
    at = over;
    return steps;
  });
}

const byTime = (steps: readonly Step[]): Step[] => [...steps].sort((a, b) => a[0] - b[0]);
const head = (ms: number) => ({
  editor: 'custom' as const,
  t: (T0 + ms * 1000) as Micros,
  link: 1,
  run: 'r',
  workflow: 'w',
});

/** What an interpreter makes of records; killed and restored before the records at `kills`. */
function runOf(traits: StepTraits, records: readonly TrafficRecord[], kills: readonly number[] = []): Run {
  let interpreter = createStepInterpreter(traits);
  const recorder = createRecorder({ origin: 'o', epoch: 'e' });
  records.forEach((record, i) => {
    if (kills.includes(i)) interpreter = createStepInterpreter(traits, structuredClone(interpreter.save()));
    for (const event of interpreter.feed(record)) recorder.apply('custom', event);
  });
  const [run, ...others] = recorder.runs();
  expect(others).toEqual([]);
  if (!run) throw new Error('no run');
  return run;
}

/** Instances are numbered per node in order of the starts told. */
function numbered(steps: readonly Step[], what: 'start' | 'end'): Map<Was, number> {
  const counts = new Map<string, number>();
  const numbers = new Map<Was, number>();
  for (const [, kind, was] of steps) {
    if (kind !== what) continue;
    numbers.set(was, counts.get(was.id) ?? 0);
    counts.set(was.id, (counts.get(was.id) ?? 0) + 1);
  }
  return numbers;
}

function expected(steps: readonly Step[], numbers: Map<Was, number>, ms: (was: Was) => readonly [number, number]) {
  const all = [...new Set(steps.map(([, , was]) => was))];
  return all
    .map((was) => ({
      id: was.id,
      instance: numbers.get(was),
      span: ms(was).map((at) => T0 + at * 1000),
      status: was.failed ? 'error' : 'success',
      ...(was.parent ? { parent: { id: was.parent.id, instance: numbers.get(was.parent) } } : {}),
      ...(was.retries > 0 ? { retries: was.retries } : {}),
      ...(was.rounds > 0 ? { iterations: was.rounds } : {}),
    }))
    .sort(byPlace);
}

function found(run: Run) {
  return run.nodes
    .map((n: NodeRun) => ({
      id: n.id,
      instance: n.instance,
      span: [n.startUs, n.endUs],
      status: n.status,
      ...(n.parent ? { parent: n.parent } : {}),
      ...(n.retries ? { retries: n.retries } : {}),
      ...(n.iterations ? { iterations: n.iterations } : {}),
    }))
    .sort(byPlace);
}

type Place = { readonly id: string; readonly instance: number | undefined };
function byPlace(a: Place, b: Place): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : (a.instance ?? 0) - (b.instance ?? 0);
}

function nodeRecord(at: number, was: Was, status: NodeRecord['status'], more: Partial<NodeRecord> = {}): NodeRecord {
  return {
    k: 'node',
    ...head(at),
    node: was.id,
    type: '',
    name: '',
    status,
    ...(was.iteration === undefined ? {} : { iteration: was.iteration }),
    ...more,
  };
}

const word = (was: Was, what: Step[1]): NodeRecord['status'] =>
  what === 'start' ? 'running' : what === 'retry' ? 'retry' : was.failed ? 'error' : 'completed';

const ARRIVALS: StepTraits = { editor: 'custom', resolutionUs: 1_000, serverClock: false };
const begin = (at = 0): TrafficRecord => ({ k: 'run', ...head(at), status: 'running' });
const finish = (at: number): TrafficRecord => ({ k: 'run', ...head(at), status: 'completed' });
const kills = fc.array(fc.nat(60), { maxLength: 4 });

describe('the steps interpreter', () => {
  it('pairs executions by their keys, whatever runs beside them, killed and restored at any record', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(lane, fc.nat(20)), { maxLength: 3 }), kills, (lanes, dead) => {
        const steps = byTime(lanes.flatMap(([trees, from], i) => layOut(trees, from, `l${i}`)));
        const records = steps.map(([at, what, was]) =>
          nodeRecord(at, was, word(was, what), { key: was.key, ...(was.parent ? { parent: was.parent.key } : {}) }),
        );
        const run = runOf(ARRIVALS, [begin(), ...records, finish(10_000)], dead);
        expect(found(run)).toEqual(expected(steps, numbered(steps, 'start'), (was) => [was.start, was.end]));
        expect(run).toMatchObject({ status: 'success', startUs: T0, endUs: T0 + 10_000_000 });
      }),
      { numRuns: 150 },
    );
  });

  it('takes every record twice where executions have keys', () => {
    fc.assert(
      fc.property(lane, fc.array(fc.nat(40), { maxLength: 10 }), (trees, again) => {
        const steps = layOut(trees, 0, 'l').filter(([, what]) => what !== 'retry');
        const once: TrafficRecord[] = steps.map(([at, what, was]) =>
          nodeRecord(at, was, word(was, what), { key: was.key, ...(was.parent ? { parent: was.parent.key } : {}) }),
        );
        const all = [begin(), ...once, finish(1_000)];
        const twice = [...all];
        for (const i of again) {
          const record = all[i % all.length];
          // Later than the first time: the first word counts.
          const at = twice.length - (i % 3);
          if (record) twice.splice(Math.max(at, all.indexOf(record) + 1), 0, record);
        }
        const strip = ({ events: _events, ...run }: Run) => run;
        expect(strip(runOf(ARRIVALS, twice))).toEqual(strip(runOf(ARRIVALS, all)));
      }),
      { numRuns: 100 },
    );
  });

  it('pairs executions without keys by node, first in first out, and nests them by the node that is at work', () => {
    fc.assert(
      fc.property(lane, kills, (trees, dead) => {
        const steps = layOut(trees, 0, 'l');
        const records = steps.map(([at, what, was]) =>
          nodeRecord(at, was, word(was, what), was.parent ? { parent: was.parent.id } : {}),
        );
        const run = runOf(ARRIVALS, [begin(), ...records, finish(1_000)], dead);
        expect(found(run)).toEqual(expected(steps, numbered(steps, 'start'), (was) => [was.start, was.end]));
      }),
      { numRuns: 150 },
    );
  });

  it("is exact in the server's time whatever the lag of each word, and knows the smallest", () => {
    const lagged = fc.tuple(
      fc.array(fc.tuple(lane, fc.nat(20)), { maxLength: 3 }),
      fc.array(fc.nat(50)),
      fc.integer({ min: -9_999, max: 9_999 }),
    );
    fc.assert(
      fc.property(lagged, kills, ([lanes, lags, behind], dead) => {
        const steps = byTime(lanes.flatMap(([trees, from], i) => layOut(trees, from, `l${i}`)));
        // Words wait in one line: none overtakes another.
        let heard = Number.NEGATIVE_INFINITY;
        const told = steps.map(([at, what, was], i): readonly [number, Step[1], Was] => {
          heard = Math.max(heard, at + (lags[i % Math.max(1, lags.length)] ?? 0));
          return [heard, what, was];
        });
        const server = (ms: number) => T0 + (ms - behind) * 1000;
        const records = told.map(([at, what, was]) =>
          nodeRecord(at, was, word(was, what), {
            key: was.key,
            ...(was.parent ? { parent: was.parent.key } : {}),
            ...(what === 'start' ? { stampUs: server(was.start) } : {}),
            ...(what === 'end' ? { stampUs: server(was.start), durationUs: (was.end - was.start) * 1000 } : {}),
          }),
        );
        const all: TrafficRecord[] = [{ ...begin(9), stampUs: server(0) } as TrafficRecord, ...records];
        const run = runOf({ ...ARRIVALS, serverClock: true }, all, dead);
        const numbers = numbered(steps, 'start');
        expect(found(run)).toEqual(expected(steps, numbers, (was) => [was.start - behind, was.end - behind]));
        const shortest = Math.min(
          9,
          ...told.flatMap(([at, what, was]) => (what === 'retry' ? [] : [at - (what === 'end' ? was.end : was.start)])),
        );
        expect(run.clockOffsetUs).toBe((shortest + behind) * 1000);
        for (const n of run.nodes) expect([n.clock, n.uncertaintyUs]).toEqual(['server', [0, 1_000]]);
      }),
      { numRuns: 150 },
    );
  });

  it('reckons starts back from ends where only these are told, with how long it took', () => {
    fc.assert(
      fc.property(lane, kills, (trees, dead) => {
        const steps = layOut(
          trees.map((t) => ({ ...t, children: [] })),
          50,
          'l',
        ).filter(([, what]) => what === 'end');
        const records = steps.map(([at, , was]) =>
          nodeRecord(at, was, word(was, 'end'), { durationUs: (was.end - was.start) * 1000 }),
        );
        const run = runOf(ARRIVALS, [begin(), ...records, finish(1_000)], dead);
        const plain = steps.map(([at, what, was]): Step => [at, what, { ...was, retries: 0 }]);
        expect(found(run)).toEqual(expected(plain, numbered(plain, 'end'), (was) => [was.start, was.end]));
        for (const n of run.nodes) expect(n.clock).toBe('server-duration');
      }),
      { numRuns: 100 },
    );
  });
});

/** Trace Event JSON: what viewers need of it, that it comes back as it was, and that nothing breaks its reader. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { decodeRun } from '../../src/formats/run-decoder.ts';
import { readTrace } from '../../src/formats/trace/read.ts';
import { labelOf, spansOf } from '../../src/formats/trace/spans.ts';
import { writeTrace } from '../../src/formats/trace/write.ts';
import type { Run } from '../../src/model/run.ts';
import { soundRun, wildRun } from './arbitrary-run.ts';
import { scheduledRun } from './arbitrary-schedule.ts';
import { sessionRuns } from './arbitrary-session.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 120_000 });

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly id?: number;
  readonly args?: { readonly nodes?: number };
}

const runs = fc.oneof(
  wildRun,
  soundRun,
  scheduledRun({ mixed: true, handoff: 3, dispatch: 3, tail: 3 }).map(({ run }) => run),
);
const eventsOf = (all: readonly Run[]): readonly Event[] =>
  (JSON.parse([...writeTrace(all)].join('')) as { traceEvents: Event[] }).traceEvents;

describe('a trace that we write', () => {
  it('has a slice for each instance that worked, with its start and length', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const slices = eventsOf([run]).filter((e) => e.ph === 'X');
        const told = slices.map(({ name, ts, dur }) => `${name} ${ts} ${dur}`).sort();
        const last = Math.max(run.startUs, run.endUs ?? 0, ...run.nodes.map((n) => n.endUs ?? n.startUs ?? 0));
        // What began before its run is as long as it was all the same: the run is told from there on.
        const first = Math.min(run.startUs, ...run.nodes.map((n) => n.startUs ?? run.startUs));
        const asked = run.nodes.flatMap((n) => {
          if (n.startUs === undefined) return [];
          return [`${labelOf(n)} ${n.startUs - first} ${Math.max(0, (n.endUs ?? last) - n.startUs)}`];
        });
        expect(told).toEqual(asked.sort());
      }),
      { numRuns: 1_000 },
    );
  });

  it('never has two slices of one thread overlap, nor two of one name touch: viewers would draw them nested', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const lanes = new Map<number, Event[]>();
        for (const e of eventsOf([run])) if (e.ph === 'X') lanes.set(e.tid, [...(lanes.get(e.tid) ?? []), e]);
        for (const lane of lanes.values()) {
          lane.sort((a, b) => a.ts - b.ts);
          lane.forEach((e, i) => {
            const next = lane[i + 1];
            if (!next) return;
            const gap = next.ts - e.ts - (e.dur ?? 0);
            expect(gap).toBeGreaterThanOrEqual(next.name === e.name ? 1 : 0);
          });
        }
        // No more lanes than slices at once, those without length counted for a microsecond, and those of its name that end there.
        const spans = spansOf(run).map((s) => ({
          ...s,
          lastUs: Math.max(s.toUs, s.fromUs + 1),
          name: labelOf(s.node),
        }));
        const atOnce = spans.map(({ fromUs }) => spans.filter((s) => s.fromUs <= fromUs && fromUs < s.lastUs).length);
        const touching = spans.map(
          (to) => spans.filter((s) => s.lastUs === to.fromUs && s.toUs === to.fromUs && s.name === to.name).length,
        );
        expect(lanes.size).toBeGreaterThanOrEqual(Math.max(0, ...atOnce));
        expect(lanes.size).toBeLessThanOrEqual(Math.max(0, ...atOnce.map((n, i) => n + (touching[i] ?? 0))));
      }),
      { numRuns: 500 },
    );
  });

  it('has arrows that begin in a slice of their source and end at the start of their target', () => {
    fc.assert(
      fc.property(soundRun, (run) => {
        const events = eventsOf([run]);
        const slices = events.filter((e) => e.ph === 'X');
        const ends = new Map(events.filter((e) => e.ph === 'f').map((e) => [e.id, e]));
        for (const s of events.filter((e) => e.ph === 's')) {
          const f = ends.get(s.id);
          const from = slices.filter((x) => x.tid === s.tid && x.ts <= s.ts && s.ts <= x.ts + (x.dur ?? 0));
          const to = slices.filter((x) => x.tid === f?.tid && x.ts === f?.ts);
          const names = from.flatMap((a) => to.map((b) => [a.name, b.name].join('>')));
          expect(names.some((pair) => run.edges.some(([a, b]) => `${a}>${b}` === pair))).toBe(true);
          expect(f?.ts).toBeGreaterThanOrEqual(s.ts);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('counts how many worked: from none to none', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const counts = eventsOf([run])
          .filter((e) => e.ph === 'C')
          .map((e) => e.args?.nodes ?? -1);
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
        expect(counts.at(-1)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('comes back as the runs that were written', () => {
    fc.assert(
      fc.property(sessionRuns, (session) => {
        const back = readTrace([...writeTrace(session)].join(''));
        expect(back).toEqual({ ok: true, value: { runs: session, notes: [] } });
      }),
      { numRuns: 500 },
    );
  });
});

const event = fc.record(
  {
    ph: fc.constantFrom('X', 'B', 'E', 'b', 'e', 'M', 'C', 'i', 's', '', 'longpole'),
    name: fc.oneof(fc.constantFrom('longpole_run', 'longpole_node', 'process_name', '__proto__', 'a'), fc.string()),
    cat: fc.string({ maxLength: 5 }),
    pid: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.jsonValue({ maxDepth: 1 })),
    tid: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.jsonValue({ maxDepth: 1 })),
    ts: fc.oneof(fc.nat(1_000), fc.double(), fc.integer(), fc.jsonValue({ maxDepth: 1 })),
    dur: fc.oneof(fc.nat(1_000), fc.double(), fc.integer(), fc.jsonValue({ maxDepth: 1 })),
    id: fc.oneof(fc.nat(3), fc.string()),
    args: fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.record({ name: fc.jsonValue({ maxDepth: 1 }) })),
  },
  { requiredKeys: [] },
);

describe('a trace that we read', () => {
  it('of whatever events: valid runs, or a failure in words', () => {
    let read = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: event }, fc.jsonValue({ maxDepth: 1 })), { maxLength: 20 }),
        (events) => {
          const back = readTrace(JSON.stringify({ traceEvents: events }));
          if (!back.ok) {
            expect(back.error).not.toBe('');
            return;
          }
          read++;
          for (const run of back.value.runs)
            expect(decodeRun(JSON.parse(JSON.stringify(run)))).toMatchObject({ ok: true });
        },
      ),
      { numRuns: 10_000 },
    );
    expect(read).toBeGreaterThan(5_000);
  });

  it('of whatever text: never throws', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json({ maxDepth: 3 }),
      fc.tuple(sessionRuns, fc.nat(), fc.string({ maxLength: 3 })).map(([session, at, put]) => {
        const text = [...writeTrace(session)].join('');
        return text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1);
      }),
    );
    fc.assert(
      fc.property(junk, (text) => {
        const back = readTrace(text);
        if (!back.ok) expect(back.error).not.toBe('');
      }),
      { numRuns: 10_000 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { writeDevtoolsTrace } from '../../../src/formats/trace/devtools.ts';
import { writeTrace } from '../../../src/formats/trace/write.ts';
import type { Run } from '../../../src/model/run.ts';
import { buildRun } from '../../support/build-run.ts';

describe('large', () => {
  it('a run of 100 000 nodes is written in pieces, none much longer than 64 Ki', () => {
    const nodes = Array.from({ length: 100_000 }, (_, i) => ({ id: `n${i}`, start: i, end: i + 50 }));
    const run = buildRun({ nodes });
    let [length, longest] = [0, 0];
    for (const piece of writeTrace([run])) {
      length += piece.length;
      longest = Math.max(longest, piece.length);
    }
    expect(length).toBeGreaterThan(10_000_000);
    expect(longest).toBeLessThan(128 * 1024);
  });
});

describe('a run of very many', () => {
  // What takes a second, or minutes where it is quadratic.
  const IN_TIME = 20_000;
  const written = (run: Run): string => [...writeTrace([run])].join('');
  const countOf = (text: string, part: string): number => text.split(part).length - 1;

  it('lanes is written', () => {
    const nodes = Array.from({ length: 150_000 }, (_, i) => ({ id: `n${i}`, start: 0, end: 50 }));
    expect(countOf(written(buildRun({ nodes })), '"thread_name"')).toBe(150_000);
  });

  it(
    'nodes of one name that begin as others of it end is written',
    () => {
      const nodes = Array.from({ length: 80_000 }, (_, i) => {
        const start = i < 40_000 ? 0 : 1;
        return { id: 'n', instance: i, start, end: start + 1 };
      });
      expect(countOf(written(buildRun({ nodes })), '"thread_name"')).toBe(80_000);
    },
    IN_TIME,
  );

  it(
    'instances on both ends of an edge is written',
    () => {
      const nodes = Array.from({ length: 90_000 }, (_, i) => ({
        id: i < 45_000 ? 'a' : 'b',
        instance: i % 45_000,
        start: i,
        // None of the first ends before the last of the others begins.
        end: i + 90_000,
      }));
      expect(countOf(written(buildRun({ nodes, edges: ['a>b'] })), '"ph":"f"')).toBe(45_000);
    },
    IN_TIME,
  );
});

describe('speedscope, that takes the end of what touches another of its name for the end of that', () => {
  const lanes = (...nodes: readonly (readonly [name: string, start: number, end: number])[]): readonly number[] => {
    const run = buildRun({ nodes: nodes.map(([title, start, end], i) => ({ id: `n${i}`, title, start, end })) });
    const { traceEvents } = JSON.parse([...writeTrace([run])].join('')) as { traceEvents: Lane[] };
    return traceEvents.filter((e) => e.ph === 'X').map((e) => e.tid);
  };

  it('gets no two of one name that touch on a lane', () => {
    expect(lanes(['a', 0, 5], ['a', 5, 9], ['a', 9, 12], ['a', 13, 14])).toEqual([1, 2, 1, 1]);
    expect(lanes(['a', 0, 5], ['b', 5, 9], ['a', 9, 12])).toEqual([1, 1, 1]);
    expect(lanes(['a', 0, 5], ['a', 0, 5], ['a', 5, 6], ['b', 5, 6], ['a', 5, 6])).toEqual([1, 2, 3, 1, 4]);
    expect(lanes(['a', 0, 5], ['a', 5, 5], ['a', 6, 7])).toEqual([1, 2, 1]);
  });
});

interface Lane {
  readonly ph: string;
  readonly tid: number;
}

describe('a node that began before its run', () => {
  // As where the run was told of later than its first node.
  const early = buildRun({
    nodes: [
      { id: 'a', start: -30, end: 20 },
      { id: 'b', start: 20, end: 40 },
      { id: 'c', status: 'cached' },
    ],
  });

  it('is as long as it was', () => {
    const { traceEvents } = JSON.parse([...writeTrace([early])].join('')) as {
      traceEvents: { ph: string; name: string; ts: number; dur?: number }[];
    };
    const told = traceEvents.filter((e) => 'iX'.includes(e.ph)).map((e) => [e.name, e.ts, e.dur]);
    expect(told).toEqual([
      ['C (cached)', 30_000, undefined],
      ['A', 0, 50_000],
      ['B', 50_000, 20_000],
    ]);
  });

  it('is in the trace for DevTools, and begins after the run before it', () => {
    const before = buildRun({ start: -100, nodes: [{ id: 'x', start: 0, end: 60 }] });
    const { traceEvents } = JSON.parse([...writeDevtoolsTrace([early, before])].join('')) as {
      traceEvents: { ph: string; name: string; ts: number }[];
    };
    const told = traceEvents.filter((e) => 'be'.includes(e.ph)).map((e) => `${e.name.trim()} ${e.ts - 1_000_000}`);
    expect(told).toEqual(['X 0', 'X 60000', 'A 70000', 'A 120000', 'B 120000', 'B 140000']);
  });
});

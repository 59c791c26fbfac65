import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { limited } from '../../../src/analysis/engine.ts';
import type { NetOptions } from '../../../src/analysis/net.ts';
import { buildRun, type RunSpec, T0 } from '../../support/build-run.ts';

/** Segments as `KIND node from-to`, ms after the start. */
function path(spec: RunSpec, options: NetOptions = {}): string[] {
  const run = buildRun(spec);
  const { net, path } = analyse(run, options);
  return path.segments.map((s) => {
    const node = s.node === undefined ? '' : ` ${run.nodes[s.node]?.id}`;
    const at = (us: number): number => (us - net.window.startUs) / 1000;
    return `${s.kind}${node} ${at(s.startUs)}-${at(s.endUs)}${s.via === 'resource' ? ' resource' : ''}`;
  });
}

describe('critical path', () => {
  it('follows the last arrival back, with start-up, hand-off and tail', () => {
    expect(
      path({
        nodes: [
          { id: 'a', start: 5, end: 30 },
          { id: 'b', start: 5, end: 60 },
          { id: 'join', start: 65, end: 80 },
        ],
        edges: ['a>join', 'b>join'],
        end: 90,
      }),
    ).toEqual(['STARTUP b 0-5', 'WORK b 5-60', 'HANDOFF join 60-65', 'WORK join 65-80', 'TAIL 80-90']);
  });

  it('gaps of one clock quantum join the work that follows; back-to-back nodes are not skipped', () => {
    expect(
      path({
        nodes: [
          { id: 'a', start: 8, end: 50 },
          { id: 'b', start: 50, end: 70 },
          { id: 'c', start: 68, end: 90 },
        ],
        edges: ['a>b', 'b>c'],
        resolutionUs: 10_000,
      }),
    ).toEqual(['WORK a 0-50', 'WORK b 50-68', 'WORK c 68-90']);
  });

  it('a reader fed to the end is on the path only with what came after', () => {
    expect(
      path({
        nodes: [
          { id: 'make', start: 0, end: 100 },
          { id: 'read', start: 20, end: 110 },
        ],
        edges: ['make>read'],
      }),
    ).toEqual(['WORK make 0-100', 'WORK read 100-110']);
  });

  it('a maker that outlives its reader is on the path until the reader began', () => {
    expect(
      path({
        nodes: [
          { id: 'make', start: 0, end: 50 },
          { id: 'take', start: 20, end: 40 },
          { id: 'next', start: 40, end: 90 },
        ],
        edges: ['make>take', 'take>next'],
      }),
    ).toEqual(['WORK make 0-20', 'WORK take 20-40', 'WORK next 40-90']);
  });

  it('parked time is external', () => {
    expect(
      path({
        nodes: [
          { id: 'ask', start: 0, end: 100, waits: [['external', 10, 90]] },
          { id: 'go', start: 130, end: 140, waits: [['external', 105, 125]] },
        ],
        edges: ['ask>go'],
      }),
    ).toEqual([
      'WORK ask 0-10',
      'EXTERNAL ask 10-90',
      'WORK ask 90-100',
      'HANDOFF go 100-105',
      'EXTERNAL go 105-125',
      'HANDOFF go 125-130',
      'WORK go 130-140',
    ]);
  });

  it('with one worker a node waits for the worker, not for the graph', () => {
    const spec: RunSpec = {
      nodes: [
        { id: 'a', start: 0, end: 10 },
        { id: 'other', start: 10, end: 40 },
        { id: 'b', start: 42, end: 60 },
      ],
      edges: ['a>b'],
    };
    expect(path(spec, { engine: limited('one', 1) })).toEqual(
      ['WORK a 0-10 resource', 'WORK other 10-40', 'DISPATCH b 40-42 resource', 'WORK b 42-60 resource'].map((s) =>
        s.replace('WORK a 0-10 resource', 'WORK a 0-10').replace('WORK other 10-40', 'WORK other 10-40 resource'),
      ),
    );
    expect(path(spec)).toEqual(['WORK a 0-10', 'HANDOFF b 10-42', 'WORK b 42-60']);
  });

  it('what a node depends on by a stream is not what kept its worker', () => {
    const chain: RunSpec = {
      nodes: [
        { id: 'make', start: 0, end: 500 },
        { id: 'read', start: 100, end: 200 },
        { id: 'last', start: 510, end: 900 },
      ],
      edges: ['make>read', 'read>last'],
    };
    const unrelated: RunSpec = { ...chain, edges: ['read>last'] };
    const options = { engine: limited('two', 2) };
    expect(path(unrelated, options).slice(-2)).toEqual([
      'DISPATCH last 500-510 resource',
      'WORK last 510-900 resource',
    ]);
    expect(path(chain, options).slice(-2)).toEqual(['HANDOFF last 200-510', 'WORK last 510-900']);
  });

  it('a live run reaches to now, through what still runs', () => {
    const spec: RunSpec = {
      nodes: [
        { id: 'a', start: 0, end: 10 },
        { id: 'b', start: 10 },
      ],
      edges: ['a>b'],
      end: null,
    };
    expect(path(spec, { now: T0 + 35_000 })).toEqual(['WORK a 0-10', 'WORK b 10-35']);
    expect(path(spec, { now: T0 - 1 })).toEqual(['WORK a 0-10']);
  });

  it('a node that ended after its run extends the window', () => {
    expect(path({ nodes: [{ id: 'a', start: 0, end: 30 }], status: 'cancelled', end: 12 })).toEqual(['WORK a 0-30']);
  });

  it('a run in which nothing ran is start-up', () => {
    expect(path({ nodes: [{ id: 'a' }], end: 12 })).toEqual(['STARTUP 0-12']);
    expect(path({ nodes: [], end: 0 })).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { LinkRecord, TrafficRecord } from '../../../src/model/record.ts';
import { micros } from '../../../src/model/time.ts';
import { createPipeline } from '../../../src/profiler/pipeline.ts';

const at = (ms: number) => micros(1_780_000_000_000_000 + ms * 1000);
const worker = { clock: 'worker' as const };
const socket = (link: number, ms: number, clock = {}): LinkRecord => ({
  ...{ k: 'link' as const, what: 'open' as const, transport: 'websocket' as const, where: 'x', t: at(ms), link },
  ...clock,
});
const run = (id: string, ms: number, clock = {}): readonly TrafficRecord[] => {
  const head = { editor: 'nodetool' as const, link: 1, run: id, workflow: 'w', ...clock };
  return [
    { ...head, k: 'run', t: at(ms), status: 'running' },
    { ...head, k: 'node', t: at(ms + 1), node: 'a', type: 'T', name: 'A', status: 'running' },
    { ...head, k: 'node', t: at(ms + 5), node: 'a', type: 'T', name: 'A', status: 'completed' },
    { ...head, k: 'run', t: at(ms + 9), status: 'completed' },
  ];
};

describe('the clock of a run', () => {
  it('is the worker’s where its records say so, and the page’s again after a socket of the browser’s own', () => {
    const first = createPipeline({ origin: 'o', epoch: 'e' });
    first.feed([socket(1, 0, worker), ...run('one', 10, worker)]);
    // What the worker of the background knew is known to the next one.
    const pipeline = createPipeline({ origin: 'o', epoch: 'e', saved: JSON.parse(JSON.stringify(first.save())) });
    pipeline.feed(run('two', 30, worker));
    pipeline.feed([socket(2, 50), ...run('three', 60)]);
    const clocks = pipeline.runs().map(({ clock, nodes }) => [clock, ...nodes.map((node) => node.clock)]);
    expect(clocks).toEqual([
      ['worker', 'worker'],
      ['worker', 'worker'],
      ['arrival', 'arrival'],
    ]);
  });
});

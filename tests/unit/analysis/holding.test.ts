import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { profileOf } from '../../../src/analysis/engine.ts';
import { holders } from '../../../src/analysis/holding.ts';
import { buildRun, type RunSpec } from '../../support/build-run.ts';

const spec: RunSpec = {
  nodes: [
    { id: 'agent', type: 'agent', start: 0, end: 300 },
    { id: 'tool', type: 'tool', start: 100, end: 200, parent: ['agent', 0] },
    { id: 'next', type: 'agent', start: 300, end: 400 },
  ],
  edges: ['agent>next'],
};
/** Agents take a worker, tools need none. */
const engine = profileOf('test', {
  classes: [
    { name: 'worker', capacity: 1, types: ['agent'] },
    { name: 'free', capacity: null, types: ['*'] },
  ],
});

describe('a node that contains others', () => {
  it('keeps its worker while they work, if they need none of its kind', () => {
    const { net, parallelization, model, savings } = analyse(buildRun(spec), { engine });
    expect([...holders(net)]).toEqual([1, 0, 0]);
    // 300 ms of the agent with its tool inside, 100 ms of the next: the worker was never free.
    expect(parallelization.engine).toMatchObject({ boundUs: 400_000, efficiency: 1, raised: [] });
    expect(model()).toMatchObject({ trusted: true, raised: [] });
    expect(savings).toMatchObject({ known: true });
  });

  it('lets it go to those that need one of its kind', () => {
    const nodes = spec.nodes.map((n) => ({ ...n, type: 'agent' }));
    const { net, model } = analyse(buildRun({ ...spec, nodes }), { engine });
    expect([...holders(net)]).toEqual([0, 0, 0]);
    expect(model()).toMatchObject({ trusted: true, raised: [] });
  });

  it('is nothing special where nothing is limited', () => {
    const free = profileOf('free', { classes: [{ name: 'all', capacity: null, types: ['*'] }] });
    expect([...holders(analyse(buildRun(spec), { engine: free }).net)]).toEqual([0, 0, 0]);
  });
});

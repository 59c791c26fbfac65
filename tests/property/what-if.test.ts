import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpm, lengthOf } from '../../src/analysis/cpm.ts';
import { drags, singleDrags } from '../../src/analysis/drag.ts';
import { limited } from '../../src/analysis/engine.ts';
import { modelOf, type RunModel } from '../../src/analysis/model-run.ts';
import { buildNet } from '../../src/analysis/net.ts';
import { NO_GAPS, simulate } from '../../src/analysis/simulate.ts';
import { taskAt, tasksIn } from '../../src/analysis/tasks.ts';
import { curveOf, minimumAt, project } from '../../src/analysis/what-if.ts';
import { plausibleRun } from './arbitrary-run.ts';

describe('what if', () => {
  it('the closed form of one node is the critical path method at every length, and flat left of the knee', () => {
    fc.assert(
      fc.property(plausibleRun, fc.nat(7), fc.integer({ min: 0, max: 120 }), (run, pick, length) => {
        const net = buildNet({ ...run, resolutionUs: 0 });
        const times = cpm(net);
        const task = pick % net.tasks.count;
        const curve = curveOf(net, times, task, singleDrags(net, times)[task] ?? 0);
        fc.pre(curve !== undefined && taskAt(net.tasks, task)?.ran === true);
        if (!curve) return;
        const at = (x: number) => {
          const lengths = Float64Array.from(tasksIn(net.tasks), (_, t) => (t === task ? x : lengthOf(net, t)));
          const free = { capacities: [Number.POSITIVE_INFINITY], gaps: NO_GAPS, priority: 'replay' as const };
          return simulate(net, { ...free, lengths })?.makespanUs ?? 0;
        };
        expect(minimumAt(curve, length)).toBe(at(length));
        expect(at(curve.kneeUs)).toBe(at(0));
        expect(at(curve.kneeUs + 5)).toBe(at(0) + 5);
      }),
      { numRuns: 1_000 },
    );
  });

  it('on an unlimited engine without gaps, caching a node saves its drag', () => {
    fc.assert(
      fc.property(plausibleRun, (run) => {
        const net = buildNet({ ...run, resolutionUs: 0 });
        const replay = simulate(net, { ...modelOf(net), gaps: NO_GAPS, priority: 'replay' });
        const model: RunModel = { ...modelOf(net), gaps: NO_GAPS, replay, trusted: true };
        for (const [node, drag] of drags(net, cpm(net))) {
          expect(project(model, { what: 'cached', node })?.savedUs).toBe(drag);
          expect(project(model, { what: 'faster', node, factor: Number.POSITIVE_INFINITY })?.savedUs).toBe(drag);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('with one worker, caching a node saves its own time and the gap before it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 8 }), (lengths) => {
        const START = 1_767_225_600_000_000;
        let at = START;
        const nodes = lengths.map((length, i) => {
          const startUs = at;
          at += length;
          return { startUs, endUs: at, id: `n${i}`, title: '', type: 't', instance: 0, status: 'success' };
        });
        const common = { clock: 'server', uncertaintyUs: [0, 0], waits: [] };
        const run = {
          id: 'r',
          serverId: '',
          editor: 'n8n',
          origin: '',
          workflow: { id: 'w', name: '' },
          graphHash: 'g',
          status: 'success',
          startUs: START,
          endUs: at,
          ...common,
          resolutionUs: 0,
          nodes: nodes.map((n) => ({ ...n, ...common })),
          edges: [],
        };
        // No edges at all: only the one worker keeps them apart.
        const net = buildNet(run as never, { engine: limited('test', 1) });
        const model = modelOf(net);
        expect(model.trusted).toBe(true);
        expect(model.error).toBeCloseTo(0, 9);
        lengths.forEach((length, i) => {
          expect(project(model, { what: 'cached', node: `n${i}` })?.savedUs).toBe(length);
        });
        const longest = Math.max(...lengths);
        const all = project(model, { what: 'workers', times: lengths.length });
        expect(all?.projectedUs).toBe(longest);
      }),
      { numRuns: 300 },
    );
  });

  it('says why it cannot tell, and shows nothing then', () => {
    fc.assert(
      fc.property(plausibleRun, (run) => {
        const model = modelOf(buildNet({ ...run, partial: ['connection-lost'] }));
        expect(model).toMatchObject({ trusted: false, reason: 'The run was not seen completely.' });
        expect(project(model, { what: 'free-handoff' })).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
});

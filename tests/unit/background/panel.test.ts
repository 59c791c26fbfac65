import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FromBackground } from '../../../src/messages/panel.ts';
import { DEFAULT_SETTINGS } from '../../../src/messages/panel.ts';
import type { Run } from '../../../src/model/run.ts';
import { headOf } from '../../../src/model/run.ts';
import { nodeRecord, runRecord, runsOf } from './fake-pipeline.ts';
import { createWorld, until } from './fake-platform.ts';
import { createRelay } from './fake-relay.ts';
import { finished, ORIGIN, OTHER, open, recorded, sampleRun } from './setup.ts';

describe('snapshot', () => {
  it('has the heads of the origin, newest first, the newest run in full, health and settings', async () => {
    const { life } = await recorded();
    const panel = await open(life);
    const runs = [...runsOf('e', ORIGIN, finished(3))].reverse();
    const [snapshot] = panel.client.received as readonly FromBackground[];
    expect(snapshot).toMatchObject({
      kind: 'snapshot',
      origin: ORIGIN,
      heads: runs.map(headOf),
      latest: runs[0],
      settings: DEFAULT_SETTINGS,
      incidents: [],
      health: {
        hook: true,
        editors: ['nodetool'],
        runs: 3,
        records: 9,
        lost: 0,
        refused: 0,
        storage: 'ok',
        storedRuns: 3,
      },
    });
    const bytes = runs.reduce((sum, run) => sum + JSON.stringify(run).length, 0);
    expect(panel.health?.storedBytes).toBe(bytes);
  });

  it('shows the runs of all origins while that of the tab is not known, and anew when it is', async () => {
    const { life } = await recorded();
    const other = createRelay('o', finished(1));
    other.connect(life, 2, OTHER);
    other.send(3);
    await until(() => other.acked === 3, 'other');
    const panel = await open(life, 7);
    expect(panel.origin).toBe('');
    expect(panel.heads().length).toBe(4);
    createRelay('late', []).connect(life, 7, OTHER);
    await until(() => panel.snapshots === 2, 'second snapshot');
    expect(panel.origin).toBe(OTHER);
    expect(panel.heads().map(({ id }) => id)).toEqual(['o:r0']);
    expect(panel.jumps).toBe(0);
  });

  it('takes frames of other origins in, under the origin of the top frame, and adds up their health', async () => {
    const { life } = await recorded();
    const frame = createRelay('f', finished(2));
    frame.connect(life, 1, OTHER, 5);
    frame.send(6);
    await until(() => frame.acked === 6, 'frame');
    const panel = await open(life);
    expect(panel.origin).toBe(ORIGIN);
    expect(panel.heads().length).toBe(5);
    expect(panel.health).toMatchObject({ runs: 5, records: 15 });
  });

  it('keeps the origin of the page that was there while the next one loads', async () => {
    const { world, life, relay } = await recorded();
    const panel = await open(life);
    relay.bye();
    relay.client?.disconnect();
    await life.background.idle();
    const next = createRelay('n', []);
    next.connect(life, 1, ORIGIN);
    await until(() => next.settled, 'next page');
    expect(panel.snapshots).toBe(1);
    await until(() => panel.health?.records === 0, 'its health is that of the new page', world.clock);
  });
});

describe('deltas', () => {
  it('make any snapshot equal to the state of the store, for every panel', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('node' as const), run: fc.nat(3), node: fc.nat(5) }),
      fc.record({ do: fc.constant('end' as const), run: fc.nat(3) }),
      fc.record({ do: fc.constant('delete' as const), run: fc.nat(3) }),
      fc.record({ do: fc.constant('pin' as const), run: fc.nat(3), pinned: fc.boolean() }),
      fc.record({ do: fc.constant('foreign' as const) }),
      { weight: 2, arbitrary: fc.record({ do: fc.constant('library' as const), node: fc.nat(2) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 250 }) }) },
      fc.record({ do: fc.constant('open' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (script) => {
        const world = createWorld();
        const life = world.start();
        const relay = createRelay('e', []);
        relay.connect(life);
        await until(() => relay.settled, 'hello');
        const panels = [await open(life)];
        const nodes = ['a', 'b', 'c'].map((id) => runsOf('x', ORIGIN, [nodeRecord('r', id, 0)])[0]?.nodes[0]);
        /** Node objects are shared, as the recorder shares what did not change. */
        const libraryRun = (node: number): Run => ({
          ...sampleRun('library', ORIGIN),
          nodes: nodes.slice(0, node + 1).filter((each) => each !== undefined),
        });
        let now = 0;
        for (const step of script) {
          if (step.do === 'wait') world.clock.advance(step.ms);
          else if (step.do === 'open') panels.push(await open(life));
          else if (step.do === 'foreign') life.background.store.put(sampleRun('foreign', OTHER, now++));
          else if (step.do === 'library') life.background.store.put(libraryRun(step.node));
          else if (step.do === 'delete') {
            await panels[0]?.request({ what: 'delete', ids: [step.run === 3 ? 'library' : `e:r${step.run}`] });
          } else if (step.do === 'pin') {
            await panels[0]?.request({ what: 'pin', id: `e:r${step.run}`, pinned: step.pinned });
          } else {
            const run = `r${step.run}`;
            relay.log.push(
              step.do === 'end' ? runRecord(run, 'completed', now++) : nodeRecord(run, `n${step.node}`, now++),
            );
            relay.send(1);
            await until(() => relay.acked === relay.log.length, 'ack');
          }
        }
        world.clock.advance(1_000);
        await life.background.idle();
        const state = life.background.store.runs().filter((run) => run.origin === ORIGIN);
        for (const panel of panels) {
          expect(panel.jumps).toBe(0);
          expect(panel.heads()).toEqual(state.map(headOf));
          for (const run of state) if (panel.run(run.id)) expect(panel.run(run.id)).toEqual(run);
        }
        // A panel that was there from the beginning has been sent everything in full.
        expect(state.map(({ id }) => panels[0]?.run(id))).toEqual(state);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('carry only the nodes that changed', async () => {
    const log = [
      runRecord('r', 'running', 0),
      nodeRecord('r', 'a', 1),
      nodeRecord('r', 'b', 2),
      nodeRecord('r', 'b', 3),
    ];
    const { world, life, relay } = await recorded(log.slice(0, 3));
    const panel = await open(life);
    relay.log.push(...log.slice(3));
    relay.send(1);
    const delta = () => panel.client.received.find((each) => (each as { patches?: unknown }).patches);
    await until(() => delta() !== undefined, 'delta', world.clock);
    expect(delta()).toMatchObject({ patches: [{ head: { id: 'e:r', nodeCount: 2 }, nodes: [[1, { id: 'b' }]] }] });
    expect(delta()).not.toHaveProperty('patches.0.edges');
  });

  it('come at most twenty times a second, health at most twice', async () => {
    const { world, life, relay } = await recorded([runRecord('r', 'running', 0)]);
    const panel = await open(life);
    for (let i = 0; i < 100; i++) {
      relay.log.push(nodeRecord('r', `n${i}`, i));
      relay.send(1);
      await until(() => relay.acked === relay.log.length, 'ack');
      world.clock.advance(10);
    }
    expect(panel.healths).toBeGreaterThanOrEqual(1);
    expect(panel.healths).toBeLessThanOrEqual(3);
    expect(panel.deltas - panel.healths).toBeGreaterThanOrEqual(5);
    expect(panel.deltas - panel.healths).toBeLessThanOrEqual(21);
  });

  it('wait for a panel that is busy, and then bring all at once', async () => {
    const { world, life, relay } = await recorded([runRecord('r', 'running', 0)]);
    const panel = await open(life);
    panel.reads = false;
    const ofRuns = () => panel.client.received.filter((each) => (each as { patches?: unknown }).patches);
    const send = async (count: number) => {
      for (let i = 0; i < count; i++) {
        relay.log.push(nodeRecord('r', `n${relay.log.length}`, relay.log.length));
        relay.send(1);
        await until(() => relay.acked === relay.log.length, 'ack');
        world.clock.advance(1_000);
      }
    };
    await send(50);
    expect(ofRuns()).toHaveLength(1);
    panel.reads = true;
    panel.client.post({ kind: 'taken', rev: panel.rev });
    await until(() => ofRuns().length === 2, 'what came meanwhile', world.clock);
    expect(panel.run('e:r')?.nodes).toHaveLength(50);
    expect(panel.jumps).toBe(0);
  });

  it('end with the panel', async () => {
    const { world, life, relay } = await recorded();
    const panel = await open(life);
    panel.client.disconnect();
    const { length } = panel.client.received;
    relay.log.push(runRecord('new', 'running', 500));
    relay.send(1);
    await until(() => relay.acked === 10, 'ack');
    world.clock.advance(1_000);
    expect(panel.client.received.length).toBe(length);
  });
});

import { describe, expect, it } from 'vitest';
import type { CreatePipeline } from '../../../src/background/document.ts';
import type { Settings } from '../../../src/messages/panel.ts';
import type { Run } from '../../../src/model/run.ts';
import type { FakePanel } from './fake-panel.ts';
import { createFakePipeline, runRecord } from './fake-pipeline.ts';
import { createWorld, type Life, until, type World } from './fake-platform.ts';
import { createRelay, type FakeRelay } from './fake-relay.ts';
import { ORIGIN, open, sampleRun } from './setup.ts';

const BUDGETS = { budgets: [{ workflow: '*', maxMs: 4_000 }], alertSlower: false } satisfies Partial<Settings>;

interface Stage {
  readonly world: World;
  readonly life: Life;
  readonly relay: FakeRelay;
  readonly panel: FakePanel;
}

/** A worker with these settings, a page that is connected to it, and a panel. */
async function stage(settings: Partial<Settings>, world = createWorld()): Promise<Stage> {
  world.values.set('settings', settings);
  const relay = createRelay('e', []);
  return await begin(world, relay);
}

async function begin(world: World, relay: FakeRelay): Promise<Stage> {
  const life = world.start();
  relay.connect(life);
  await until(() => relay.settled, 'hello');
  return { world, life, relay, panel: await open(life) };
}

/** A run that begins n times 10 s after the world and takes so long; returns when the worker has it. */
async function ran({ relay }: Stage, n: number, ms: number, workflow = 'w'): Promise<void> {
  const start = n * 10_000;
  relay.log.push(runRecord(`r${n}`, 'running', start, workflow), runRecord(`r${n}`, 'completed', start + ms, workflow));
  relay.send(2);
  await until(() => relay.acked === relay.log.length, 'recorded');
}

/** A pipeline whose runs are changed on their way out. */
function changing(change: (run: Run) => Run): CreatePipeline {
  return (options) => {
    const pipeline = createFakePipeline(options);
    return {
      ...pipeline,
      runs: () => pipeline.runs().map(change),
      run(id) {
        const run = pipeline.run(id);
        return run && change(run);
      },
    };
  };
}

/** What is told of now: `workflow cause runs`, newest first. */
const told = ({ panel }: Stage) =>
  panel.incidents.map(({ workflow, cause, runs }) => `${workflow.id} ${cause} ${runs}`);

async function untilTold(on: Stage, ...incidents: readonly string[]): Promise<void> {
  await until(() => told(on).join() === incidents.join(), `told of ${incidents.join()}`, on.world.clock);
}

describe('a run over its budget', () => {
  it('is told of once: on the button, in panels and by the browser', async () => {
    const on = await stage({ ...BUDGETS, notify: true });
    await ran(on, 0, 5_000);
    await untilTold(on, 'w time 1');
    const [incident] = on.panel.incidents;
    await ran(on, 1, 6_000);
    await untilTold(on, 'w time 2');
    expect(on.world.badge).toBe('1');
    expect(on.world.notifications).toEqual([`${incident?.id} Longpole: w: w took 5.00 s, allowed 4.00 s`]);
    const late = await open(on.life, 2);
    expect(late.incidents).toEqual(on.panel.incidents);
    await ran(on, 2, 1_000);
    await untilTold(on);
    expect(on.world.badge).toBe('');
  });

  it('is told by the browser only when that is wanted', async () => {
    const on = await stage(BUDGETS);
    await ran(on, 0, 5_000);
    await untilTold(on, 'w time 1');
    expect(on.world.notifications).toEqual([]);
  });

  it('makes one notification of all that it did', async () => {
    const on = await stage({
      ...BUDGETS,
      budgets: [...BUDGETS.budgets, { workflow: 'w', maxMs: 3_000 }],
      notify: true,
    });
    await ran(on, 0, 5_000);
    await untilTold(on, 'w time 1', 'w time 1');
    expect(on.world.badge).toBe('2');
    expect(on.world.notifications).toEqual([expect.stringMatching(/w took 5.00 s, allowed \d.00 s, and 1 more$/)]);
  });

  it('is told of also when a good one has followed by the time it is looked at', async () => {
    const on = await stage({ ...BUDGETS, notify: true });
    await ran(on, 0, 1_000);
    await ran(on, 1, 5_000);
    await ran(on, 2, 1_000);
    await until(() => on.world.notifications.length === 1, 'told of', on.world.clock);
    await untilTold(on);
  });

  it('is told of while it goes on and says nothing', async () => {
    const on = await stage(BUDGETS);
    on.relay.log.push(runRecord('r', 'running', 0));
    on.relay.send(1);
    await until(() => on.relay.acked === 1, 'recorded');
    on.relay.client?.disconnect(); // Nobody presumes its end.
    await untilTold(on, 'w time 1');
    expect(on.life.background.store.runs()[0]?.status).toBe('running');
    expect(on.panel.incidents[0]?.actual).toBeLessThan(6_000_000);
  });

  it.each([
    ['its', 0, ['marker time 1', 'w time 1']],
    ['nothing of the', undefined, ['marker time 1']],
  ])("goes on by the server's clock: is judged by ours when %s offset is known", async (_, offset, expected) => {
    const world = createWorld();
    const clocks = { clock: 'server', ...(offset !== undefined && { clockOffsetUs: offset }) } as const;
    world.createPipeline = changing((run) => (run.workflow.id === 'w' ? { ...run, ...clocks } : run));
    const on = await stage(BUDGETS, world);
    on.relay.log.push(runRecord('r', 'running', -4_500));
    on.relay.send(1);
    await until(() => on.relay.acked === 1, 'recorded');
    on.relay.client?.disconnect(); // Nobody presumes its end.
    const relay = createRelay('marker', []);
    relay.connect(on.life, 2);
    await until(() => relay.settled, 'hello');
    await ran({ ...on, relay }, 0, 5_000, 'marker');
    await untilTold(on, ...expected);
    expect(on.life.background.store.get('e:r')?.status).toBe('running');
  });

  it('is not told of again by a new worker, which shows the old incidents', async () => {
    const on = await stage({ ...BUDGETS, notify: true });
    await ran(on, 0, 5_000);
    await untilTold(on, 'w time 1');
    await on.life.background.idle();
    on.life.kill();
    on.world.badge = ''; // The browser was closed meanwhile.
    const later = await begin(on.world, on.relay);
    expect([told(later), on.world.badge]).toEqual([['w time 1'], '1']);
    await ran(later, 1, 5_000);
    await untilTold(later, 'w time 2');
    expect(on.world.notifications).toHaveLength(1);
  });

  it('that was looked at counts no more on the button, also for the next worker', async () => {
    const on = await stage(BUDGETS);
    await ran(on, 0, 5_000);
    await ran(on, 1, 5_000, 'v');
    await untilTold(on, 'v time 1', 'w time 1');
    expect(on.world.badge).toBe('2');
    await on.panel.request({ what: 'seen', ids: [on.panel.incidents[0]?.id ?? '', 'nobody'] });
    expect(on.world.badge).toBe('1');
    expect(on.panel.incidents.map(({ seen }) => seen)).toEqual([true, false]);
    on.life.kill();
    const later = await begin(on.world, on.relay);
    expect(later.panel.incidents.map(({ seen }) => seen)).toEqual([true, false]);
    expect(on.world.badge).toBe('1');
  });

  it('is forgotten with its budget', async () => {
    const on = await stage({ ...BUDGETS, budgets: [...BUDGETS.budgets, { workflow: 'w', maxMs: 3_000 }] });
    await ran(on, 0, 5_000);
    await untilTold(on, 'w time 1', 'w time 1');
    await on.panel.request({ what: 'set', settings: { budgets: BUDGETS.budgets } });
    expect(on.panel.incidents.map(({ limit }) => limit)).toEqual([4_000_000]);
    expect(on.world.badge).toBe('1');
    expect(on.world.values.get('incidents')).toEqual(on.panel.incidents);
    await on.panel.request({ what: 'set', settings: { budgets: [] } });
    expect([told(on), on.world.badge]).toEqual([[], '']);
  });

  it('is forgotten with the runs when the user clears them', async () => {
    const on = await stage(BUDGETS);
    await ran(on, 0, 5_000);
    await untilTold(on, 'w time 1');
    await on.panel.request({ what: 'clear' });
    expect([told(on), on.world.badge, on.world.values.get('incidents')]).toEqual([[], '', []]);
  });

  it('is forgotten by a worker that finds no budget for it', async () => {
    const on = await stage(BUDGETS);
    await ran(on, 0, 5_000);
    await untilTold(on, 'w time 1');
    on.life.kill();
    on.world.values.set('settings', {}); // The last one died between the two.
    const later = await begin(on.world, on.relay);
    expect([told(later), on.world.badge, on.world.values.get('incidents')]).toEqual([[], '', []]);
  });

  it('is counted also when it comes before one that began after it', async () => {
    const on = await stage(BUDGETS);
    await ran(on, 0, 5_000, 'first');
    await ran(on, 2, 5_000);
    await ran(on, 1, 5_000);
    await untilTold(on, 'w time 2', 'first time 1');
  });
});

describe('nothing is told', () => {
  /** A run over the budget comes after: when that is told of, all before it have been looked at. */
  const WATCHED = { budgets: [{ workflow: '*', maxMs: 4_000 }] };

  it('of runs that were imported or put there by a program', async () => {
    const on = await stage(BUDGETS);
    const run: Run = { ...sampleRun('x', ORIGIN, 9_000), startUs: sampleRun('x', ORIGIN, 0).startUs };
    expect(await on.panel.request({ what: 'import', runs: [run] })).toEqual({ added: 1, known: 0 });
    on.life.background.store.put({ ...run, id: 'y' });
    await ran(on, 1, 5_000, 'marker');
    await untilTold(on, 'marker time 1');
  });

  it('of runs that ended long ago: the user looks them up in the editor', async () => {
    const on = await stage(BUDGETS);
    await ran(on, -720, 5_000);
    await ran(on, 1, 5_000, 'marker');
    await untilTold(on, 'marker time 1');
  });

  it('without budgets, when slower runs are not asked for either', async () => {
    const on = await stage({ alertSlower: false });
    await ran(on, 0, 5_000);
    await on.panel.request({ what: 'set', settings: WATCHED });
    await ran(on, 1, 5_000, 'marker');
    await untilTold(on, 'marker time 1');
  });

  it.each([
    ['no list', { id: 'i' }],
    ['a list of something else', [{ id: 'i' }]],
    ['nothing', undefined],
  ])('of what was kept and is %s', async (_, kept) => {
    const world = createWorld();
    world.values.set('incidents', kept);
    world.badge = '7';
    const on = await stage(BUDGETS, world);
    expect([told(on), world.badge]).toEqual([[], '']);
    await ran(on, 0, 5_000);
    await untilTold(on, 'w time 1');
  });
});

describe('a run slower than its history', () => {
  /** Graphs are seen: without them runs are not compared. */
  const withGraphs = changing((run) => ({ ...run, graphHash: 'g' }));

  it.each([true, false])(
    'is told of, also by a worker that has to fetch the history, when that is wanted: %s',
    async (alertSlower) => {
      const world = createWorld();
      world.createPipeline = withGraphs;
      const before = await stage({ alertSlower, budgets: [{ workflow: 'marker', maxMs: 1 }] }, world);
      for (const [n, ms] of [1_000, 1_010, 990, 1_005, 995, 1_002].entries()) await ran(before, n, ms);
      await before.life.background.idle();
      before.life.kill();
      const on = await begin(world, before.relay);
      await ran(on, 6, 2_000);
      await ran(on, 7, 1_000, 'marker');
      await untilTold(on, ...(alertSlower ? ['marker time 1', 'w slower 1'] : ['marker time 1']));
      const slower = on.panel.incidents.find(({ cause }) => cause === 'slower');
      expect(slower?.limit).toBe(alertSlower ? 1_001_000 : undefined);
      await ran(on, 8, 1_001);
      await untilTold(on, 'marker time 1');
    },
  );
});

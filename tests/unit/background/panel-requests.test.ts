import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type RunPatchMessage, type Settings } from '../../../src/messages/panel.ts';
import { BACKGROUND_LIMITS } from '../../../src/model/limits.ts';
import type { Run } from '../../../src/model/run.ts';
import { micros } from '../../../src/model/time.ts';
import { buildRun } from '../../support/build-run.ts';
import { storedRuns } from './fake-panel.ts';
import { BEGIN_MS, nodeRecord, runRecord, runsOf } from './fake-pipeline.ts';
import { until } from './fake-platform.ts';
import { finished, ORIGIN, OTHER, open, recorded, sampleRun } from './setup.ts';

describe('requests', () => {
  it('runs: in the order asked, also those that only the database has', async () => {
    const { world, life } = await recorded();
    life.kill();
    const panel = await open(world.start());
    const runs = await panel.request<Run[]>({ what: 'runs', ids: ['e:r2', 'nobody', 'e:r0'] });
    expect(runs.map(({ id }) => id)).toEqual(['e:r2', 'e:r0']);
  });

  it('clear: removes what is over and not pinned, of this tab only, for good', async () => {
    const { world, life, relay } = await recorded([...finished(3), runRecord('open', 'running', 900)]);
    life.background.store.put(sampleRun('foreign', OTHER));
    const panel = await open(life);
    await panel.request({ what: 'pin', id: 'e:r1', pinned: true });
    expect(await panel.request({ what: 'clear' })).toBe(2);
    // A late word about a run that was cleared does not bring it back.
    relay.log.push(nodeRecord('r0', 'a', 950), nodeRecord('open', 'a', 951));
    relay.send(2);
    await until(() => relay.acked === 12 && panel.heads().length === 2, 'cleared', world.clock);
    expect(panel.heads().map(({ id }) => id)).toEqual(['e:open', 'e:r1']);
    await life.background.idle();
    life.kill();
    const later = world.start();
    relay.connect(later);
    await until(() => relay.settled, 'back');
    relay.log.push(nodeRecord('r2', 'a', 960), runRecord('open', 'completed', 961));
    relay.send(2);
    await until(() => relay.acked === 14, 'late words');
    const ids = (await storedRuns(later)).map(({ id }) => id);
    expect(ids).toEqual(['e:open', 'e:r1']);
    expect((await storedRuns(later, 99)).map(({ id }) => id)).toContain('foreign');
  });

  it('delete: also a pinned run and one that goes on', async () => {
    const { world, life, relay } = await recorded([...finished(1), runRecord('open', 'running', 900)]);
    const panel = await open(life);
    await panel.request({ what: 'pin', id: 'e:r0', pinned: true });
    await panel.request({ what: 'delete', ids: ['e:r0', 'e:open', 'nobody'] });
    relay.log.push(nodeRecord('open', 'a', 901));
    relay.send(1);
    await until(() => relay.acked === 5 && panel.heads().length === 0, 'deleted', world.clock);
    await life.background.idle();
    life.kill();
    expect(await storedRuns(world.start())).toEqual([]);
  });

  it('import: takes no run twice that two people saw of one server', async () => {
    const { life } = await recorded();
    const panel = await open(life);
    const seen = { ...sampleRun('mine', ORIGIN), serverId: 'execution-7', clock: 'server' as const };
    expect(await panel.request({ what: 'import', runs: [seen] })).toEqual({ added: 1, known: 0 });
    expect(await panel.request({ what: 'import', runs: [{ ...seen, id: 'theirs' }] })).toEqual({ added: 0, known: 1 });
  });

  it('import: adds what is not known, shows it at the origin where it was imported, and keeps it', async () => {
    const { world, life, relay } = await recorded();
    const panel = await open(life);
    const foreign = { ...sampleRun('foreign', 'http://elsewhere'), status: 'running' as const };
    const runs = [foreign, ...runsOf('e', ORIGIN, finished(1))];
    expect(await panel.request({ what: 'import', runs })).toEqual({ added: 1, known: 1 });
    await until(() => panel.run('foreign')?.status === 'cut', 'shown', world.clock);
    await life.background.idle();
    life.kill();
    const later = world.start();
    relay.connect(later);
    await until(() => relay.settled, 'back');
    expect((await storedRuns(later)).map(({ id }) => id)).toContain('foreign');
  });

  it('import: what the panel has just read is not sent back to it, other panels get it whole', async () => {
    const { world, life } = await recorded();
    const [panel, other] = [await open(life), await open(life)];
    const told: RunPatchMessage[] = [];
    panel.client.onMessage((message) => {
      const { kind, patches = [] } = message as { kind: string; patches?: RunPatchMessage[] };
      if (kind === 'delta') told.push(...patches);
    });
    const run = { ...buildRun({ nodes: [{ id: 'a', start: 0, end: 5 }] }), id: 'foreign' };
    await panel.request({ what: 'import', runs: [run] });
    await until(() => other.run('foreign')?.nodes.length === 1 && told.length > 0, 'told', world.clock);
    expect(told.filter(({ head }) => head.id === 'foreign').map((patch) => Object.keys(patch))).toEqual([['head']]);
    expect(await panel.request({ what: 'runs', ids: ['foreign'] })).toEqual([run]);
  });

  it('set: keeps what things cost and may cost, what is told of and what is not, over the death of the worker', async () => {
    const { world, life } = await recorded([]);
    const panel = await open(life);
    const settings: Partial<Settings> = {
      prices: { version: 1, currency: 'EUR', models: [{ model: 'm*', input: 1 }], rates: [] },
      budgets: [
        { workflow: '*', maxMs: 5 },
        { workflow: 'w', node: 'n', maxCost: { amount: 0.2, unit: 'EUR' } },
      ],
      alertSlower: false,
      notify: true,
      dismissed: ['x'.repeat(64)],
    };
    await panel.request({ what: 'set', settings });
    expect(panel.settings).toEqual({ ...DEFAULT_SETTINGS, ...settings });
    life.kill();
    expect((await open(world.start())).settings).toEqual({ ...DEFAULT_SETTINGS, ...settings });
  });

  it.each([
    [{ what: 'reformat' }, 'unknown request "reformat"'],
    [{ what: 'runs', ids: 'all' }, 'ids: not a list of run ids'],
    [{ what: 'pin', id: 'e:r0', pinned: 1 }, 'pinned: not a boolean'],
    [{ what: 'set', settings: { keepDays: 0 } }, 'settings.keepDays: not a number from 1 to 3650'],
    [{ what: 'set', settings: { runsPerWorkflow: 1.5 } }, 'settings.runsPerWorkflow: not an integer'],
    [{ what: 'set', settings: { toString: 1 } }, 'settings.toString: unknown setting'],
    [{ what: 'set', settings: { notify: 1 } }, 'settings.notify: not a boolean'],
    [{ what: 'set', settings: { alertSlower: 'yes' } }, 'settings.alertSlower: not a boolean'],
    [{ what: 'set', settings: { prices: { version: 1 } } }, 'settings.prices: currency: missing; models: missing'],
    [{ what: 'set', settings: { budgets: {} } }, 'settings.budgets: a list is expected, found an object'],
    [
      { what: 'set', settings: { budgets: [{ workflow: '*' }] } },
      'settings.budgets: [0]: maxMs or maxCost is expected',
    ],
    [{ what: 'set', settings: { dismissed: 'all' } }, 'settings.dismissed: not a list'],
    [
      { what: 'set', settings: { dismissed: ['ok', 'x'.repeat(65)] } },
      'settings.dismissed[1]: not a text of at most 64',
    ],
    [
      { what: 'set', settings: { dismissed: Array(BACKGROUND_LIMITS.dismissed + 1).fill('') } },
      'settings.dismissed: more than 1000',
    ],
    [{ what: 'seen', ids: [7] }, 'ids: not a list of incident ids'],
    [{ what: 'import', runs: {} }, 'runs: not a list'],
    [{ what: 'import', runs: [{ ...sampleRun('x', ''), startUs: 'now' }] }, 'runs[0].startUs: '],
    [{ what: 'import', runs: [{ ...sampleRun('x', ''), nodes: [{}] }] }, 'runs[0].nodes[0].id: '],
    [null, 'request is not an object'],
  ])('%j is refused with a reason, counted, and changes nothing', async (request, reason) => {
    const { world, life } = await recorded();
    const panel = await open(life);
    await expect(panel.request(request as never)).rejects.toThrow(reason);
    await until(() => panel.health?.refused === 1, 'counted', world.clock);
    expect(panel.heads().length).toBe(3);
    expect(panel.settings).toEqual(DEFAULT_SETTINGS);
  });

  it('messages that are neither are counted', async () => {
    const { world, life } = await recorded();
    const panel = await open(life);
    for (const message of [null, 'hello', { kind: 'hello' }, { kind: 'request' }]) panel.client.post(message);
    await until(() => panel.health?.refused === 4, 'counted', world.clock);
  });
});

describe('the library', () => {
  it('writes into the same store', async () => {
    const { world, life } = await recorded([]);
    const panel = await open(life);
    const run: Run = { ...sampleRun('mine', ORIGIN), editor: 'library', startUs: micros(BEGIN_MS * 1000) };
    life.background.store.put(run);
    await until(() => panel.run('mine') !== undefined, 'shown', world.clock);
    await life.background.idle();
    life.kill();
    expect(await storedRuns(world.start(), 99)).toEqual([run]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expired } from '../../../src/background/retention.ts';
import type { StoredHead } from '../../../src/background/rows.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/messages/panel.ts';
import { headOf } from '../../../src/model/run.ts';
import { micros } from '../../../src/model/time.ts';
import { createPanel, storedRuns } from './fake-panel.ts';
import { BEGIN_MS, runRecord, runsOf } from './fake-pipeline.ts';
import { createWorld, until } from './fake-platform.ts';
import { createRelay } from './fake-relay.ts';

const DAY_MS = 86_400_000;

interface Spec {
  readonly ageDays: number;
  readonly workflow?: number;
  readonly bytes?: number;
  readonly pinned?: boolean;
  readonly open?: boolean;
}

/** Heads, newest first; ids are their places in that order. */
function headsOf(specs: readonly Spec[]): StoredHead[] {
  const [run] = runsOf('e', 'http://localhost:1', [runRecord('r', 'completed', 0)]);
  if (!run) throw new Error('no run');
  return [...specs]
    .sort((a, b) => a.ageDays - b.ageDays)
    .map(({ ageDays, workflow = 0, bytes = 1, pinned, open }, index) => ({
      bytes,
      head: {
        ...headOf(run),
        id: String(index),
        workflow: { id: String(workflow), name: '' },
        startUs: micros((BEGIN_MS - ageDays * DAY_MS) * 1000),
        status: open ? 'running' : 'success',
        ...(pinned && { pinned }),
      },
    }));
}

const limits = (change: Partial<Settings>): Settings => ({ ...DEFAULT_SETTINGS, ...change });

describe('expired', () => {
  it('keeps the newest of each workflow', () => {
    const heads = headsOf([0, 1, 2, 3, 4, 5].map((ageDays) => ({ ageDays, workflow: ageDays % 2 })));
    expect(expired(heads, limits({ runsPerWorkflow: 2 }), BEGIN_MS)).toEqual(['5', '4']);
  });

  it('removes what is too old', () => {
    const heads = headsOf([0, 89, 91, 200].map((ageDays) => ({ ageDays })));
    expect(expired(heads, limits({}), BEGIN_MS)).toEqual(['3', '2']);
  });

  it('lets imported runs be as old as they are', () => {
    const heads = headsOf([0, 91, 200].map((ageDays) => ({ ageDays })));
    const imported = heads.map((stored, i) => (i === 2 ? { ...stored, home: '' } : stored));
    expect(expired(imported, limits({}), BEGIN_MS)).toEqual(['1']);
  });

  it('then removes the oldest until the rest fits', () => {
    const heads = headsOf([0, 1, 2, 3].map((ageDays) => ({ ageDays, bytes: 10 })));
    expect(expired(heads, limits({ keepBytes: 25 }), BEGIN_MS)).toEqual(['3', '2']);
  });

  it('keeps no more than a worker can read at its start', () => {
    const heads = headsOf([0, 1, 2, 3].map((ageDays) => ({ ageDays, workflow: ageDays, pinned: ageDays === 3 })));
    expect(expired(heads, limits({}), BEGIN_MS, 2)).toEqual(['2', '1']);
  });

  it('obeys its laws', () => {
    const spec = fc.record({
      ageDays: fc.integer({ min: 0, max: 120 }),
      workflow: fc.nat(3),
      bytes: fc.nat(100),
      pinned: fc.boolean(),
      open: fc.boolean(),
    });
    const settings = fc.record({ runsPerWorkflow: fc.integer({ min: 1, max: 5 }), keepBytes: fc.nat(500) });
    fc.assert(
      fc.property(fc.array(spec), settings, (specs, change) => {
        const heads = headsOf(specs);
        const gone = new Set(expired(heads, limits(change), BEGIN_MS));
        const kept = heads.filter(({ head }) => !gone.has(head.id));
        const safe = (stored: StoredHead) => stored.head.pinned || stored.head.status === 'running';
        // What is protected stays, and the newest of all.
        expect(heads.filter((stored, index) => (index === 0 || safe(stored)) && !kept.includes(stored))).toEqual([]);
        // What is not protected obeys every limit (the newest of all apart).
        const free = kept.filter((stored) => !safe(stored) && stored !== heads[0]);
        for (const { head } of free) {
          expect(head.startUs).toBeGreaterThanOrEqual((BEGIN_MS - 90 * DAY_MS) * 1000);
          const newer = free.filter((other) => other.head.workflow.id === head.workflow.id);
          expect(newer.length).toBeLessThanOrEqual(change.runsPerWorkflow);
        }
        const bytes = kept.reduce((sum, stored) => sum + stored.bytes, 0);
        if (free.length > 0) expect(bytes).toBeLessThanOrEqual(change.keepBytes);
      }),
    );
  });
});

describe('retention', () => {
  it('prunes after writes, in memory, in panels and in the database; never the pinned', async () => {
    const world = createWorld();
    const life = world.start();
    const log = Array.from({ length: 6 }, (_, i) => runRecord(`r${i}`, 'completed', i));
    const relay = createRelay('e', log);
    relay.connect(life);
    relay.send(1);
    const panel = createPanel(life, 1);
    await until(() => panel.heads().length === 1, 'first run');
    expect(await panel.request({ what: 'pin', id: 'e:r0', pinned: true })).toBe(true);
    await panel.request({ what: 'set', settings: { runsPerWorkflow: 2 } });
    relay.send(100);
    const ids = () => panel.heads().map(({ id }) => id);
    await until(() => relay.acked === 6 && ids().length === 3, 'pruned', world.clock);
    expect(ids()).toEqual(['e:r5', 'e:r4', 'e:r0']);
    await life.background.idle();
    life.kill();
    const later = await storedRuns(world.start());
    expect(later.map(({ id, pinned }) => [id, pinned])).toEqual([
      ['e:r0', true],
      ['e:r4', undefined],
      ['e:r5', undefined],
    ]);
  });

  it('applies new limits at once', async () => {
    const world = createWorld();
    const life = world.start();
    const relay = createRelay(
      'e',
      [1, 2, 3].map((i) => runRecord(`r${i}`, 'completed', i)),
    );
    relay.connect(life);
    relay.send(3);
    const panel = createPanel(life, 1);
    await until(() => relay.acked === 3 && panel.heads().length === 3, 'runs', world.clock);
    await panel.request({ what: 'set', settings: { runsPerWorkflow: 1 } });
    await until(() => panel.heads().length === 1, 'pruned', world.clock);
    expect(panel.heads()[0]?.id).toBe('e:r3');
  });
});

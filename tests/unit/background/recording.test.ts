import { describe, expect, it } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import { createPanel } from './fake-panel.ts';
import { nodeRecord, runRecord, runsOf } from './fake-pipeline.ts';
import { createWorld, type Life, until } from './fake-platform.ts';
import { createRelay } from './fake-relay.ts';

const ORIGIN = 'http://localhost:1';

function log(runs: number) {
  return Array.from({ length: runs }, (_, i) => [
    runRecord(`r${i}`, 'running', i * 10 + 1),
    nodeRecord(`r${i}`, 'a', i * 10 + 2),
    nodeRecord(`r${i}`, 'b', i * 10 + 3),
    runRecord(`r${i}`, 'completed', i * 10 + 4),
  ]).flat();
}

/** What a new worker finds, in the order of their ids. */
async function storedRuns(life: Life): Promise<readonly Run[]> {
  const panel = createPanel(life, 1);
  await until(() => panel.snapshots > 0, 'snapshot');
  return await panel.request<Run[]>({
    what: 'runs',
    ids: panel
      .heads()
      .map(({ id }) => id)
      .sort(),
  });
}

describe('recording', () => {
  it('keeps the runs of a page, acks what it has written, and a new worker finds them', async () => {
    const world = createWorld();
    const life = world.start();
    const relay = createRelay('e1', log(3));
    relay.connect(life);
    relay.send(5);
    relay.send(100);
    await until(() => relay.settled && relay.acked === 12, 'acks');
    life.kill();
    expect(await storedRuns(world.start())).toEqual(runsOf('e1', ORIGIN, relay.log));
  });
});

import { describe, expect, it } from 'vitest';
import { fromMillis } from '../../../src/model/time.ts';
import { createPipeline } from '../../../src/profiler/pipeline.ts';
import { captureNames, loadRecords } from '../../support/captures.ts';
import { storedRuns } from './fake-panel.ts';
import { createClock, createWorld, until } from './fake-platform.ts';
import { createRelay } from './fake-relay.ts';

const ORIGIN = 'http://localhost:1';

/** Small steps of changing size: 1, 8, 15, ... and a killed worker after every fourth. */
const STEP = 7;

describe('recordings of the real editor, with a worker killed again and again', () => {
  it.each(captureNames('nodetool'))('%s: as if nothing had happened', async (name) => {
    const { records, end } = loadRecords('nodetool', name);
    expect(records.length).toBeGreaterThan(0);
    const world = createWorld(createClock((records[0]?.t ?? 0) / 1000));
    world.createPipeline = createPipeline;
    let life = world.start();
    const relay = createRelay('e', [...records]);
    relay.connect(life);
    for (let step = 0; relay.sent < records.length; step++) {
      relay.send(1 + ((step * STEP) % 50));
      if (step % 4 === 3) {
        life.kill();
        life = world.start();
        relay.connect(life);
      }
      await until(() => relay.settled, 'ack');
    }
    await until(() => relay.settled, 'hello');
    world.clock.advance(end / 1000 - world.clock.now());
    relay.bye();
    await life.background.idle();
    life.kill();

    const pipeline = createPipeline({ origin: ORIGIN, epoch: 'e' });
    pipeline.feed(records);
    pipeline.settle(fromMillis(world.clock.now()), true);
    const expected = [...pipeline.runs()].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(await storedRuns(world.start())).toEqual(expected);
  });
});

import type { Run } from '../../../src/model/run.ts';
import { createPanel } from './fake-panel.ts';
import { nodeRecord, runRecord, runsOf } from './fake-pipeline.ts';
import { createWorld, type Life, until } from './fake-platform.ts';
import { createRelay } from './fake-relay.ts';

export const ORIGIN = 'http://localhost:1';
export const OTHER = 'http://localhost:2';

/** Records of so many runs, one after the other. */
export function finished(count: number) {
  return Array.from({ length: count }, (_, i) => [
    runRecord(`r${i}`, 'running', i * 10),
    nodeRecord(`r${i}`, 'a', i * 10 + 1),
    runRecord(`r${i}`, 'completed', i * 10 + 2),
  ]).flat();
}

/** A worker and a page in tab 1 whose whole log is recorded. */
export async function recorded(log = finished(3)) {
  const world = createWorld();
  const life = world.start();
  const relay = createRelay('e', log);
  relay.connect(life);
  relay.send(log.length);
  await until(() => relay.settled && relay.acked === log.length, 'recorded');
  return { world, life, relay };
}

export function sampleRun(id: string, origin: string, startMs = 0): Run {
  const [run] = runsOf('x', origin, [runRecord(id, 'completed', startMs)]);
  if (!run) throw new Error('no run');
  return { ...run, id };
}

export async function open(life: Life, tabId = 1) {
  const panel = createPanel(life, tabId);
  await until(() => panel.snapshots === 1, 'snapshot');
  return panel;
}

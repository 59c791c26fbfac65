import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficRecord } from '../../../src/model/record.ts';
import { storedRuns } from './fake-panel.ts';
import { nodeRecord, runRecord, runsOf } from './fake-pipeline.ts';
import { createWorld, until } from './fake-platform.ts';
import { createRelay } from './fake-relay.ts';

const ORIGIN = 'http://localhost:1';

/** Interleaved runs: any order of starts, node news and ends, in which every run ends at last. */
const traffic: fc.Arbitrary<TrafficRecord[]> = fc
  .array(
    fc.record({ run: fc.nat(3), node: fc.nat(4), kind: fc.constantFrom('node', 'node', 'running', 'completed') }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((steps) => {
    const records = steps.map(({ run, node, kind }, i) =>
      kind === 'node' ? nodeRecord(`r${run}`, `n${node}`, i) : runRecord(`r${run}`, kind as 'running' | 'completed', i),
    );
    const ends = [0, 1, 2, 3].map((run) => runRecord(`r${run}`, 'completed', 1_000 + run));
    return [...records, ...ends];
  });

type Step =
  | { readonly do: 'send'; readonly count: number }
  /** Sends a piece again, or one ahead of its time. */
  | { readonly do: 'piece'; readonly from: number; readonly count: number }
  | { readonly do: 'kill'; readonly turns: number }
  /** The port alone is lost. */
  | { readonly do: 'reconnect'; readonly turns: number }
  | { readonly do: 'turn'; readonly turns: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), count: fc.integer({ min: 1, max: 12 }) }) },
    fc.record({ do: fc.constant('piece' as const), from: fc.integer({ min: 1, max: 70 }), count: fc.nat(20) }),
    fc.record({ do: fc.constant('kill' as const), turns: fc.nat(12) }),
    fc.record({ do: fc.constant('reconnect' as const), turns: fc.nat(12) }),
    { weight: 2, arbitrary: fc.record({ do: fc.constant('turn' as const), turns: fc.nat(12) }) },
  ),
  { maxLength: 25 },
);

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a worker that may be killed at any moment', () => {
  it('ends with the runs of an undisturbed one, whatever is split, sent twice, sent too early or lost with a worker', async () => {
    await fc.assert(
      fc.asyncProperty(traffic, steps, async (log, script) => {
        const world = createWorld();
        let life = world.start();
        const relay = createRelay('e', log);
        relay.connect(life);
        for (const step of script) {
          if (step.do === 'send') relay.send(step.count);
          else if (step.do === 'piece') relay.sendPiece(step.from, step.count);
          else await turns(step.turns);
          if (step.do === 'reconnect') {
            relay.client?.disconnect();
            relay.connect(life);
          } else if (step.do === 'kill') {
            life.kill();
            life = world.start();
            relay.connect(life);
          }
        }
        // Whatever is still missing goes out once the relay knows where it stands.
        await until(() => {
          if (relay.settled && relay.sent < log.length) relay.send(log.length);
          return relay.acked === log.length;
        }, 'everything acked');
        life.kill();
        expect(await storedRuns(world.start())).toEqual(
          [...runsOf('e', ORIGIN, log)].sort((a, b) => (a.id < b.id ? -1 : 1)),
        );
      }),
      { numRuns: 400 },
    );
  }, 60_000);
});

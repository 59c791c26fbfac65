import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { memoryOf, packRun, unpackRun } from '../../src/messages/packed-run.ts';
import type { Run } from '../../src/model/run.ts';
import { sessionRuns } from './arbitrary-session.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

it('any run: packed, handed over and unpacked it is the same, member by member', () => {
  fc.assert(
    fc.property(sessionRuns, (runs) => {
      const given = runs.map((run) => {
        const packed = packRun(run);
        return unpackRun(structuredClone(packed, { transfer: memoryOf(packed) }));
      });
      expect(given).toEqual(runs);
      // What is absent is not there as undefined or NaN.
      const members = (run: Run) => run.nodes.map((node) => Object.keys(node).sort());
      expect(given.map(members)).toEqual(runs.map(members));
    }),
    { numRuns: 300 },
  );
});

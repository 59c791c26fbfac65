/** Each fault once, at a moment that the seed chooses; `npm run soak` does them many times (docs/reliability.md). */
import { describe, expect, it } from 'vitest';
import { FAULTS, inject } from '../faults/faults.ts';

const SEED = 20_261_125;

describe('in the midst of a run', () => {
  it.each(FAULTS.filter(({ slow }) => !slow).map((fault) => [fault.name, fault] as const))(
    '%s',
    async (_, fault) => {
      const { wrong, lost, runs } = await inject(fault, SEED);
      expect(wrong).toEqual([]);
      expect(lost).toBe(0);
      expect(runs).toBeGreaterThan(0);
    },
    120_000,
  );
});

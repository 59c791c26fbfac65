import { effect } from '@preact/signals';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startPanel } from '../../../panel/state/start.ts';
import { buildRun } from '../../support/build-run.ts';
import { createFakeBackground } from '../../support/panel-harness/fake-background.ts';
import { hostOf } from './fake-host.ts';
import { manualClock } from './manual-clock.ts';

afterEach(() => vi.unstubAllGlobals());

describe('the clock of a run that goes on', () => {
  it('goes once a second while motion is unwelcome, also when that is said or taken back with the panel open', async () => {
    const query = { matches: false, addEventListener: () => {}, removeEventListener: () => {} };
    vi.stubGlobal('matchMedia', () => query);
    const fake = createFakeBackground({ runs: [buildRun({ nodes: [{ id: 'a', start: 0 }], end: null })] });
    const clock = manualClock();
    const { state } = startPanel(hostOf(fake, clock));
    for (let i = 0; i < 20; i++) await Promise.resolve();
    let turns = 0;
    effect(() => {
      if (state.nowUs.value > 0) turns++;
    });
    const inSeconds = (n: number): number => {
      const before = turns;
      clock.pass(n * 1_000);
      return turns - before;
    };
    expect(inSeconds(2)).toBeGreaterThanOrEqual(18);
    query.matches = true;
    inSeconds(1);
    expect(inSeconds(4)).toBe(4);
    query.matches = false;
    inSeconds(1);
    expect(inSeconds(2)).toBeGreaterThanOrEqual(18);
  });
});

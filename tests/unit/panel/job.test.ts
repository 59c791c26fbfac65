import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { type Job, startJob } from '../../../panel/state/job.ts';
import { manualClock } from './manual-clock.ts';

describe('a job', () => {
  it('is shown once it takes a while, with how far it is, and goes when it is over', () => {
    const shown = signal<Job | undefined>(undefined);
    const clock = manualClock();
    const job = startJob(shown, clock, 'Working…');
    expect(job.report(1, 10)).toBe(true);
    clock.pass(299);
    expect(shown.value).toBeUndefined();
    clock.pass(1);
    expect(shown.value).toMatchObject({ words: 'Working…', share: 0.1 });
    job.report(5, 10);
    expect(shown.value?.share).toBe(0.5);
    job.end();
    expect(shown.value).toBeUndefined();
  });

  it('that was quick is never shown', () => {
    const shown = signal<Job | undefined>(undefined);
    const clock = manualClock();
    startJob(shown, clock, 'Working…').end();
    clock.pass(1000);
    expect(shown.value).toBeUndefined();
  });

  it('that is given up knows it at its next step, and stays away', () => {
    const shown = signal<Job | undefined>(undefined);
    const clock = manualClock();
    const job = startJob(shown, clock, 'Working…');
    clock.pass(300);
    shown.value?.cancel();
    expect(shown.value).toBeUndefined();
    expect(job.report(6, 10)).toBe(false);
    expect(job.cancelled).toBe(true);
    job.end();
    expect(shown.value).toBeUndefined();
  });
});

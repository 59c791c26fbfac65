/** What the panel shows of runs, read from its document. */
import type { Frame } from 'puppeteer';
import { isOver, type RunStatus } from '../src/model/run.ts';

/** Statuses of the listed runs, newest first. */
export async function listedRuns(panel: Frame): Promise<readonly RunStatus[]> {
  const statuses = await panel.evaluate(
    () => document.querySelector<HTMLElement>('[data-view="runs"]')?.dataset.statuses ?? '',
  );
  return statuses.split(' ').filter((status) => status !== '') as RunStatus[];
}

/** Waits until the panel lists at least so many runs and all of them are over. Rejects after the time. */
export async function waitForRuns(panel: Frame, atLeast: number, timeout: number): Promise<readonly RunStatus[]> {
  await panel.waitForFunction(
    (count: number) => {
      const shown = document.querySelector<HTMLElement>('[data-view="runs"]')?.dataset.statuses ?? '';
      const statuses = shown.split(' ').filter((status) => status !== '');
      return statuses.length >= count && !statuses.some((status) => status === 'queued' || status === 'running');
    },
    { timeout, polling: 100 },
    atLeast,
  );
  return listedRuns(panel);
}

/** How many of them still go on. */
export function going(statuses: readonly RunStatus[]): number {
  return statuses.filter((status) => !isOver(status)).length;
}

/** What tests do in the panel, as a user would, and what they read from it. */
import type { Browser, Frame, Page } from 'puppeteer';
import { openPanel, type Panel } from '../../scripts/devtools.ts';
import { exportSession } from '../../scripts/export.ts';
import type { PanelDocument } from '../../scripts/panel-document.ts';
import { listedRuns, waitForRuns } from '../../scripts/runs-shown.ts';
import { decodeSession } from '../../src/formats/session.ts';
import type { Run, RunStatus } from '../../src/model/run.ts';
import type { Stage } from './stage.ts';

export { listedRuns, waitForRuns };

export interface Watched extends Panel {
  readonly page: Page;
}

/** A tab with the idle demo page, and the panel open on it. DevTools is there before anything plays: opening it stalls the page. */
export async function openWatchedTab(stage: Stage, url = stage.demo.url): Promise<Watched> {
  const page = await stage.browser.newPage();
  await page.goto(url);
  return { page, ...(await openPanel(page)) };
}

/** Waits until the panel lists just these statuses, newest first. */
export async function untilRuns(panel: PanelDocument, statuses: readonly RunStatus[], timeout = 30_000): Promise<void> {
  await panel.waitForFunction(
    (wanted: string) => (document.querySelector<HTMLElement>('[data-view="runs"]')?.dataset.statuses ?? '') === wanted,
    { timeout, polling: 50 },
    statuses.join(' '),
  );
}

/** Number of records that the status line says were received from the tab. */
export async function untilRecords(panel: PanelDocument, count: number): Promise<void> {
  await panel.waitForFunction(
    (wanted: number) => {
      const words = document.querySelector('[data-view="status"]')?.textContent ?? '';
      return Number(/([\d\s,.\u202f]+) events/.exec(words)?.[1]?.replace(/\D/g, '')) === wanted;
    },
    { timeout: 30_000, polling: 50 },
    count,
  );
}

/** Waits for words anywhere in a part of the panel. */
export async function untilWords(panel: PanelDocument, selector: string, words: string): Promise<void> {
  await panel.waitForFunction(
    (css: string, text: string) => document.querySelector(css)?.textContent?.includes(text) ?? false,
    { timeout: 30_000, polling: 50 },
    selector,
    words,
  );
}

/** The runs of the session file that the panel saves, by start, oldest first. */
export async function exportedRuns(browser: Browser, panel: Frame, ask?: () => Promise<void>): Promise<readonly Run[]> {
  return runsOfSession(await exportSession(browser, panel, ask));
}

/** The runs of a session file, by start, oldest first. */
export function runsOfSession(text: string): readonly Run[] {
  const session = decodeSession(text);
  if (!session.ok) throw new Error(`${session.where}: ${session.error}`);
  return [...session.value.runs].sort((a, b) => a.startUs - b.startUs);
}

export function press(panel: Frame, action: string): Promise<void> {
  return panel.locator(`[data-action="${action}"]`).click();
}

/** Runs the page of checks in a browser, with the extension or without, and brings back what it found. */

import { setTimeout } from 'node:timers/promises';
import type { Page } from 'puppeteer';
import { chromiumPath, firefoxPath } from '../../scripts/browser.ts';
import { DIST, DIST_FIREFOX } from '../../scripts/build.ts';
import { launch } from '../../scripts/launch.ts';
import { launchFirefox } from '../../scripts/launch-firefox.ts';
import { PAGE_LIMITS } from '../../src/model/limits.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import { diagnosticsLogs, switchDiagnosticsOn } from '../support/diagnostics.ts';
import { firefoxExtension } from '../support/firefox-extension.ts';
import { switchPreciseOn } from '../support/precise.ts';

type Found = readonly (readonly [name: string, result: string])[];

interface Results {
  readonly equal: Found;
  readonly later: Found;
  readonly source: Found;
  readonly errors: readonly string[];
  /** Directives of the page's policy that something went against, sorted. */
  readonly forbidden: readonly string[];
}

export interface Side extends Results {
  /** What the relay sent; empty without the extension. */
  readonly records: readonly TrafficRecord[];
}

/** One run of all checks at the server's page. */
export type RunSide = (url: string, extension: boolean, precise?: boolean) => Promise<Side>;

/** All checks one after the other: below 20 s each browser, on two busy cores. */
const PATIENCE_MS = 100_000;

async function resultsOf(page: Page, url: string): Promise<Results> {
  await page.goto(url);
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    // Not by waitForFunction, which puts names of its own into the page's window.
    const results = await page.evaluate(() => (window as unknown as { results?: Results }).results);
    if (results) return results;
    await setTimeout(200);
  }
  throw new Error('the checks took too long');
}

/** The records once no more come: the hook hands over what it has every PAGE_LIMITS.flushMs. */
async function settled(read: () => Promise<readonly TrafficRecord[]>): Promise<readonly TrafficRecord[]> {
  for (let last = await read(); ; ) {
    await setTimeout(2 * PAGE_LIMITS.flushMs);
    const now = await read();
    if (now.length === last.length) return now;
    last = now;
  }
}

/** `precise`: with the precise clock switched on for the page's site. */
export async function inChromium(url: string, extension: boolean, precise = false): Promise<Side> {
  const { browser, close } = await launch({ executablePath: chromiumPath(), ...(extension && { extension: DIST }) });
  try {
    if (extension) await switchDiagnosticsOn(browser);
    if (precise) await switchPreciseOn(browser, new URL(url).origin);
    const results = await resultsOf(await browser.newPage(), url);
    const logged = async () => (await diagnosticsLogs(browser)).flatMap(({ records }) => records);
    return { ...results, records: extension ? await settled(logged) : [] };
  } finally {
    await close();
  }
}

export async function inFirefox(url: string, extension: boolean): Promise<Side> {
  const launched = await launchFirefox({
    executablePath: firefoxPath(),
    ...(extension && { extension: DIST_FIREFOX }),
  });
  try {
    const ours = extension ? await firefoxExtension(launched) : undefined;
    await ours?.switchDiagnosticsOn();
    const results = await resultsOf(await launched.browser.newPage(), url);
    const logged = async () => ((await ours?.logs()) ?? []).flatMap(({ records }) => records);
    return { ...results, records: ours ? await settled(logged) : [] };
  } finally {
    await launched.close();
  }
}

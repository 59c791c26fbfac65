/** The same checks in a browser with the extension and in a bare one: a page must not be able to tell. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../../scripts/browser.ts';
import { DIST } from '../../scripts/build.ts';
import { launch } from '../../scripts/launch.ts';
import { diagnosticsLogs, switchDiagnosticsOn } from '../support/diagnostics.ts';
import { EQUAL_CHECKS } from './page/checks.ts';
import { type CheckServer, startCheckServer } from './server.ts';

interface Results {
  readonly equal: readonly (readonly [string, string])[];
  readonly source: readonly (readonly [string, string])[];
  readonly errors: readonly string[];
}

interface Side extends Results {
  /** What the relay sent, by kind of record; empty without the extension. */
  readonly records: readonly string[];
}

async function runSide(server: CheckServer, extension: string | undefined): Promise<Side> {
  const { browser, close } = await launch({ executablePath: chromiumPath(), ...(extension && { extension }) });
  try {
    if (extension) await switchDiagnosticsOn(browser);
    const page = await browser.newPage();
    await page.goto(server.url);
    const handle = await page.waitForFunction(() => (window as unknown as { results?: Results }).results, {
      timeout: 50_000,
    });
    const results = (await handle.jsonValue()) as Results;
    const logs = extension ? await diagnosticsLogs(browser) : [];
    return { ...results, records: logs.flatMap(({ records }) => records.map(({ k }) => k)) };
  } finally {
    await close();
  }
}

let server: CheckServer;
let on: Side;
let off: Side;

beforeAll(async () => {
  server = await startCheckServer();
  [on, off] = await Promise.all([runSide(server, DIST), runSide(server, undefined)]);
});
afterAll(() => server.close());

describe('the hook', () => {
  it('is there: the source text of each tapped function is that of a Proxy', () => {
    expect(off.source.map(([, text]) => text)).toEqual([
      '"function WebSocket() { [native code] }"',
      '"function send() { [native code] }"',
      '"function Worker() { [native code] }"',
      '"function postMessage() { [native code] }"',
    ]);
    for (const [, text] of on.source) expect(text).toBe('"function () { [native code] }"');
  });

  it('worked while the checks ran: the relay sent links, a run of each transport and unreadable frames', () => {
    expect(on.records.filter((k) => k === 'link').length).toBeGreaterThan(50);
    expect(on.records.filter((k) => k === 'request').length).toBeGreaterThanOrEqual(2);
    expect(on.records).toContain('trouble');
    expect(off.records).toEqual([]);
  });

  it('lets no error of its own reach the page', () => {
    expect(on.errors).toEqual(off.errors);
  });
});

describe('with the hook as without it', () => {
  it('every check has a name of its own and was run', () => {
    const names = EQUAL_CHECKS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect([off, on].map(({ equal }) => equal.map(([name]) => name))).toEqual([names, names]);
  });

  it.each(EQUAL_CHECKS.map(({ name }) => name))('%s', (name) => {
    const [native, hooked] = [off, on].map(({ equal }) => new Map(equal).get(name));
    expect(native).not.toMatch(/^"THREW/);
    expect(hooked).toBe(native);
  });
});

/** The same checks in a browser with the extension and in a bare one, Chromium and Firefox: a page must not be able to tell. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EQUAL_CHECKS, LATER_CHECKS, SOURCE_CHECKS } from './page/checks.ts';
import { type CheckServer, startCheckServer } from './server.ts';
import { inChromium, inFirefox, type Side } from './sides.ts';

const NATIVE = {
  Chromium: /^"function ([\w ]*)\(\) \{ \[native code\] \}"$/,
  Firefox: /^"function ([\w ]*)\(\) \{\\n {4}\[native code\]\\n\}"$/,
};

describe.each([
  ['Chromium', inChromium],
  ['Firefox', inFirefox],
] as const)('%s', (name, run) => {
  let server: CheckServer;
  let on: Side;
  let off: Side;

  beforeAll(async () => {
    server = await startCheckServer();
    [on, off] = await Promise.all([run(server.url, true), run(server.url, false)]);
  }, 150_000);
  afterAll(() => server.close());

  /** How many records of a kind, of transports. */
  const count = (side: Side, k: string, transport?: string) =>
    side.records.filter((r) => r.k === k && (transport === undefined || (r.k === 'link' && r.transport === transport)))
      .length;

  describe('the hook', () => {
    it('is there: the source text of each tapped function is that of a Proxy', () => {
      const names = (side: Side) => side.source.map(([, text]) => NATIVE[name].exec(text)?.[1]);
      expect(names(off).every((text) => text !== undefined && text !== '')).toBe(true);
      expect(names(on)).toEqual(SOURCE_CHECKS.map(() => ''));
    });

    it('worked while the checks ran: the relay sent links of each transport, runs, graphs and unreadable frames', () => {
      expect(count(on, 'link', 'websocket')).toBeGreaterThan(50);
      expect(count(on, 'link', 'eventsource')).toBeGreaterThan(10);
      expect(count(on, 'link', 'http')).toBeGreaterThan(50);
      expect(count(on, 'request')).toBeGreaterThanOrEqual(2);
      expect(count(on, 'graph')).toBeGreaterThan(50);
      expect(count(on, 'trouble')).toBeGreaterThan(0);
      expect(off.records).toEqual([]);
    });

    it('lets no error of its own reach the page', () => {
      expect(on.errors).toEqual(off.errors);
    });
  });

  describe('with the hook as without it', () => {
    it('every check has a name of its own and was run', () => {
      const names = EQUAL_CHECKS.map((check) => check.name);
      expect(new Set(names).size).toBe(names.length);
      expect([off, on].map(({ equal }) => equal.map(([check]) => check))).toEqual([names, names]);
    });

    it.each(EQUAL_CHECKS.map((check) => check.name))('%s', (check) => {
      const [native, hooked] = [off, on].map(({ equal }) => new Map(equal).get(check));
      expect(native).not.toMatch(/^"THREW/);
      expect(hooked).toBe(native);
    });
  });

  it.each(LATER_CHECKS.map((check) => check.name))('one more than without it: %s', (check) => {
    const [native, hooked] = [off, on].map(({ later }) => Number(new Map(later).get(check)));
    expect(native).toBeLessThan(20);
    expect(hooked).toBe((native ?? Number.NaN) + 1);
  });
});

/** All checks in a page with a strict policy and Trusted Types: what it forbids it forbids with us as without, and we ask for nothing of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EQUAL_CHECKS } from './page/checks.ts';
import { type CheckServer, startCheckServer } from './server.ts';
import { inChromium, inFirefox, type Side } from './sides.ts';

/** Firefox names the line that called the constructor in the text of what it forbids; with a proxy in between that is ours. */
const withoutPlace = (text: string | undefined): string | undefined => text?.replace(/location: .* {2}data/, 'data');

describe.each([
  ['Chromium', inChromium],
  ['Firefox', inFirefox],
] as const)('a page with a strict policy, %s', (_, run) => {
  let server: CheckServer;
  let on: Side;
  let off: Side;

  beforeAll(async () => {
    server = await startCheckServer();
    [on, off] = await Promise.all([run(`${server.url}/strict`, true), run(`${server.url}/strict`, false)]);
  }, 150_000);
  afterAll(() => server.close());

  it('forbids what it forbids, and nothing more with the extension', () => {
    expect(off.forbidden.length).toBeGreaterThan(0);
    expect(on.forbidden).toEqual(off.forbidden);
    expect(on.errors).toEqual(off.errors);
  });

  it('is recorded', () => {
    expect(on.records.filter((record) => record.k === 'link').length).toBeGreaterThan(50);
    expect(on.records.filter((record) => record.k === 'run').length).toBeGreaterThan(0);
    expect(off.records).toEqual([]);
  });

  it.each(EQUAL_CHECKS.map((check) => check.name))('%s', (check) => {
    const [native, hooked] = [off, on].map(({ equal }) => withoutPlace(new Map(equal).get(check)));
    expect(native).toBeDefined();
    expect(hooked).toBe(native);
  });
});

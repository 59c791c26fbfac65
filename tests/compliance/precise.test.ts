/**
 * All checks with the precise clock switched on and in a bare browser. What differs is listed here, and nothing else does; the list is
 * what is told where it is switched on (panel/state/precise.ts).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EQUAL_CHECKS } from './page/checks.ts';
import { type CheckServer, startCheckServer } from './server.ts';
import { inChromium, type Side } from './sides.ts';

/** What a browser says of its own, as it is said with the precise clock. */
type Told = (native: string) => string;

/** `isTrusted` of the events that a script makes: open, error and close. */
const untrusted: Told = (native) => native.replace(/true,(\d)\]+$/, (end) => end.replace('true', 'false'));

const DIFFERENT: Readonly<Record<string, Told>> = {
  'close before open': untrusted,
  'closed by the server with 4001': untrusted,
  'closed by the server with 1000': untrusted,
  'dropped by the server': untrusted,
  'refused by the server': untrusted,
  'a port that browsers refuse': untrusted,
  'no server': untrusted,
  'closed by the page with 3000': untrusted,
  'a protocol the server does not speak': untrusted,
  'open and close events': (native) => native.replace(/(?<=Event\]",)true/g, 'false'),
  'structured clone of an instance': (native) =>
    native.replace(
      'WebSocket object could not be cloned',
      'A MessagePort could not be cloned because it was not transferred',
    ),
};

describe('a page with the precise clock', () => {
  let server: CheckServer;
  let on: Side;
  let off: Side;

  beforeAll(async () => {
    server = await startCheckServer();
    [on, off] = await Promise.all([inChromium(`${server.url}/precise`, true, true), inChromium(server.url, false)]);
  }, 200_000);
  afterAll(() => server.close());

  it('had it: its sockets were the worker’s', () => {
    const opened = on.records.filter((r) => r.k === 'link' && r.what === 'open' && r.transport === 'websocket');
    expect(opened.length).toBeGreaterThan(50);
    // Those before it was ready, and addresses of which only the browser knows whether it takes them.
    expect(opened.filter(({ clock }) => clock === undefined).length).toBeLessThan(10);
    expect(opened.filter(({ clock }) => clock === 'worker').length).toBeGreaterThan(50);
    const told = on.records.filter((r) => r.k === 'run' && r.run === 'j');
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ clock }) => clock === 'worker')).toBe(true);
  });

  it('hears of no error of ours', () => {
    expect(on.errors).toEqual(off.errors);
    expect(on.forbidden).toEqual(off.forbidden);
  });

  it.each(EQUAL_CHECKS.map((check) => check.name))('%s', (check) => {
    const [native, precise] = [off, on].map(({ equal }) => new Map(equal).get(check));
    expect(native).not.toMatch(/^"THREW/);
    const different = Object.hasOwn(DIFFERENT, check) ? DIFFERENT[check] : undefined;
    const expected = different ? different(native ?? '') : native;
    if (different) expect(expected).not.toBe(native);
    expect(precise).toBe(expected);
  });
});

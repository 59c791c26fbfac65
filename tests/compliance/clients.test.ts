/** Clients that pages use to connect: with the extension they see and do what they see and do without it, in Chromium and Firefox. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClientServer } from './client-server.ts';
import { inChromium, inFirefox, type RunSide, type Side } from './sides.ts';

const CLIENTS = ['reconnecting-websocket', 'partysocket', 'socket.io-client', 'fetch-event-source', 'axios', 'msw'];

describe.each([
  ['Chromium', inChromium, false],
  ['Chromium with the precise clock', inChromium, true],
  ['Firefox', inFirefox, false],
] as const)('%s', (_, run: RunSide, precise) => {
  let server: Awaited<ReturnType<typeof startClientServer>>;
  let on: Side;
  let off: Side;

  beforeAll(async () => {
    server = await startClientServer();
    // One after the other: the server drops connections by their number.
    on = await run(server.url, true, precise);
    off = await run(server.url, false);
  }, 200_000);
  afterAll(() => server?.close());

  it('the hook was there, and saw them', () => {
    expect(on.source).not.toEqual(off.source);
    expect(on.records.filter((record) => record.k === 'link').length).toBeGreaterThan(10);
    expect(off.records).toEqual([]);
    expect(on.records.some(({ clock }) => clock === 'worker')).toBe(precise);
  });

  it.each(CLIENTS)('%s', (client) => {
    const [native, hooked] = [off, on].map(({ equal }) => new Map(equal).get(client));
    expect(native).not.toMatch(/THREW/);
    expect(native?.split('\n').length).toBeGreaterThan(4);
    expect(hooked).toBe(native);
  });

  it('no error reaches the page that is not there without it', () => {
    expect(on.errors).toEqual(off.errors);
  });
});

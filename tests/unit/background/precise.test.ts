import { describe, expect, it } from 'vitest';
import { decodeSettings } from '../../../src/background/settings.ts';
import { BACKGROUND_LIMITS } from '../../../src/model/limits.ts';
import { BUILT_IN_SITES, isBuiltIn, preciseSites } from '../../../src/model/site.ts';
import { createWorld, until } from './fake-platform.ts';
import { createRelay } from './fake-relay.ts';
import { finished, ORIGIN, OTHER, open } from './setup.ts';

const PATTERN = `${ORIGIN}/*`;

describe('the setting', () => {
  const decode = (precise: unknown) => decodeSettings({ precise }).ok;

  it('is a list of sites by their patterns', () => {
    expect(decode([{ pattern: PATTERN }, { pattern: 'https://a.test:443/*', forbidden: true }])).toBe(true);
    for (const wrong of ['x', [{}], [null], [{ pattern: '*://*/*' }], [{ pattern: PATTERN, forbidden: false }]])
      expect(decode(wrong)).toBe(false);
    expect(decode([{ pattern: PATTERN, more: 1 }])).toBe(false);
    expect(decode(Array(BACKGROUND_LIMITS.sites + 1).fill({ pattern: PATTERN }))).toBe(false);
  });

  it('works where the site is granted by itself: scripts that no manifest names run nowhere else', () => {
    const chosen = [{ pattern: PATTERN }, { pattern: 'http://b.test:80/*', forbidden: true as const }];
    expect(preciseSites(chosen, BUILT_IN_SITES)).toEqual([]);
    expect(preciseSites(chosen, [...BUILT_IN_SITES, PATTERN, 'http://b.test:80/*'])).toEqual([PATTERN]);
    expect([isBuiltIn(PATTERN), isBuiltIn('*://localhost/*'), isBuiltIn('http://a.test:80/*')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the precise clock', () => {
  it('is registered when it is switched on and granted, pages are told, and it is gone when it is off', async () => {
    const world = createWorld();
    const life = world.start();
    const panel = await open(life);
    const [relay, other] = [createRelay('e', finished(1)), createRelay('f', [])];
    relay.connect(life, 1, ORIGIN);
    other.connect(life, 2, OTHER);
    await until(() => relay.settled && other.settled, 'hello');
    const configs = (of = relay) =>
      of.client?.received.flatMap((m) => ('precise' in (m as object) ? [(m as { precise: boolean }).precise] : []));
    expect(configs()).toEqual([false]);
    await panel.request({ what: 'set', settings: { precise: [{ pattern: PATTERN }] } });
    expect(world.sites.precise).toEqual([]);
    world.sites.grant(PATTERN);
    await until(() => world.sites.precise.length > 0, 'registered');
    expect(world.sites.precise).toEqual([PATTERN]);
    await until(() => configs()?.at(-1) === true, 'told');
    expect(configs(other)?.at(-1)).toBe(false);
    await panel.request({ what: 'set', settings: { precise: [] } });
    await until(() => world.sites.precise.length === 0 && configs()?.at(-1) === false, 'off');
    await life.background.idle();
  });

  it('is not tried again on a site that forbids it, and its state is told', async () => {
    const world = createWorld();
    world.sites.grant(PATTERN);
    const life = world.start();
    const panel = await open(life);
    await panel.request({ what: 'set', settings: { precise: [{ pattern: PATTERN }] } });
    const relay = createRelay('e', finished(1));
    relay.connect(life, 1, ORIGIN);
    await until(() => relay.settled && world.sites.precise.length === 1, 'on');
    relay.client?.post({ kind: 'precise', epoch: 'e', state: 'ready' });
    await until(() => panel.health?.precise === 'ready', 'ready', world.clock);
    // Who said no hello for this stream is not heard.
    relay.client?.post({ kind: 'precise', epoch: 'x', state: 'crashed' });
    relay.client?.post({ kind: 'precise', epoch: 'e', state: 'forbidden' });
    await until(() => world.sites.precise.length === 0, 'taken away');
    await until(() => panel.health?.precise === 'forbidden', 'told', world.clock);
    expect(panel.settings?.precise).toEqual([{ pattern: PATTERN, forbidden: true }]);
    expect(panel.health?.precise).toBe('forbidden');
    await life.background.idle();
  });
});

import { describe, expect, it, vi } from 'vitest';
import { createSiteAccess } from '../../../src/background/site-access.ts';
import { BUILT_IN_SITES } from '../../../src/model/site.ts';
import { createWorld, until } from './fake-platform.ts';
import { createRelay } from './fake-relay.ts';
import { createFakeSites } from './fake-sites.ts';
import { finished, open } from './setup.ts';

const SITE = 'http://n8n.test:5678/*';
const ORIGIN = 'http://n8n.test:5678';
const OTHER = 'https://comfy.test:443/*';

const turns = async () => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe('access to sites', () => {
  it('registers the scripts at every start of the worker, for just what is granted', async () => {
    const world = createWorld();
    world.sites.grant(SITE);
    const first = world.start();
    await first.background.idle();
    expect(world.sites.registered).toEqual([SITE]);
    first.kill();
    // An update of the extension drops registrations, not grants.
    world.sites.registered = [];
    await world.start().background.idle();
    expect(world.sites.registered).toEqual([SITE]);
  });

  it('after a grant registers first, then starts in the pages that are open', async () => {
    const world = createWorld();
    await world.start().background.idle();
    world.sites.grant(SITE);
    await until(() => world.sites.calls.length === 3, 'started');
    expect(world.sites.calls).toEqual(['register', `register ${SITE}`, `start ${SITE}`]);
  });

  it('leaves the last state registered when two changes meet', async () => {
    const sites = createFakeSites();
    createSiteAccess(sites.platform(() => true));
    let go = () => {};
    sites.hold = new Promise((resolve) => {
      go = resolve;
    });
    sites.grant(SITE);
    sites.grant(OTHER);
    sites.withdraw(SITE);
    go();
    await turns();
    expect(sites.registered).toEqual([OTHER]);
  });

  it('registers nothing for what the manifest covers, which can be taken back and given again', async () => {
    const sites = createFakeSites();
    const access = createSiteAccess(sites.platform(() => true));
    expect(access.allows('http://localhost:8188')).toBe(true);
    sites.withdraw('*://localhost/*');
    await turns();
    expect(access.allows('http://localhost:8188')).toBe(false);
    sites.grant('*://localhost/*');
    await turns();
    expect(access.allows('http://localhost:8188')).toBe(true);
    expect(sites.calls).toEqual(['register', 'register', 'start *://localhost/*']);
  });

  it('goes on when the browser refuses to register', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const sites = createFakeSites();
    sites.broken = true;
    const access = createSiteAccess(sites.platform(() => true));
    await access.load();
    expect(said).toHaveBeenCalled();
    said.mockRestore();
    sites.broken = false;
    sites.grant(SITE);
    await turns();
    expect(sites.registered).toEqual([SITE]);
  });
});

describe('a page of a site', () => {
  async function page() {
    const world = createWorld();
    world.sites.grant(SITE);
    const life = world.start();
    const relay = createRelay('e', finished(1));
    relay.connect(life, 1, ORIGIN);
    await until(() => relay.recording !== undefined, 'configured');
    return { world, life, relay };
  }

  it('records while it is granted, falls silent when it is withdrawn, and resumes', async () => {
    const { world, relay } = await page();
    expect(relay.recording).toBe(true);
    world.sites.withdraw(SITE);
    await until(() => relay.recording === false, 'silent');
    world.sites.grant(SITE);
    await until(() => relay.recording === true, 'resumed');
  });

  it('falls silent too when registering fails', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { world, relay } = await page();
    world.sites.broken = true;
    world.sites.withdraw(SITE);
    await until(() => relay.recording === false, 'silent');
    said.mockRestore();
  });

  it('stays silent in a new worker, with frames that have no origin of their own', async () => {
    const { world, life, relay } = await page();
    const blank = createRelay('blank', []);
    blank.connect(life, 1, 'null', 3);
    await until(() => blank.recording === true, 'blank frame records with its tab');
    world.sites.withdraw(SITE);
    await until(() => relay.recording === false && blank.recording === false, 'both silent');
    life.kill();
    relay.recording = undefined;
    relay.connect(world.start(), 1, ORIGIN);
    await until(() => relay.recording !== undefined, 'configured');
    expect(relay.recording).toBe(false);
  });

  it('does not touch other sites and localhost', async () => {
    const { world, life } = await page();
    const local = createRelay('l', []);
    local.connect(life, 2, 'http://localhost:1');
    await until(() => local.recording === true, 'local');
    const before = local.client?.received.length;
    world.sites.withdraw(SITE);
    await until(() => (local.client?.received.length ?? 0) > (before ?? 0), 'told again');
    expect(local.recording).toBe(true);
  });

  it('tells the panel what is granted and where our scripts are', async () => {
    const { world, life } = await page();
    const panel = await open(life);
    expect(panel.health).toMatchObject({ sites: [...BUILT_IN_SITES, SITE].sort(), origins: [ORIGIN] });
    world.sites.grant(OTHER);
    await until(() => panel.health?.sites.length === 4, 'second site', world.clock);
    expect(panel.health?.sites).toContain(OTHER);
  });
});

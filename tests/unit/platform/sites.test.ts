import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const BASE = 'moz-extension://u-u-i-d/';

interface Registered {
  readonly id: string;
  readonly js: readonly string[];
  readonly matches: readonly string[];
  readonly world?: string;
}

/** As much of a browser as `sites` uses; frames are those of tab 7, with the worlds our relay has marked. */
const fake = vi.hoisted(() => ({
  js: ['content-script/hook.js', 'content-script/relay.js'],
  registered: [] as Registered[],
  calls: [] as string[],
  marked: new Map<number, boolean>(),
  ran: [] as unknown[],
}));

vi.mock('webextension-polyfill', () => ({
  default: {
    runtime: {
      getURL: (path: string) => `${'moz-extension://u-u-i-d/'}${path}`,
      getManifest: () => ({
        content_scripts: [
          { js: [fake.js[0]], world: 'MAIN' },
          { js: [fake.js[1]], world: 'ISOLATED' },
        ],
      }),
    },
    tabs: { query: async () => [{ id: 7 }, { id: 8 }, {}] },
    scripting: {
      getRegisteredContentScripts: async () => fake.registered,
      registerContentScripts: async (scripts: readonly Registered[]) => {
        fake.calls.push(`register ${scripts.map(({ id, matches }) => `${id} ${matches.join(' ')}`).join(', ')}`);
        fake.registered = [...scripts];
      },
      updateContentScripts: async (scripts: readonly Partial<Registered>[]) => {
        fake.calls.push(`update ${scripts.map(({ id, matches = [] }) => `${id} ${matches.join(' ')}`).join(', ')}`);
        fake.registered = fake.registered.map((old) => ({ ...old, ...scripts.find(({ id }) => id === old.id) }));
      },
      unregisterContentScripts: async ({ ids }: { ids: readonly string[] }) => {
        fake.calls.push(`unregister ${ids.join(' ')}`);
        fake.registered = fake.registered.filter(({ id }) => !ids.includes(id));
      },
      executeScript: async (injection: { func?: unknown; target: { tabId: number } }) => {
        if (injection.target.tabId === 8) throw new Error('The tab was closed.');
        if (!injection.func) return void fake.ran.push(injection);
        return [...fake.marked].map(([frameId, result]) => ({ frameId, result }));
      },
    },
  },
}));

const { sites } = await import('../../../src/platform/sites.ts');
const SITE = 'http://a.test:1/*';
const LOCAL = 'http://localhost:8188/*';

beforeEach(() => {
  fake.js = ['content-script/hook.js', 'content-script/relay.js'];
  fake.registered = [];
  fake.calls = [];
  fake.marked = new Map();
  fake.ran = [];
});

describe('the precise clock', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is registered behind hook and relay, on built-in sites too', async () => {
    vi.stubGlobal('WebSocketStream', class {});
    await sites.register([SITE], [LOCAL]);
    expect(fake.registered.map(({ id }) => id)).toEqual(['hook', 'relay', 'precise']);
    const precise = fake.registered.at(-1);
    expect(precise).toMatchObject({ js: ['content-script/precise.iife.js'], world: 'MAIN', matches: [LOCAL] });
    expect(precise).not.toHaveProperty('excludeMatches');
    await sites.register([], [LOCAL]);
    expect(fake.registered.map(({ id }) => id)).toEqual(['precise']);
  });

  it('is not in browsers that have not what it takes', async () => {
    await sites.register([], [LOCAL]);
    expect(fake.registered).toEqual([]);
  });
});

describe('registering', () => {
  it('runs hook and relay at the start of every frame, each in its world, and not where the manifest does', async () => {
    await sites.register([SITE], []);
    const common = {
      matches: [SITE],
      excludeMatches: ['*://localhost/*', '*://127.0.0.1/*'],
      runAt: 'document_start',
      allFrames: true,
      matchOriginAsFallback: true,
      persistAcrossSessions: true,
    };
    expect(fake.registered).toEqual([
      { ...common, id: 'hook', js: ['content-script/hook.js'], world: 'MAIN' },
      { ...common, id: 'relay', js: ['content-script/relay.js'] },
    ]);
  });

  it('names files as they can be registered where the manifest is told with whole addresses', async () => {
    fake.js = fake.js.map((file) => `${BASE}${file}`);
    await sites.register([SITE], []);
    expect(fake.registered.flatMap(({ js }) => js)).toEqual(['content-script/hook.js', 'content-script/relay.js']);
  });

  it('leaves alone what is as it should be, in any order', async () => {
    await sites.register([SITE, 'http://b.test/*'], []);
    await sites.register(['http://b.test/*', SITE], []);
    expect(fake.calls).toHaveLength(1);
  });

  it('changes what is not in one step, without a moment in between: other sites, or the files of another version', async () => {
    await sites.register([SITE], []);
    await sites.register(['http://b.test/*'], []);
    fake.js = ['hook-2.js', 'relay-2.js'];
    await sites.register(['http://b.test/*'], []);
    expect(fake.registered.map(({ id, js, world }) => [id, ...js, world])).toEqual([
      ['hook', 'hook-2.js', 'MAIN'],
      ['relay', 'relay-2.js', undefined],
    ]);
    await sites.register([], []);
    expect(fake.calls).toEqual([
      `register hook ${SITE}, relay ${SITE}`,
      'update hook http://b.test/*, relay http://b.test/*',
      'update hook http://b.test/*, relay http://b.test/*',
      'unregister hook relay',
    ]);
    expect(fake.registered).toEqual([]);
  });
});

describe('starting in open pages', () => {
  it('goes to the frames that have no relay, and survives tabs that are gone', async () => {
    fake.marked = new Map([
      [0, true],
      [3, false],
      [5, false],
    ]);
    await sites.startIn([SITE]);
    const target = { tabId: 7, frameIds: [3, 5] };
    expect(fake.ran).toEqual([
      { target, files: ['content-script/hook.js'], world: 'MAIN', injectImmediately: true },
      { target, files: ['content-script/relay.js'], injectImmediately: true },
    ]);
  });

  it('does nothing where all frames have one', async () => {
    fake.marked = new Map([[0, true]]);
    await sites.startIn([SITE]);
    expect(fake.ran).toEqual([]);
  });
});

import browser, { type Scripting } from 'webextension-polyfill';
import { BUILT_IN_SITES, PRECISE_FILE } from '../model/site.ts';
import { canBePrecise } from './permissions.ts';
import type { Sites } from './types.ts';

type Script = Scripting.RegisteredContentScript;
/** The polyfill's types know the isolated world only. */
const MAIN = 'MAIN' as Scripting.ExecutionWorld;
const HOOK = 'hook';
const RELAY = 'relay';
const PRECISE = 'precise';

/** The built files of hook and relay, named by the manifest's own content scripts: their names are the build's affair. */
function files(): { readonly hook: string[]; readonly relay: string[] } {
  const scripts: readonly { readonly js?: readonly string[]; readonly world?: unknown }[] =
    browser.runtime.getManifest().content_scripts ?? [];
  // Firefox tells them as absolute addresses and takes relative ones only.
  const relative = (file: string): string => file.replace(browser.runtime.getURL(''), '');
  return {
    hook: (scripts.find(({ world }) => world === 'MAIN')?.js ?? []).map(relative),
    relay: (scripts.find(({ world }) => world !== 'MAIN')?.js ?? []).map(relative),
  };
}

function wanted(matches: readonly string[], precise: readonly string[]): Script[] {
  const { hook, relay } = files();
  const always: Omit<Script, 'id' | 'js' | 'matches'> = {
    runAt: 'document_start',
    allFrames: true,
    persistAcrossSessions: true,
  };
  // There the manifest's scripts run: twice in a page would count its traffic twice.
  const common = { ...always, matches: [...matches], excludeMatches: [...BUILT_IN_SITES], matchOriginAsFallback: true };
  const scripts: Script[] = [
    { ...common, id: HOOK, js: hook, world: MAIN },
    { ...common, id: RELAY, js: relay },
  ];
  // Last: it finds the hook there. Scripts run in the order in which they were registered, those of the manifest first.
  const clock: Script = { ...always, id: PRECISE, js: [PRECISE_FILE], matches: [...precise], world: MAIN };
  return [...(matches.length > 0 ? scripts : []), ...(precise.length > 0 ? [clock] : [])];
}

/** All that would make two registrations differ in effect; browsers add members of their own when they tell what they have. */
function effect({ id, js = [], matches = [] }: Script): string {
  return JSON.stringify([id, js.map((file) => file.replace(/^\//, '')), [...matches].sort()]);
}

async function register(patterns: readonly string[], precise: readonly string[]): Promise<void> {
  const there = await browser.scripting.getRegisteredContentScripts();
  const due = wanted(patterns, canBePrecise() ? precise : []);
  if (there.map(effect).sort().join() === due.map(effect).sort().join()) return;
  const ids = (scripts: readonly Script[]): string => String(scripts.map(({ id }) => id).sort());
  if (ids(there) === ids(due)) {
    // In one step: a page that loads between taking away and registering again would not be seen.
    await browser.scripting.updateContentScripts(
      due.map(({ id, js = [], matches = [] }) => ({ id, js, matches, persistAcrossSessions: true })),
    );
    return;
  }
  if (there.length > 0) await browser.scripting.unregisterContentScripts({ ids: there.map(({ id }) => id) });
  if (due.length > 0) await browser.scripting.registerContentScripts(due);
}

/** Frames of a tab in which our relay does not run. It leaves this mark in our own world of the page, which the page cannot see. */
async function bareFrames(tabId: number): Promise<number[]> {
  const probed = await browser.scripting.executeScript({
    target: { tabId, allFrames: true },
    func: () => 'longpole' in globalThis,
    injectImmediately: true,
  });
  return probed.filter(({ result }) => result === false).map(({ frameId }) => frameId);
}

async function startInTab(tabId: number): Promise<void> {
  const frameIds = await bareFrames(tabId);
  if (frameIds.length === 0) return;
  const target = { tabId, frameIds };
  const { hook, relay } = files();
  await browser.scripting.executeScript({ target, files: hook, world: MAIN, injectImmediately: true });
  await browser.scripting.executeScript({ target, files: relay, injectImmediately: true });
}

/** `permissions` and `scripting` as the background uses them. */
export const sites: Sites = {
  granted: async () => (await browser.permissions.getAll()).origins ?? [],
  onChange(listener) {
    browser.permissions.onAdded.addListener(({ origins = [] }) => listener({ added: origins }));
    browser.permissions.onRemoved.addListener(() => listener({ added: [] }));
  },
  register,
  async startIn(patterns) {
    const tabs = await browser.tabs.query({ url: [...patterns] });
    // A tab may be gone, discarded or show an error page by now: the others are not to suffer.
    await Promise.allSettled(tabs.map(({ id }) => (id === undefined ? undefined : startInTab(id))));
  },
};

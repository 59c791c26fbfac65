import browser from 'webextension-polyfill';
import { PANEL_LIMITS } from '../model/limits.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { evaluate, within } from './inspected.ts';

/** A page that is at a breakpoint, or in one long task, does not answer. */
const ANSWER_MS = 3_000;

/** Id of the tab this DevTools window inspects. Only in DevTools pages. */
export function inspectedTabId(): number {
  return browser.devtools.inspectedWindow.tabId;
}

/** Adds a panel to DevTools; `page` is a path from the root of the extension, with its slash. */
export async function createPanel(title: string, page: string, icon = ''): Promise<void> {
  await browser.devtools.panels.create(title, icon, page);
}

/**
 * Runs a script in the inspected page's own world, as the console does, and gives what it evaluates to: plain data. For what the
 * user asks for in the panel, and nothing else.
 */
export async function runInPage(code: string): Promise<Result<unknown>> {
  const answer = await within(ANSWER_MS, evaluate(code));
  if (!answer) return fail('The page did not answer within 3 s: is it busy, or paused?');
  if (answer.length === 0) return fail('DevTools did not reach the page: reload it.');
  const [value, problem] = answer;
  const failed = problem?.isError || problem?.isException;
  const words = problem?.value || problem?.description || problem?.code;
  return failed ? fail(`The page could not do it: ${words}`) : ok(value);
}

/** The colour theme of DevTools: 'dark', 'light' or, in old Chromium, 'default'. */
export function themeName(): string {
  return browser.devtools.panels.themeName;
}

/** Firefox has neither. */
interface Resources {
  getResources?: typeof chrome.devtools.inspectedWindow.getResources;
  onResourceAdded?: typeof chrome.devtools.inspectedWindow.onResourceAdded;
}

/**
 * Calls back with the origin of the inspected page and those of the frames in it, now, after each navigation and as frames
 * come; not at all, or without frames, where the browser does not tell. The page's resources are listed for it: reading a
 * tab's address would need a permission for its site.
 */
export function onInspectedOrigin(listener: (origin: string, frames: readonly string[]) => void): void {
  const inspected: Resources = chrome.devtools.inspectedWindow;
  let page = '';
  let frames = new Set<string>();
  const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : '');
  const tell = (): void => listener(page, [...frames]);
  const add = (resource: { readonly url: string; readonly type?: string }): void => {
    const origin = originOf(resource.url);
    if (
      resource.type === 'document' &&
      origin !== page &&
      origin !== 'null' &&
      origin !== '' &&
      frames.size < PANEL_LIMITS.frameOrigins
    )
      frames.add(origin);
  };
  browser.devtools.network.onNavigated.addListener((url) => {
    page = originOf(url);
    frames = new Set();
    inspected.getResources?.((resources) => {
      for (const resource of resources) add(resource);
      tell();
    });
    tell();
  });
  inspected.getResources?.((resources) => {
    const first = resources.find((r) => 'type' in r && r.type === 'document') ?? resources[0];
    if (!first) return;
    page = originOf(first.url);
    for (const resource of resources) add(resource);
    tell();
  });
  inspected.onResourceAdded?.addListener((resource) => {
    const known = frames.size;
    add(resource);
    if (frames.size > known) tell();
  });
}

/** Calls back with the new theme's name when DevTools changes it. Each browser tells it in its own way, the polyfill in none. */
export function onThemeChanged(listener: (name: string) => void): void {
  const panels: {
    setThemeChangeHandler?: (changed: (name: string) => void) => void;
    onThemeChanged?: { addListener(changed: (name: string) => void): void };
  } = browser.devtools.panels;
  if (panels.setThemeChangeHandler) panels.setThemeChangeHandler(listener);
  else panels.onThemeChanged?.addListener(listener);
}

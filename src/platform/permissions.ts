import browser from 'webextension-polyfill';
import { patternOf } from '../model/site.ts';

/** Whether patterns may name a port: Firefox refuses such. */
export function knowsPorts(): boolean {
  return !browser.runtime.getURL('').startsWith('moz-extension:');
}

/** The pattern by which this browser grants an origin; undefined where no extension is let in. */
export function sitePattern(origin: string): string | undefined {
  return patternOf(origin, knowsPorts());
}

/**
 * Asks the user, in a prompt of the browser. Call it synchronously in a click. Chromium closes the toolbar popup as the prompt
 * shows, so there nothing comes back.
 */
export function requestSites(patterns: readonly string[]): Promise<boolean> {
  return browser.permissions.request({ origins: [...patterns] });
}

/** Takes grants back; false when the browser does not (what the manifest asks for goes in the browser's own settings). */
export async function removeSites(patterns: readonly string[]): Promise<boolean> {
  try {
    return await browser.permissions.remove({ origins: [...patterns] });
  } catch {
    return false;
  }
}

/** Whether this page may ask: Firefox gives DevTools pages no `permissions`. */
export function canRequestSites(): boolean {
  return browser.permissions !== undefined;
}

/** Asks the user to allow notifications, in a prompt of the browser. Call it synchronously in a click. */
export function requestNotifications(): Promise<boolean> {
  return browser.permissions.request({ permissions: ['notifications'] });
}

/** Whether the user has allowed notifications. */
export function hasNotifications(): Promise<boolean> {
  return browser.permissions.contains({ permissions: ['notifications'] });
}

/** Whether a worker of this browser reads a socket while the page is busy, and can be held up: Chromium from 124 on. */
export function canBePrecise(): boolean {
  return 'WebSocketStream' in globalThis;
}

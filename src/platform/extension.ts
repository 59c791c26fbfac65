import browser from 'webextension-polyfill';
import type { Extension } from './types.ts';

/** Our id and origin, read anew each time: after an update the old context loses them (then `id` is ''). */
export const extension: Extension = {
  get id() {
    return browser.runtime?.id ?? '';
  },
  get origin() {
    return browser.runtime.getURL('').replace(/\/$/, '');
  },
};

/** Calls back when the browser has started. Call it synchronously when the worker starts. */
export function onStartup(listener: () => void): void {
  browser.runtime.onStartup.addListener(listener);
}

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

import browser from 'webextension-polyfill';
import type { KeyValues } from './types.ts';

/** `storage.local`, one key at a time. */
export const storage: KeyValues = {
  async get(key) {
    return (await browser.storage.local.get(key))[key];
  },
  set: (key, value) => browser.storage.local.set({ [key]: value }),
  onChange(listener) {
    browser.storage.local.onChanged.addListener((changes) => {
      for (const [key, change] of Object.entries(changes)) listener(key, change.newValue);
    });
  },
};

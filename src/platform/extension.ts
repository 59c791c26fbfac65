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

const BEGAN = 'began';

/**
 * Calls back once when no script of before can come back: the browser was started, or the extension installed, updated, reloaded or
 * enabled again. Browsers clear `storage.session` at each of these and keep it while workers come and go.
 * Call it synchronously when the worker starts: the event wakes one at the start of the browser.
 */
export function onStartup(listener: () => void): void {
  const { session } = browser.storage;
  const begun = session.get(BEGAN).then(async ({ [BEGAN]: began }) => {
    if (began) return;
    await session.set({ [BEGAN]: true });
    listener();
  });
  begun.catch((error: unknown) => console.error('Longpole: session storage', error));
  browser.runtime.onStartup.addListener(() => {});
}

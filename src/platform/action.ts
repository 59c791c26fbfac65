import browser from 'webextension-polyfill';
import grey16 from '../../icons/paused-16.png';
import grey32 from '../../icons/paused-32.png';

/** Sets the text on the toolbar's button; '' takes it away. White on this red is legible (6.5 : 1). */
export function badge(text: string): void {
  void browser.action.setBadgeBackgroundColor({ color: '#b3261e' });
  // Browsers that cannot set it choose a colour that is legible on the ground.
  void browser.action.setBadgeTextColor?.({ color: '#ffffff' });
  void browser.action.setBadgeText({ text });
}

/** Says on the toolbar's button whether recording is paused: its icon is grey then, and its tooltip says so. */
export function showPaused(paused: boolean): void {
  const path: Record<string, string> = paused
    ? { 16: grey16, 32: grey32 }
    : { 16: '/icons/16.png', 32: '/icons/32.png' };
  // A worker that is just ending takes its icons with it; the next one shows them.
  browser.action.setIcon({ path }).catch(() => {});
  void browser.action.setTitle({ title: paused ? 'Longpole: recording is paused' : 'Longpole' });
}

import browser from 'webextension-polyfill';

/** Sets the text on the toolbar's button; '' takes it away. White on this red is legible (6.5 : 1). */
export function badge(text: string): void {
  void browser.action.setBadgeBackgroundColor({ color: '#b3261e' });
  // Browsers that cannot set it choose a colour that is legible on the ground.
  void browser.action.setBadgeTextColor?.({ color: '#ffffff' });
  void browser.action.setBadgeText({ text });
}

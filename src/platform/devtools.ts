import browser from 'webextension-polyfill';

/** Id of the tab this DevTools window inspects. Only in DevTools pages. */
export function inspectedTabId(): number {
  return browser.devtools.inspectedWindow.tabId;
}

/** Adds a panel to DevTools; `page` is a path inside the extension. */
export async function createPanel(title: string, page: string, icon = ''): Promise<void> {
  await browser.devtools.panels.create(title, icon, page);
}

/** Reloads the inspected page. */
export function reloadInspected(): void {
  void browser.devtools.inspectedWindow.reload();
}

/** The colour theme of DevTools: 'dark', 'light' or, in old Chromium, 'default'. */
export function themeName(): string {
  return browser.devtools.panels.themeName;
}

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

/**
 * Calls back with the origin of the inspected page, now and after each navigation; not at all where the browser does not
 * tell. The page's resources are listed for it: reading a tab's address would need a permission for its site.
 */
export function onInspectedOrigin(listener: (origin: string) => void): void {
  const tell = (url: string): void => listener(URL.canParse(url) ? new URL(url).origin : '');
  browser.devtools.network.onNavigated.addListener(tell);
  // Firefox has no getResources.
  const inspected: { getResources?: typeof chrome.devtools.inspectedWindow.getResources } =
    chrome.devtools.inspectedWindow;
  inspected.getResources?.((resources) => {
    const page = resources.find((r) => 'type' in r && r.type === 'document') ?? resources[0];
    if (page) tell(page.url);
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

import browser from 'webextension-polyfill';

export interface ActiveTab {
  readonly id: number;
  /** '' when the browser does not tell (pages of browsers themselves and of their stores). */
  readonly url: string;
}

/** The tab the toolbar's button was clicked in; `activeTab` lets us read its address. */
export async function activeTab(): Promise<ActiveTab | undefined> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id === undefined ? undefined : { id: tab.id, url: tab.url ?? '' };
}

export function reloadTab(id: number): void {
  void browser.tabs.reload(id);
}

/** Opens the options page in a tab; `origin`: a site to offer there. */
export async function openOptions(origin = ''): Promise<void> {
  const page = browser.runtime.getURL('options/options.html');
  await browser.tabs.create({ url: origin === '' ? page : `${page}?origin=${encodeURIComponent(origin)}` });
}

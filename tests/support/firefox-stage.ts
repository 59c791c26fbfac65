/** Firefox with the built extension, the demo's page in a tab, and our panel in its toolbox. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { type Demo, startDemo } from '../../demo/server.ts';
import { firefoxPath } from '../../scripts/browser.ts';
import { DIST_FIREFOX } from '../../scripts/build.ts';
import { type FirefoxPanel, inBrowser, openFirefoxPanel } from '../../scripts/firefox-toolbox.ts';
import { EXTENSION_ID, type LaunchedFirefox, launchFirefox } from '../../scripts/launch-firefox.ts';
import { type FirefoxExtension, firefoxExtension } from './firefox-extension.ts';

export interface FirefoxStage {
  readonly firefox: LaunchedFirefox;
  readonly demo: Demo;
  readonly extension: FirefoxExtension;
  /** The demo's page, idle, whose records are logged. */
  readonly page: Page;
  readonly panel: FirefoxPanel;
  /** Text of the session that the panel exports by its own button. */
  exported(): Promise<string>;
  close(): Promise<void>;
}

/** Starts all of it; `close` ends it. `host`: a name to open the demo's page by; the user's answer to what we ask for is yes. */
export async function openFirefoxStage(host = '127.0.0.1'): Promise<FirefoxStage> {
  const started = await startDemo();
  const demo = { ...started, url: started.url.replace('127.0.0.1', host) };
  const downloads = await mkdtemp(join(tmpdir(), 'longpole-saved-'));
  const prefs = {
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'network.dns.localDomains': host,
    'extensions.webextOptionalPermissionPrompts': false,
  };
  const firefox = await launchFirefox({ executablePath: firefoxPath(), extension: DIST_FIREFOX, prefs });
  const close = async () => {
    await firefox.close();
    await demo.close();
    await rm(downloads, { recursive: true, force: true });
  };
  try {
    const extension = await firefoxExtension(firefox);
    await extension.switchDiagnosticsOn();
    const page = await firefox.browser.newPage();
    await page.goto(demo.url);
    const panel = await openFirefoxPanel(firefox.browser, page);
    await panel.resize(1400, 900);
    let saved = 0;
    const exported = async () => {
      await panel.click('[data-action="export"]');
      await panel.click('[data-action="export-confirm"]');
      return savedText(firefox, saved++);
    };
    return { firefox, demo, extension, page, panel, exported, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Ends the background's page as Firefox does when it was idle; Firefox starts it again for the next message. */
export function endBackground({ browser }: LaunchedFirefox): Promise<void> {
  return inBrowser(
    browser,
    async (id) => {
      const { extension } = WebExtensionPolicy.getByID(id);
      // A run goes on and a toolbox is open, for which Firefox would wait.
      await extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
      if (extension.backgroundState !== 'stopped') throw new Error(`the background is ${extension.backgroundState}`);
    },
    EXTENSION_ID,
  );
}

/** Switches the extension on or off, as `about:addons` does. */
export function switchExtension({ browser }: LaunchedFirefox, on: boolean): Promise<void> {
  return inBrowser(
    browser,
    async (id, wanted) => {
      const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
      const addon = await AddonManager.getAddonByID(id);
      await (wanted ? addon.enable() : addon.disable());
    },
    EXTENSION_ID,
    on,
  );
}

/** The parts of Firefox that are used. */
declare const WebExtensionPolicy: {
  getByID(id: string): {
    readonly extension: { readonly backgroundState: string; terminateBackground(how: object): Promise<void> };
  };
};
interface Download {
  readonly target: { readonly path: string };
  readonly succeeded: boolean;
}
declare const ChromeUtils: {
  importESModule(url: 'resource://gre/modules/AddonManager.sys.mjs'): {
    AddonManager: { getAddonByID(id: string): Promise<{ enable(): Promise<void>; disable(): Promise<void> }> };
  };
  importESModule(url: 'resource://gre/modules/Downloads.sys.mjs'): {
    Downloads: { ALL: string; getList(which: string): Promise<{ getAll(): Promise<Download[]> }> };
  };
};

/** Text of the file that Firefox has saved after so many before, once it has. */
async function savedText({ browser }: LaunchedFirefox, before: number): Promise<string> {
  const path = await inBrowser(
    browser,
    async (many) => {
      const { Downloads } = ChromeUtils.importESModule('resource://gre/modules/Downloads.sys.mjs');
      const list = await Downloads.getList(Downloads.ALL);
      for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((next) => setTimeout(next, 50))) {
        const saved = (await list.getAll()).filter(({ succeeded }) => succeeded);
        if (saved.length > many) return saved.at(-1)?.target.path;
      }
      return undefined;
    },
    before,
  );
  if (path === undefined) throw new Error('the panel did not save a file');
  return readFile(path, 'utf8');
}

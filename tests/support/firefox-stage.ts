/** Firefox with the built extension, the demo's page in a tab, and our panel in its toolbox. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { type Demo, startDemo } from '../../demo/server.ts';
import { firefoxPath } from '../../scripts/browser.ts';
import { DIST_FIREFOX } from '../../scripts/build.ts';
import { type FirefoxPanel, inBrowser, openFirefoxPanel } from '../../scripts/firefox-toolbox.ts';
import { type LaunchedFirefox, launchFirefox } from '../../scripts/launch-firefox.ts';
import { type FirefoxExtension, firefoxExtension } from './firefox-extension.ts';

export interface FirefoxStage {
  readonly firefox: LaunchedFirefox;
  readonly demo: Demo;
  readonly extension: FirefoxExtension;
  /** The demo's page, idle, whose records are logged. */
  readonly page: Page;
  readonly panel: FirefoxPanel;
  /** Text of the session that the panel, or another one, exports by its own button. */
  exported(from?: FirefoxPanel): Promise<string>;
  close(): Promise<void>;
}

export interface FirefoxStageOptions {
  /** A name to open the demo's page by. */
  readonly host?: string;
  /** More names that are this machine. */
  readonly names?: readonly string[];
  /** Folder of the built extension, if not the one that is built. */
  readonly folder?: string;
  /** A profile to keep. */
  readonly userDataDir?: string;
  /** Address of another page than the demo's. */
  readonly url?: string;
}

/** Starts all of it; `close` ends it. The user's answer to what we ask for is yes. */
export async function openFirefoxStage(options: FirefoxStageOptions = {}): Promise<FirefoxStage> {
  const { host = '127.0.0.1', names = [], folder = DIST_FIREFOX, userDataDir } = options;
  const started = await startDemo();
  const demo = { ...started, url: started.url.replace('127.0.0.1', host) };
  const downloads = await mkdtemp(join(tmpdir(), 'longpole-saved-'));
  const prefs = {
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'network.dns.localDomains': [host, ...names].join(),
    'extensions.webextOptionalPermissionPrompts': false,
  };
  const firefox = await launchFirefox({
    executablePath: firefoxPath(),
    extension: folder,
    prefs,
    ...(userDataDir === undefined ? {} : { userDataDir }),
  });
  const close = async () => {
    await firefox.close();
    await demo.close();
    await rm(downloads, { recursive: true, force: true });
  };
  try {
    const extension = await firefoxExtension(firefox);
    await extension.switchDiagnosticsOn();
    const page = await firefox.browser.newPage();
    await page.goto(options.url ?? demo.url);
    const panel = await openFirefoxPanel(firefox.browser, page);
    await panel.resize(1400, 900);
    let saved = 0;
    const exported = async (from = panel) => {
      await from.click('[data-action="export"]');
      await from.click('[data-action="export-confirm"]');
      return savedText(firefox, saved++);
    };
    return { firefox, demo, extension, page, panel, exported, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The parts of Firefox that are used. */
interface Download {
  readonly target: { readonly path: string };
  readonly succeeded: boolean;
}
declare const ChromeUtils: {
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

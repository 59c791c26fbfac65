/** Starts Firefox with the built extension, as launch.ts does with Chromium. */
import puppeteer, { type Browser } from 'puppeteer';

/** As in vite.config.ts. */
export const EXTENSION_ID = 'longpole@longpole.dev';

/** Firefox draws one for each profile: here all have this one, so that a profile opened again finds what the extension stored. */
const EXTENSION_UUID = '3c4f0a5e-6d1b-4f0e-9a53-0b6f2d7c81aa';

export interface LaunchedFirefox {
  readonly browser: Browser;
  /** Where the extension's pages are (`moz-extension://…`). */
  readonly extensionUrl: string;
  close(): Promise<void>;
}

export interface FirefoxOptions {
  readonly executablePath: string;
  /** Folder of the built extension; none: a bare browser. */
  readonly extension?: string;
  /** A profile to keep; by default a new one that is removed on close. */
  readonly userDataDir?: string;
  /** Settings of `about:config`. */
  readonly prefs?: Readonly<Record<string, unknown>>;
}

/** Starts a headless Firefox. */
export async function launchFirefox(options: FirefoxOptions): Promise<LaunchedFirefox> {
  const { executablePath, extension, userDataDir, prefs } = options;
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    ...(userDataDir === undefined ? {} : { userDataDir }),
    // To open the extension's own pages, which alone know what it recorded, and to reach the toolbox.
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: {
      ...prefs,
      'extensions.webextensions.uuids': JSON.stringify({ [EXTENSION_ID]: EXTENSION_UUID }),
      // What is not installed for good goes when the browser closes, and its storage with it.
      'extensions.webextensions.keepStorageOnUninstall': userDataDir !== undefined,
    },
  });
  if (extension !== undefined) await browser.installExtension(extension);
  return { browser, extensionUrl: `moz-extension://${EXTENSION_UUID}`, close: () => browser.close() };
}

/** Starts Firefox with the built extension, as launch.ts does with Chromium. */
import { randomUUID } from 'node:crypto';
import puppeteer, { type Browser } from 'puppeteer';

/** As in vite.config.ts. */
export const EXTENSION_ID = 'longpole@longpole.dev';

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
  /** Settings of `about:config`. */
  readonly prefs?: Readonly<Record<string, unknown>>;
}

/** Starts a headless Firefox with a new profile, which puppeteer removes on close. */
export async function launchFirefox({ executablePath, extension, prefs }: FirefoxOptions): Promise<LaunchedFirefox> {
  const uuid = randomUUID();
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    // To open the extension's own pages, which alone know what it recorded, and to reach the toolbox.
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: { ...prefs, 'extensions.webextensions.uuids': JSON.stringify({ [EXTENSION_ID]: uuid }) },
  });
  if (extension !== undefined) await browser.installExtension(extension);
  return { browser, extensionUrl: `moz-extension://${uuid}`, close: () => browser.close() };
}

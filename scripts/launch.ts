/** Starts Chromium with the built extension: the one place that knows the options, for the demo and for tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer';

export interface LaunchOptions {
  readonly executablePath: string;
  readonly headless?: boolean;
  /** Folder of the built extension; none: a bare browser. */
  readonly extension?: string;
  /** A profile to keep; by default a new one that is removed on close. */
  readonly userDataDir?: string;
  readonly args?: readonly string[];
}

export interface Launched {
  readonly browser: Browser;
  close(): Promise<void>;
}

const WINDOW = { width: 1400, height: 900 };

const ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--window-size=${WINDOW.width},${WINDOW.height}`,
];

/** Starts a browser. `close` ends it and removes its profile, unless that was given. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const userDataDir = options.userDataDir ?? (await mkdtemp(join(tmpdir(), 'longpole-')));
  const headless = options.headless ?? true;
  const browser = await puppeteer.launch({
    executablePath: options.executablePath,
    headless,
    pipe: true,
    userDataDir,
    defaultViewport: headless ? WINDOW : null,
    // Ctrl-C is ours: the profile has to be removed after the browser ended.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    // In a window the notice "controlled by automated test software" takes a tenth of the page, and a person controls it.
    ignoreDefaultArgs: headless ? [] : ['--enable-automation'],
    ...(options.extension ? { enableExtensions: [options.extension] } : {}),
    // Chromium's sandbox does not start as root (containers, CI).
    args: [...ARGS, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...(options.args ?? [])],
  });
  return {
    browser,
    async close() {
      await browser.close();
      if (options.userDataDir === undefined) await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

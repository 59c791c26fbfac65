/** What tests do to Firefox with the browser's own rights. */
import { inBackground, inBrowser } from '../../scripts/firefox-toolbox.ts';
import { EXTENSION_ID, type LaunchedFirefox } from '../../scripts/launch-firefox.ts';

/** The parts of Firefox that are used. */
declare const WebExtensionPolicy: {
  getByID(id: string): {
    readonly extension: {
      readonly version: string;
      readonly backgroundState: string;
      terminateBackground(how: object): Promise<void>;
    };
  };
};
interface Addon {
  enable(): Promise<void>;
  disable(): Promise<void>;
  reload(): Promise<void>;
}
interface Context {
  readonly id: number;
  readonly parent: Context | null;
  getAllBrowsingContextsInSubtree(): readonly Context[];
}
declare const gBrowser: {
  readonly selectedBrowser: {
    readonly browsingContext: { readonly currentWindowGlobal: { readonly domProcess: { readonly osPid: number } } };
  };
};
declare const ChromeUtils: {
  importESModule(url: string): { AddonManager: { getAddonByID(id: string): Promise<Addon> } };
  requestProcInfo(): Promise<{ readonly pid: number; readonly children: readonly { readonly pid: number }[] }>;
};
declare const Services: {
  readonly wm: {
    getEnumerator(type: 'navigator:browser'): Iterable<{
      readonly gBrowser: { readonly browsers: readonly { readonly browsingContext: Context }[] };
    }>;
  };
};

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

/** Loads the extension anew from its folder, as `about:debugging` does. The version that runs then. */
export function reloadExtension({ browser }: LaunchedFirefox): Promise<string> {
  return inBrowser(
    browser,
    async (id) => {
      const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
      const before = WebExtensionPolicy.getByID(id);
      await (await AddonManager.getAddonByID(id)).reload();
      const after = WebExtensionPolicy.getByID(id);
      if (after === before) throw new Error('the extension was not loaded anew');
      return after.extension.version;
    },
    EXTENSION_ID,
  );
}

/** All processes of the browser, its own first. */
export function processesOf({ browser }: LaunchedFirefox): Promise<readonly number[]> {
  return inBrowser(browser, async () => {
    const { pid, children } = await ChromeUtils.requestProcInfo();
    return [pid, ...children.map((child) => child.pid)];
  });
}

/** The process in which the page of the tab in front runs. */
export function processOfPage({ browser }: LaunchedFirefox): Promise<number> {
  return inBrowser(browser, () => gBrowser.selectedBrowser.browsingContext.currentWindowGlobal.domProcess.osPid);
}

/** Frames of all tabs that are no tab's outermost, by the numbers that the extension has for them. */
export function innerFrames({ browser }: LaunchedFirefox): Promise<readonly number[]> {
  return inBrowser(browser, () =>
    [...Services.wm.getEnumerator('navigator:browser')]
      .flatMap(({ gBrowser }) => gBrowser.browsers.flatMap((b) => b.browsingContext.getAllBrowsingContextsInSubtree()))
      .filter(({ parent }) => parent !== null)
      .map(({ id }) => id),
  );
}

/** The clock of the background, from now on until it ends. */
export function shiftBackgroundClock({ browser }: LaunchedFirefox, ms: number): Promise<void> {
  return inBackground(
    browser,
    EXTENSION_ID,
    (by: number) => {
      // The page's: where this runs has a `Date` of its own.
      const { Date: clock } = window as unknown as typeof globalThis;
      const now = clock.now.bind(clock);
      clock.now = () => now() + by;
    },
    ms,
  );
}

/** From now on transactions of the background fail with an error of this name, until `repairDatabase` or its end. */
export function breakDatabase({ browser }: LaunchedFirefox, error: string): Promise<void> {
  return inBackground(
    browser,
    EXTENSION_ID,
    (name: string) => {
      const { transaction } = IDBDatabase.prototype;
      const repair = (): void => {
        IDBDatabase.prototype.transaction = transaction;
      };
      Object.assign(window, { repair });
      IDBDatabase.prototype.transaction = () => {
        throw new DOMException('as a disk would', name);
      };
    },
    error,
  );
}

export function repairDatabase({ browser }: LaunchedFirefox): Promise<void> {
  return inBackground(browser, EXTENSION_ID, () => (window as unknown as { repair(): void }).repair());
}

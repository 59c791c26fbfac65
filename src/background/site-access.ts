import {
  addedSites,
  BUILT_IN_SITES,
  covers,
  isAllowed,
  type PreciseSite,
  preciseSites,
  webSites,
} from '../model/site.ts';
import type { Sites } from '../platform/types.ts';

/** Which sites are recorded. The browser's permissions are the only truth; nothing of it is stored by us. */
export interface SiteAccess {
  /** Reads what is granted and registers our scripts for it. Never rejects. */
  load(): Promise<void>;
  /** Match patterns granted, those of the manifest included. */
  granted(): readonly string[];
  allows(origin: string): boolean;
  /** Whether pages of this origin have the precise clock. */
  isPrecise(origin: string): boolean;
  /** What is left out or switched on may have changed. */
  reconsider(): Promise<void>;
  /** Calls back when a site was granted or withdrawn. */
  onChange(listener: () => void): void;
}

/**
 *   worker starts ------> read grants -> register
 *   grant (any of popup, options page, panel, the browser's own settings)
 *     -> permissions.onAdded -> read grants -> register -> start in the pages that are open
 *   withdrawal -> permissions.onRemoved -> read grants -> register fewer -> listeners: relays go idle
 *
 * `leftOut`: a pattern that was granted for another purpose than recording. `precise`: sites for which the precise clock is switched on.
 *
 * Registered anew at every start of the worker, because registrations are dropped when the extension is updated while
 * grants stay. The page that asked for a grant may be gone by the time it comes (Chromium closes the popup as its prompt
 * shows), so nothing is left to it. One change after the other: two at once could register the older state last.
 */
export function createSiteAccess(
  sites: Sites,
  leftOut: () => string | undefined = () => undefined,
  precise: () => readonly PreciseSite[] = () => [],
): SiteAccess {
  // What the manifest asks for is granted but for those who took it back: a browser that does not answer stops nothing.
  let granted: readonly string[] = BUILT_IN_SITES;
  let work: Promise<void> = Promise.resolve();
  const listeners: (() => void)[] = [];

  async function read(): Promise<void> {
    granted = webSites(await sites.granted()).filter((pattern) => pattern !== leftOut());
    await sites.register(addedSites(granted), preciseSites(precise(), granted));
  }

  function queue(task: () => Promise<void>): Promise<void> {
    work = work.then(task).catch((error: unknown) => console.error('Longpole: sites', error));
    return work;
  }

  sites.onChange(({ added }) => {
    void queue(async () => {
      try {
        await read();
      } finally {
        // Also when registering failed: what was withdrawn must fall silent.
        for (const listener of listeners) listener();
      }
      const fresh = webSites(added).filter((pattern) => pattern !== leftOut());
      if (fresh.length > 0) await sites.startIn(fresh);
    });
  });

  return {
    load: () => queue(read),
    reconsider: () =>
      queue(async () => {
        const before = granted.join();
        await read();
        if (granted.join() !== before) for (const listener of listeners) listener();
      }),
    granted: () => granted,
    allows: (origin) => isAllowed(origin, granted),
    isPrecise: (origin) => preciseSites(precise(), granted).some((pattern) => covers(pattern, origin)),
    onChange: (listener) => void listeners.push(listener),
  };
}

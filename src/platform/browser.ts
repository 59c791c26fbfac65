import { badge, showPaused } from './action.ts';
import { alarms } from './alarms.ts';
import { clock } from './clock.ts';
import { post } from './collector.ts';
import { extension, onStartup } from './extension.ts';
import { notify } from './notifications.ts';
import { onConnect } from './ports.ts';
import { sites } from './sites.ts';
import { storage } from './storage.ts';
import { openOptions } from './tabs.ts';
import type { Platform } from './types.ts';

/** The real browser. Loading it outside an extension throws (webextension-polyfill), so tests bring a fake `Platform`. */
export const platform: Platform = {
  extension,
  values: storage,
  alarms,
  sites,
  clock,
  indexedDB,
  post,
  onConnect,
  badge,
  showPaused,
  notify,
  openOptions,
  onStartup,
};

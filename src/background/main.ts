import { decodeToBackground } from '../messages/decode-messages.ts';
import { platform } from '../platform/browser.ts';
import { createPipeline } from '../profiler/pipeline.ts';
import { createBackground } from './background.ts';
import { createDatabase } from './database.ts';

// A service worker in Chromium, an event page in Firefox: both start here and may end at any moment.
createBackground(platform, {
  database: createDatabase(platform.indexedDB),
  createPipeline,
  decode: decodeToBackground,
});

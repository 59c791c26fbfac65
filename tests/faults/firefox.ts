/** The same in Firefox, each in a browser of its own. */
import type { LoneFault } from './fault.ts';
import { OF_FIREFOX_BACKGROUND } from './firefox-background.ts';
import { OF_FIREFOX_EXTENSION } from './firefox-extension.ts';
import { OF_FIREFOX_PAGES } from './firefox-pages.ts';

export const OF_FIREFOX: readonly LoneFault[] = [
  ...OF_FIREFOX_BACKGROUND,
  ...OF_FIREFOX_PAGES,
  ...OF_FIREFOX_EXTENSION,
];

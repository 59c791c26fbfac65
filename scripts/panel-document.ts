/** What can be done with the panel's document in either browser: puppeteer reaches it itself in Chromium, firefox-toolbox.ts in Firefox. */
import type { Frame } from 'puppeteer';

export type PanelDocument = Pick<Frame, 'evaluate' | 'waitForFunction'>;

/** Reaches our panel in the real DevTools window by DevTools' own modules, as a user reaches it with the mouse. */
import type { Frame, Page } from 'puppeteer';

export interface Panel {
  /** The DevTools window. */
  readonly devtools: Page;
  /** Our panel in it. */
  readonly frame: Frame;
}

export type Dock = 'undocked' | 'bottom' | 'right';

const TITLE = 'Longpole';
const PATH = '/panel/panel.html';
const TIMEOUT = 60_000;

// As text: this runs in DevTools' page, and test runners rewrite an `import()` that they find in a function.
const LEGACY = `import('devtools://devtools/bundled/ui/legacy/legacy.js')`;
const showOurTab = `${LEGACY}.then((ui) => {
  const tabs = ui.InspectorView.InspectorView.instance().tabbedPane?.tabIds() ?? [];
  const id = tabs.find((tab) => tab.startsWith('chrome-extension://') && tab.endsWith('${TITLE}'));
  if (id !== undefined) ui.ViewManager.ViewManager.instance().showView(id);
  return id !== undefined;
})`;

/** Opens DevTools for the page, shows our panel and waits until its document has loaded. Rejects after a minute. */
export async function openPanel(page: Page, dock: Dock = 'undocked'): Promise<Panel> {
  const devtools = await page.openDevTools();
  // Importing a DevTools module before DevTools itself has started breaks its start: wait for the extension's first frame.
  // Our tab appears somewhat later, when devtools.html has run.
  const ours = (f: Frame) => f.url().startsWith('chrome-extension://');
  await devtools.waitForFrame(ours, { timeout: TIMEOUT });
  await devtools.waitForFunction(showOurTab, { timeout: TIMEOUT, polling: 100 });
  const frame = await devtools.waitForFrame((f) => ours(f) && new URL(f.url()).pathname === PATH, { timeout: TIMEOUT });
  await frame.waitForFunction(() => document.readyState === 'complete', { timeout: TIMEOUT });
  await devtools.evaluate(`${LEGACY}.then((ui) => ui.DockController.DockController.instance().setDockSide('${dock}'))`);
  return { devtools, frame };
}

/**
 * A PNG of the panel alone. Screenshots of a part of a DevTools page hang, so the whole page is taken and cut by `cutter`,
 * any page that can draw on a canvas.
 */
export async function screenshotPanel(panel: Panel, cutter: Page): Promise<Uint8Array> {
  const element = await panel.frame.frameElement();
  const box = await element?.boundingBox();
  const whole = await panel.devtools.screenshot({ encoding: 'base64' });
  if (!box) return Buffer.from(whole, 'base64');
  const cut = await cutter.evaluate(
    async (png: string, x: number, y: number, width: number, height: number) => {
      const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }), x, y, width, height);
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      const out = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
      return btoa(Array.from(out, (byte) => String.fromCharCode(byte)).join(''));
    },
    whole,
    ...([box.x, box.y, box.width, box.height].map(Math.round) as [number, number, number, number]),
  );
  return Buffer.from(cut, 'base64');
}

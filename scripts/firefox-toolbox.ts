/**
 * Reaches our panel in Firefox's real toolbox, as devtools.ts does in Chromium's. Drivers see neither the toolbox nor its frames, but
 * `--remote-allow-system-access` lets them evaluate in the browser's own window, and from there everything can be reached.
 */
import { setTimeout } from 'node:timers/promises';
import type { Browser, Frame, Page } from 'puppeteer';
import type { Answer, Question } from './firefox-beside.ts';
import { INSIDE, type Inside } from './firefox-inside.ts';
import type { PanelDocument } from './panel-document.ts';

export interface FirefoxPanel extends PanelDocument {
  /** Clicks with the mouse, as soon as it would hit this. */
  click(selector: string): Promise<void>;
  /** Chooses in a `select`. */
  select(selector: string, value: string): Promise<void>;
  /** Presses a key, as `Control+k`, with the focus in the panel. */
  press(keys: string): Promise<void>;
  /** Chooses a file in a file input, as the browser's dialog would. */
  chooseFile(selector: string, path: string): Promise<void>;
  /** Drops a file there, if it is where files may be dropped. */
  dropFile(selector: string, path: string): Promise<void>;
  /** Warnings and errors that pages of ours, the background among them, wrote to the console or threw. */
  logged(): Promise<readonly string[]>;
  /** What the process of the page and that of the extension, with background and panel, hold when their garbage is gone, bytes. */
  memory(): Promise<readonly [page: number, extension: number]>;
  /** A PNG of the whole toolbox. */
  screenshot(): Promise<Uint8Array>;
  resize(width: number, height: number): Promise<void>;
  /** Moves the toolbox; Firefox then loads the panel's document anew. */
  dock(where: FirefoxDock): Promise<void>;
  /** Chooses the toolbox's theme. */
  theme(name: 'light' | 'dark'): Promise<void>;
}

export type FirefoxDock = 'window' | 'bottom' | 'right';

const TITLE = 'Longpole';
const TIMEOUT = 30_000;
const POLLING = 50;

/** What puppeteer keeps to itself: the way to send it commands that it has no words for (25.16). */
interface Connected {
  readonly connection: {
    send(method: 'browsingContext.getTree', params: object): Promise<{ readonly result: Tree }>;
    send(method: 'script.evaluate', params: object): Promise<{ readonly result: Evaluated }>;
  };
}
interface Tree {
  readonly contexts: readonly { readonly context: string; readonly url: string }[];
}
type Evaluated =
  | { readonly type: 'success'; readonly result: { readonly value?: string } }
  | { readonly type: 'exception'; readonly exceptionDetails: { readonly text: string } };

/** Evaluates code in the browser's own window, with all its rights. It has to give JSON or undefined. */
async function evaluateInBrowser(browser: Browser, code: string): Promise<unknown> {
  const { connection } = browser as unknown as Connected;
  const { contexts } = (await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' })).result;
  const context = contexts.find(({ url }) => url === 'chrome://browser/content/browser.xhtml')?.context;
  const params = { expression: code, target: { context }, awaitPromise: true, resultOwnership: 'none' };
  const { result } = await connection.send('script.evaluate', params);
  if (result.type === 'exception') throw new Error(result.exceptionDetails.text);
  const { value } = result.result;
  return value === undefined ? undefined : JSON.parse(value);
}

/** Calls a function there. It and its arguments go there as text, what it gives comes back as JSON. */
export function inBrowser<A extends readonly unknown[], T>(
  browser: Browser,
  does: (...args: A) => T,
  ...args: A
): Promise<Awaited<T>> {
  return evaluateInBrowser(browser, callOf(does, args)) as Promise<Awaited<T>>;
}

/** Calls a function in the page of an extension's background, with the page's own rights. A panel has to have been opened before. */
export async function inBackground<A extends readonly unknown[], T>(
  browser: Browser,
  extension: string,
  does: (...args: A) => T,
  ...args: A
): Promise<Awaited<T>> {
  const asked: Question = { what: 'evaluate', text: callOf(does, args) };
  return parsed(
    answered(await inBrowser(browser, (id, q) => longpole.askBackground(id, q), extension, asked)),
  ) as never;
}

function answered({ error, value }: Answer): unknown {
  if (error !== undefined) throw new Error(error);
  return value === undefined ? undefined : JSON.parse(value);
}

function callOf(does: string | ((...args: never[]) => unknown), args: readonly unknown[]): string {
  const given = args.map((arg) => JSON.stringify(arg) ?? 'undefined').join(', ');
  return `(async () => JSON.stringify(await (${does})(${given})))()`;
}

/** What INSIDE left there. */
declare const longpole: Inside;

/** Opens the toolbox for the page, shows our panel and waits until its document has loaded. Rejects after half a minute. */
export async function openFirefoxPanel(
  browser: Browser,
  page: Page,
  dock: FirefoxDock = 'window',
): Promise<FirefoxPanel> {
  await page.bringToFront();
  await evaluateInBrowser(browser, INSIDE);
  const panel = await inBrowser(browser, (host, title) => longpole.open(host, title), dock, TITLE);
  const ask = async (what: Question['what'], text = '', path?: string): Promise<unknown> => {
    const asked = { what, text };
    return answered(await inBrowser(browser, (at, q, file) => longpole.ask(at, q, file), panel, asked, path));
  };
  const evaluate: Frame['evaluate'] = async (does, ...args) =>
    parsed(await ask('evaluate', callOf(does, args))) as never;
  const opened: FirefoxPanel = {
    evaluate,
    waitForFunction: async (looks, { timeout = TIMEOUT } = {}, ...args) =>
      (await until(
        () => evaluate(looks, ...args),
        timeout,
        () => `waiting for ${looks}`,
      )) as never,
    async click(selector) {
      let why = '';
      const clicked = async () => {
        why = (await ask('click', selector)) as string;
        return why === '';
      };
      await until(clicked, TIMEOUT, () => `clicking ${selector}: ${why}`);
    },
    select: (selector, value) => evaluate(chooseIn, selector, value),
    press: (keys) => inBrowser(browser, (at, k) => longpole.press(at, k), panel, keys),
    chooseFile: async (selector, path) => void (await ask('choose', selector, path)),
    dropFile: async (selector, path) => void (await ask('drop', selector, path)),
    logged: async () => [
      ...((await ask('logged')) as readonly string[]),
      ...(await inBrowser(browser, () => longpole.thrown())),
    ],
    async memory() {
      const [page, extension] = (await inBrowser(browser, (at) => longpole.memory(at), panel)).map(answered);
      return [Number(page), Number(extension)];
    },
    screenshot: async () => Buffer.from(await inBrowser(browser, (at) => longpole.picture(at), panel), 'base64'),
    resize: (width, height) => inBrowser(browser, (at, w, h) => longpole.resize(at, w, h), panel, width, height),
    async dock(where) {
      await inBrowser(browser, (at, host) => longpole.dock(at, host), panel, where);
      await opened.waitForFunction(() => document.readyState === 'complete');
    },
    theme: (name) => inBrowser(browser, (chosen) => longpole.theme(chosen), name),
  };
  await opened.waitForFunction(() => document.readyState === 'complete');
  return opened;
}

const parsed = (json: unknown): unknown => (typeof json === 'string' ? JSON.parse(json) : undefined);

function chooseIn(selector: string, value: string): void {
  const box = document.querySelector<HTMLSelectElement>(selector);
  if (!box) throw new Error(`there is no ${selector}`);
  box.value = value;
  box.dispatchEvent(new Event('change', { bubbles: true }));
}

async function until(holds: () => Promise<unknown>, timeout: number, what: () => string): Promise<void> {
  for (const end = Date.now() + timeout; !(await holds()); await setTimeout(POLLING)) {
    if (Date.now() > end) throw new Error(`timed out after ${timeout} ms ${what()}`);
  }
}

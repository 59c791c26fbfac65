/**
 * What runs inside Firefox with the browser's own rights. The functions are sent there as text, by firefox-toolbox.ts: they may use each
 * other and what Firefox has, and nothing from other modules.
 */

import { type Answer, BESIDE, type Question } from './firefox-beside.ts';

/** The parts of Firefox that are used, as its sources have them (devtools/client/framework, dom/chrome-webidl, remote). */
interface Toolbox {
  readonly doc: Document;
  readonly win: Window & Drawable;
  readonly topWindow: Window;
  getAdditionalTools(): readonly { readonly id: string; readonly label: string }[];
  selectTool(id: string): Promise<unknown>;
  switchHost(host: string): Promise<unknown>;
}
interface Drawable {
  readonly browsingContext: {
    readonly currentWindowGlobal: {
      drawSnapshot(part: null, scale: number, background: string): Promise<ImageBitmap>;
    };
  };
}
type XulBrowser = HTMLElement & {
  readonly currentURI?: { readonly spec: string };
  readonly messageManager: {
    loadFrameScript(url: string, alsoLater: boolean): void;
    addMessageListener(name: string, listener: (message: { readonly data: Answer }) => void): void;
    sendAsyncMessage(name: string, data: Question & { readonly id: number }): void;
  };
} & Drawable;
interface InputEvents {
  sendSingleKey(key: object, win: Window): void;
}
declare const gBrowser: { readonly selectedTab: object; readonly selectedBrowser: XulBrowser };
declare const ChromeUtils: {
  importESModule(url: 'resource://devtools/shared/loader/Loader.sys.mjs'): {
    require(module: string): {
      gDevTools: { showToolboxForTab(tab: object, how: { toolId: string; hostType: string }): Promise<Toolbox> };
    };
  };
  importESModule(url: 'chrome://remote/content/shared/webdriver/Event.sys.mjs'): { event: InputEvents };
};
declare const WebExtensionPolicy: {
  getByID(id: string): {
    readonly extension: { readonly views: Iterable<{ readonly viewType: string; readonly xulBrowser: XulBrowser }> };
  };
};
declare const Services: {
  readonly prefs: { setCharPref(name: string, value: string): void };
  readonly console: { getMessageArray(): readonly { readonly message?: string }[] };
};
/** What stays in the browser's window between calls. */
export interface Inside {
  /** Opens the toolbox on the tab in front and shows our tool. Its number, for the others. */
  open(host: string, title: string): Promise<number>;
  ask(panel: number, question: Question, path?: string): Promise<Answer>;
  /** The same of the page of an extension's background, which has to run. */
  askBackground(extension: string, question: Question): Promise<Answer>;
  /** What the process of the page beside the panel and that of the extension hold when their garbage is gone, JSON, bytes. */
  memory(panel: number): Promise<readonly Answer[]>;
  /** Presses a key, as `Control+k`, with the focus in the panel. The toolbox and its own keys see it first, as with a keyboard. */
  press(panel: number, keys: string): Promise<void>;
  /** A PNG of the whole toolbox, base64. */
  picture(panel: number): Promise<string>;
  /** Errors of our pages that nobody caught, and what Firefox itself has to say about them. */
  thrown(): readonly string[];
  resize(panel: number, width: number, height: number): void;
  dock(panel: number, host: string): Promise<void>;
  /** The setting of the toolbox's own options. */
  theme(name: string): void;
}

interface Opened {
  /** What holds the page. */
  readonly page: XulBrowser;
  readonly toolbox: Toolbox;
  /** Of our tool in it. */
  readonly id: string;
}

async function untilSeen<T>(look: () => T | undefined, what: string): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((next) => setTimeout(next, 50))) {
    const seen = look();
    if (seen !== undefined) return seen;
  }
  throw new Error(`${what} did not come within 30 s`);
}

async function openToolbox(hostType: string, title: string): Promise<Opened> {
  const { require } = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs');
  const { gDevTools } = require('devtools/client/framework/devtools');
  const { selectedTab, selectedBrowser: page } = gBrowser;
  const toolbox = await gDevTools.showToolboxForTab(selectedTab, { toolId: 'webconsole', hostType });
  const ours = () => toolbox.getAdditionalTools().find(({ label }) => label === title);
  const { id } = await untilSeen(ours, `the tab "${title}" of the toolbox`);
  await toolbox.selectTool(id);
  return { page, toolbox, id };
}

/** What shows the panel's document. Looked up each time: Firefox makes another one when the toolbox moves. */
function browserOf({ toolbox, id }: Opened): Promise<XulBrowser> {
  return untilSeen(() => {
    const frame = toolbox.doc.getElementById(`toolbox-panel-iframe-${id}`) as HTMLIFrameElement | null;
    const browser = frame?.contentDocument?.querySelector<XulBrowser>('browser');
    return browser?.currentURI?.spec.startsWith('moz-extension:') ? browser : undefined;
  }, 'the document of the panel');
}

/** What holds the page of an extension's background: another one each time that it starts. */
function backgroundOf(id: string): XulBrowser {
  const views = [...WebExtensionPolicy.getByID(id).extension.views];
  const found = views.find(({ viewType }) => viewType === 'background');
  if (!found) throw new Error('the background does not run');
  return found.xulBrowser;
}

/** The way to ask what `listenBeside` answers. */
function talkTo({ messageManager }: XulBrowser, beside: string): (question: Question) => Promise<Answer> {
  const waiting: ((answer: Answer) => void)[] = [];
  messageManager.addMessageListener('longpole', ({ data }) => waiting[data.id]?.(data));
  messageManager.loadFrameScript(`data:text/javascript,${encodeURIComponent(beside)}`, false);
  return (question) =>
    new Promise((resolve) => {
      messageManager.sendAsyncMessage('longpole', { ...question, id: waiting.push(resolve) - 1 });
    });
}

async function pressIn(opened: Opened, keys: string): Promise<void> {
  const { event } = ChromeUtils.importESModule('chrome://remote/content/shared/webdriver/Event.sys.mjs');
  const [key = '', ...held] = keys.split('+').reverse();
  const flags: Record<string, string> = { Control: 'ctrlKey', Shift: 'shiftKey', Alt: 'altKey' };
  const modifiers = Object.fromEntries(held.map((name) => [flags[name] ?? name, true]));
  const { topWindow } = opened.toolbox;
  topWindow.focus();
  (await browserOf(opened)).focus();
  event.sendSingleKey({ key, printable: key.length === 1, ...modifiers }, topWindow);
}

async function pictureOf(opened: Opened): Promise<string> {
  const [around, ours] = [opened.toolbox.win, await browserOf(opened)];
  const drawn = await around.browsingContext.currentWindowGlobal.drawSnapshot(null, 1, 'white');
  // Once more by itself: drawn with all around it, Firefox 153 leaves out what has an opacity below 1.
  const panelDrawn = await ours.browsingContext.currentWindowGlobal.drawSnapshot(null, 1, 'white');
  const place = ours.ownerDocument.defaultView?.frameElement?.getBoundingClientRect();
  const canvas = new OffscreenCanvas(drawn.width, drawn.height);
  const paint = canvas.getContext('2d');
  paint?.drawImage(drawn, 0, 0);
  paint?.drawImage(panelDrawn, place?.x ?? 0, place?.y ?? 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** `beside`: what is loaded into the panel's process. */
function moveIn(beside: string): Inside {
  const panels: Opened[] = [];
  const talks = new WeakMap<XulBrowser, (question: Question) => Promise<Answer>>();
  const at = (panel: number): Opened => {
    const found = panels[panel];
    if (!found) throw new Error(`there is no panel ${panel}`);
    return found;
  };
  const files = File as unknown as { createFromFileName(name: string): Promise<File> };
  const talkOf = (browser: XulBrowser): ((question: Question) => Promise<Answer>) => {
    const talk = talks.get(browser) ?? talkTo(browser, beside);
    talks.set(browser, talk);
    return talk;
  };
  return {
    open: async (hostType, title) => panels.push(await openToolbox(hostType, title)) - 1,
    async ask(panel, question, path) {
      const talk = talkOf(await browserOf(at(panel)));
      return talk(path === undefined ? question : { ...question, file: await files.createFromFileName(path) });
    },
    askBackground: (extension, question) => talkOf(backgroundOf(extension))(question),
    async memory(panel) {
      const places = [at(panel).page, await browserOf(at(panel))];
      return Promise.all(places.map((place) => talkOf(place)({ what: 'memory', text: '' })));
    },
    press: (panel, keys) => pressIn(at(panel), keys),
    picture: (panel) => pictureOf(at(panel)),
    thrown: () =>
      Services.console
        .getMessageArray()
        .map(({ message = '' }) => message)
        .filter((words) => words.includes('moz-extension://')),
    resize: (panel, width, height) => at(panel).toolbox.topWindow.resizeTo(width, height),
    dock: async (panel, host) => void (await at(panel).toolbox.switchHost(host)),
    theme: (name) => Services.prefs.setCharPref('devtools.theme', name),
  };
}

/** Makes what `Inside` says in the browser's window, where it is evaluated, and leaves it there as `longpole`. */
export const INSIDE = `(() => {
  ${[untilSeen, openToolbox, browserOf, backgroundOf, talkTo, pressIn, pictureOf, moveIn].join('\n')}
  globalThis.longpole ??= moveIn(${JSON.stringify(BESIDE)});
})()`;

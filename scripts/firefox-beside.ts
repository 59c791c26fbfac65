/**
 * What runs in one of Firefox's processes beside a document, the panel's, the background's or the page's, and does there what it is asked
 * from the browser's own window (firefox-inside.ts). Sent there as text: it may use what Firefox has, and nothing from other modules.
 */

/** What the panel's process is asked to do, and with what. */
export interface Question {
  readonly what: 'evaluate' | 'click' | 'choose' | 'drop' | 'logged' | 'memory';
  /** Code or a selector. */
  readonly text: string;
  readonly file?: File;
}

export interface Answer {
  readonly id: number;
  /** JSON; none for undefined. */
  readonly value?: string;
  readonly error?: string;
}

interface InputEvents {
  synthesizeMouseAtPoint(left: number, top: number, event: object, win: Window): Promise<unknown>;
}
interface LoggedCall {
  readonly level: string;
  readonly filename: string;
  readonly arguments: readonly unknown[];
}
declare const ChromeUtils: {
  importESModule(url: 'chrome://remote/content/shared/webdriver/Event.sys.mjs'): { event: InputEvents };
};
interface Memory {
  readonly heapAllocated: number;
  readonly JSMainRuntimeGCHeap: number;
}
declare const Cc: {
  readonly '@mozilla.org/consoleAPI-storage;1': { getService(type: object): { getEvents(): readonly LoggedCall[] } };
  readonly '@mozilla.org/memory-reporter-manager;1': { getService(type: object): Memory };
};
declare const Ci: { readonly nsIConsoleAPIStorage: object; readonly nsIMemoryReporterManager: object };
declare const Cu: {
  forceGC(): void;
  forceCC(): void;
  readonly Sandbox: new (principal: Window, options: object) => object;
  evalInSandbox(code: string, box: object): unknown;
};
declare const content: Window & typeof globalThis;
declare const addMessageListener: (
  name: string,
  listener: (message: { readonly data: Question & { readonly id: number } }) => void,
) => void;
declare const sendAsyncMessage: (name: string, data: Answer) => void;

/** True when it was told that a file may be dropped there, and it was. */
function dropIn(place: Element, file: File): boolean {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(file);
  const cancelled = (type: string) =>
    !place.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
  return cancelled('dragover') && cancelled('drop');
}

/** Runs beside the panel's document, or another of ours: that lets nobody evaluate code in it, so a sandbox with its rights does. */
function listenBeside(): void {
  const { event } = ChromeUtils.importESModule('chrome://remote/content/shared/webdriver/Event.sys.mjs');
  const find = (selector: string) => content.document.querySelector<HTMLInputElement>(selector);
  const does: Record<Question['what'], (text: string, file?: File) => unknown> = {
    evaluate: (code) =>
      Cu.evalInSandbox(code, new Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false })),
    /** With the mouse, if it is what a user would hit there; else says why not. */
    async click(selector) {
      const element = find(selector);
      if (!element || element.matches(':disabled')) return element ? 'it is disabled' : 'it is not there';
      element.scrollIntoView({ block: 'nearest' });
      const { left, top, width, height } = element.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      const hit = content.document.elementFromPoint(x, y);
      if (!hit || !element.contains(hit)) return `${hit?.outerHTML.slice(0, 200) ?? 'nothing'} is there`;
      await event.synthesizeMouseAtPoint(x, y, {}, content);
      return '';
    },
    choose(selector, file) {
      const input = find(selector) as unknown as { mozSetFileArray(files: (File | undefined)[]): void } & Element;
      input.mozSetFileArray([file]);
      input.dispatchEvent(new content.Event('change', { bubbles: true }));
    },
    /** In the page's own name: it may not read what the browser drops. */
    drop(selector, file) {
      const box = new Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false });
      Object.assign(box, { place: find(selector), file: file && new content.File([file], file.name) });
      const taken = Cu.evalInSandbox(`(${dropIn})(place, file)`, box);
      if (!taken) throw new Error(`${selector} takes no files`);
    },
    /** What pages of ours, which share this process, wrote to the console as a warning or an error. */
    logged: () =>
      Cc['@mozilla.org/consoleAPI-storage;1']
        .getService(Ci.nsIConsoleAPIStorage)
        .getEvents()
        // Firefox's own scripts write there too.
        .filter(({ level, filename }) => /^(error|warn)$/.test(level) && filename.startsWith('moz-extension:'))
        .map((call) => `${call.level}: ${call.arguments.map(String).join(' ')}`),
    memory() {
      Cu.forceGC();
      Cu.forceCC();
      Cu.forceGC();
      const held = Cc['@mozilla.org/memory-reporter-manager;1'].getService(Ci.nsIMemoryReporterManager);
      return held.heapAllocated + held.JSMainRuntimeGCHeap;
    },
  };
  addMessageListener('longpole', async ({ data: { id, what, text, file } }) => {
    try {
      const value = JSON.stringify(await does[what](text, file));
      sendAsyncMessage('longpole', { id, ...(value !== undefined && { value }) });
    } catch (error) {
      sendAsyncMessage('longpole', { id, error: String(error) });
    }
  });
}

export const BESIDE = `${dropIn}
  (${listenBeside})()`;

/** The panel on a fake background in a fake page; every test file that imports it gets a panel of its own. */
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, vi } from 'vitest';
import { readHere } from '../../../panel/files/reading.ts';
import type { Panel } from '../../../panel/state/context.ts';
import type { PanelHost } from '../../../panel/state/host.ts';
import { startPanel } from '../../../panel/state/start.ts';
import { App } from '../../../panel/views/app.tsx';
import { REPORT_SLOT } from '../../../src/formats/html/html.ts';
import type { FakeBackground } from '../../support/panel-harness/fake-background.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

let root: HTMLElement | undefined;
afterEach(() => {
  if (root) act(() => render(null, root as HTMLElement));
  root?.remove();
});

/** Lets messages, promises and renders settle: all of them are queued, none waits for time. */
export const settle = (): Promise<void> =>
  act(async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  });

export async function mount(
  fake: FakeBackground,
  page = 'http://localhost:3000',
  askForSite: PanelHost['askForSite'] = () => undefined,
): Promise<{ panel: Panel; clock: ManualClock; reload: ReturnType<typeof vi.fn> }> {
  const clock = manualClock();
  const reload = vi.fn();
  const panel = startPanel({
    tabId: 1,
    clock,
    connect: () => fake.connect(),
    reload,
    // Nothing is drawn here, so nothing has to be waited for.
    afterPicture: (action) => {
      let due = true;
      queueMicrotask(() => {
        if (due) act(action);
      });
      return () => {
        due = false;
      };
    },
    onPageOrigin: (listener) => listener(page),
    askForSite,
    readFile: readHere,
    reportTemplate: async () => `<!doctype html>${REPORT_SLOT}`,
  });
  root = document.body.appendChild(document.createElement('div'));
  act(() => render(<App panel={panel} />, root as HTMLElement));
  await settle();
  return { panel, clock, reload };
}

export const find = (selector: string): HTMLElement | null => root?.querySelector<HTMLElement>(selector) ?? null;
export const text = (selector: string): string => find(selector)?.textContent ?? '';
export const all = (selector: string): Element[] => [...(root?.querySelectorAll(selector) ?? [])];

export async function click(selector: string): Promise<void> {
  const element = find(selector);
  if (!element) throw new Error(`nothing to click at ${selector}`);
  act(() => element.click());
  await settle();
}

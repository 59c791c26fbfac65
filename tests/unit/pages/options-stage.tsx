/** The options page in a test: put up with a faked browser and background, clicked and typed into, taken down after each test. */
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, vi } from 'vitest';
import { Options } from '../../../options/options.tsx';
import { patternOf } from '../../../src/model/site.ts';
import { type FakeWatch, settle } from './fake-watch.ts';

let root: HTMLElement | undefined;
afterEach(() => {
  if (root) act(() => render(null, root as HTMLElement));
  root?.remove();
});

export function mount(background: FakeWatch, offered = '') {
  const host = {
    offered,
    canBePrecise: true,
    pattern: (origin: string) => patternOf(origin, true),
    request: vi.fn(async () => true),
    remove: vi.fn(async () => true),
    askForNotifications: vi.fn(async () => true),
    saveFile: vi.fn((_name: string, _text: string) => {}),
  };
  root = document.body.appendChild(document.createElement('div'));
  act(() => render(<Options host={host} background={background} />, root as HTMLElement));
  return host;
}

export const text = (selector: string): string => root?.querySelector(selector)?.textContent ?? '';
export const find = <E extends HTMLElement>(selector: string): E => {
  const element = root?.querySelector<E>(selector);
  if (!element) throw new Error(`nothing at ${selector}`);
  return element;
};
export async function click(selector: string): Promise<void> {
  act(() => find(selector).click());
  await settle();
}
export async function type(selector: string, value: string): Promise<void> {
  const field = find<HTMLInputElement>(selector);
  act(() => {
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await settle();
}
/** Chooses a file of this text. */
export async function choose(selector: string, name: string, content: string): Promise<void> {
  const field = find<HTMLInputElement>(selector);
  Object.defineProperty(field, 'files', { value: [new File([content], name)], configurable: true });
  act(() => void field.dispatchEvent(new Event('change', { bubbles: true })));
  await vi.waitFor(() => {
    if (!text(`[data-sheet]:has(${selector}) .said`).includes(name)) throw new Error(`nothing was said of ${name}`);
  });
  await settle();
}

// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { completeFilter } from '../../../panel/state/filter/complete.ts';
import { parseFilter } from '../../../panel/state/filter/parse.ts';
import { FilterBox } from '../../../panel/views/filter-box.tsx';
import { PANEL_LIMITS } from '../../../src/model/limits.ts';
import { captured } from './filter/facts-of-captures.ts';

const facts = captured('06-error', 'comfyui');
const text = signal('');
const focus = signal(0);

let root: HTMLElement | undefined;
afterEach(() => {
  if (root) act(() => render(null, root as HTMLElement));
  root?.remove();
});

function Held() {
  return (
    <FilterBox
      value={text.value}
      onChange={(next) => (text.value = next)}
      complete={(value, caret) => completeFilter(value, caret, facts)}
      problems={parseFilter(text.value).problems}
      shown={1}
      total={1234}
      focus={focus.value}
    />
  );
}

function mount(value = ''): HTMLInputElement {
  text.value = value;
  focus.value = 0;
  root = document.body.appendChild(document.createElement('div'));
  act(() => render(<Held />, root as HTMLElement));
  return find('input') as HTMLInputElement;
}

const find = (selector: string): HTMLElement | null => root?.querySelector<HTMLElement>(selector) ?? null;
const offers = (): readonly string[] =>
  [...(root?.querySelectorAll('[role="option"]') ?? [])].map((o) => o.firstElementChild?.textContent ?? '');
const markedOffer = (): string | undefined => find('[aria-selected="true"]')?.firstElementChild?.textContent;
/** Runs what changes the page, and lets it render. */
const doing = (change: () => void): void => {
  void act(() => {
    change();
  });
};
const type = (input: HTMLInputElement, value: string, caret = value.length): void =>
  doing(() => {
    input.focus();
    input.value = value;
    input.setSelectionRange(caret, caret);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
/** Presses a key and says whether the box kept it to itself. */
function press(input: HTMLInputElement, key: string, more: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  doing(() => input.dispatchEvent(event));
  return event.defaultPrevented;
}

describe('the filter box', () => {
  it('takes so many characters', () => {
    expect(mount().maxLength).toBe(PANEL_LIMITS.filterChars);
  });

  it('offers what could stand at the caret; arrow keys mark, Enter takes, and behind a key its values come next', () => {
    const input = mount();
    expect(input.getAttribute('aria-expanded')).toBe('false');
    type(input, 'stat');
    expect(input.getAttribute('aria-expanded')).toBe('true');
    expect(offers()).toEqual(['status:']);
    expect(markedOffer()).toBeUndefined();
    expect(input.hasAttribute('aria-activedescendant')).toBe(false);
    press(input, 'ArrowDown');
    expect(markedOffer()).toBe('status:');
    expect(document.getElementById(input.getAttribute('aria-activedescendant') ?? '')).toBe(
      find('[aria-selected="true"]'),
    );
    expect(press(input, 'Enter')).toBe(true);
    expect(text.value).toBe('status:');
    expect(input.selectionEnd).toBe(7);
    expect(offers()).toEqual(['skipped', 'failed', 'succeeded']);
    press(input, 'ArrowUp');
    expect(markedOffer()).toBe('succeeded');
    press(input, 'ArrowDown');
    expect(markedOffer()).toBe('skipped');
    press(input, 'Enter');
    expect(text.value).toBe('status:skipped');
    expect(input.getAttribute('aria-expanded')).toBe('false');
  });

  it('takes the first with Tab, and leaves Tab alone without a list', () => {
    const input = mount();
    type(input, 'brok x', 4);
    expect(press(input, 'Tab', { shiftKey: true })).toBe(false);
    expect(press(input, 'Tab')).toBe(true);
    expect(text.value).toBe('"Broken node" x');
    expect(input.selectionEnd).toBe(13);
    expect(press(input, 'Tab')).toBe(false);
  });

  it('leaves a word as typed on Enter, and completes one that is no filter by itself', () => {
    const input = mount();
    type(input, 'brok');
    expect(press(input, 'Enter')).toBe(true);
    expect(text.value).toBe('brok');
    expect(offers()).toEqual([]);
    expect(press(input, 'Enter')).toBe(false);
    type(input, 'status:fa');
    expect(markedOffer()).toBe('failed');
    press(input, 'Enter');
    expect(text.value).toBe('status:failed');
  });

  it('puts the list away on Escape, then clears, then leaves the key to others', () => {
    const input = mount();
    type(input, 'stat');
    expect(press(input, 'Escape')).toBe(true);
    expect(offers()).toEqual([]);
    expect(text.value).toBe('stat');
    expect(press(input, 'Escape')).toBe(true);
    expect(text.value).toBe('');
    expect(press(input, 'Escape')).toBe(false);
  });

  it('opens with the arrow keys and with a click, and closes when it is left', () => {
    const input = mount();
    press(input, 'ArrowDown');
    expect(offers()).toContain('status:');
    doing(() => input.dispatchEvent(new Event('blur')));
    expect(offers()).toEqual([]);
    doing(() => input.click());
    expect(offers()).toContain('status:');
  });

  it('takes what is clicked without losing the focus', () => {
    const input = mount();
    type(input, 'status:');
    const option = find('[role="option"]');
    const down = new MouseEvent('mousedown', { bubbles: true, cancelable: true });
    doing(() => option?.dispatchEvent(down));
    expect(down.defaultPrevented).toBe(true);
    doing(() => option?.click());
    expect(text.value).toBe('status:skipped');
  });

  it('says what is wrong, but not of what is being typed with help at hand', () => {
    const input = mount('nonsense:x blur');
    expect(find('[role="status"]')?.textContent).toContain('There is no nonsense: to ask for');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(input.title).toContain('There is no nonsense:');
    type(input, 'status:fa');
    expect(find('[role="status"]')?.textContent).not.toContain('No status');
    type(input, 'status:faled');
    expect(offers()).toEqual([]);
    expect(find('[role="status"]')?.textContent).toContain('did you mean failed?');
    type(input, 'nonsense:x status:fa');
    expect(find('[role="status"]')?.textContent).toContain('There is no nonsense:');
  });

  it('counts what it lets through while it asks something, and has a button that clears', () => {
    const input = mount();
    expect(find('[data-field="filter-count"]')).toBeNull();
    type(input, 'blur');
    expect(find('[data-field="filter-count"]')?.textContent).toBe('1 of 1\u202f234');
    doing(() => find('[data-action="filter-clear"]')?.click());
    expect(text.value).toBe('');
    expect(input.value).toBe('');
    expect(document.activeElement).toBe(input);
    expect(find('[data-action="filter-clear"]')).toBeNull();
  });

  it('takes the focus when it is asked to', () => {
    const input = mount('blur');
    expect(document.activeElement).not.toBe(input);
    doing(() => focus.value++);
    expect(document.activeElement).toBe(input);
  });
});

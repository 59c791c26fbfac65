// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command } from '../../../panel/state/commands.ts';
import { Palette } from '../../../panel/views/palette.tsx';

const ran = vi.fn();
const recent = signal<readonly string[]>([]);
const open = signal(true);

const command = (id: string, title: string, more: Partial<Command> = {}): Command => ({
  ...{ id, title, group: 'Timeline', enabled: true },
  run: () => ran(id, open.value),
  ...more,
});
const COMMANDS = [
  command('in', 'Zoom in', { keys: ['W'] }),
  command('out', 'Zoom out', { keys: ['S'] }),
  command('never', 'Zoom never', { enabled: false }),
  command('help', 'Keys and marks', { group: 'Panel' }),
];

let root: HTMLElement;
beforeEach(() => {
  ran.mockClear();
  recent.value = [];
  open.value = true;
  root = document.body.appendChild(document.createElement('div'));
  doing(() => render(<Held />, root));
});
afterEach(() => {
  doing(() => render(null, root));
  root.remove();
});

function Held() {
  return open.value ? <Palette commands={COMMANDS} recent={recent} onClose={() => (open.value = false)} /> : null;
}

function doing(change: () => void): void {
  void act(() => {
    change();
  });
}
const find = (selector: string): HTMLElement | null => root.querySelector<HTMLElement>(selector);
const titles = (): readonly string[] =>
  [...root.querySelectorAll('[role="option"]')].map((o) => o.firstElementChild?.textContent ?? '');
const active = (): string | undefined => find('[aria-selected="true"]')?.dataset.command;
function type(text: string): void {
  const input = find('input') as HTMLInputElement;
  doing(() => {
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
function press(key: string, more: KeyboardEventInit = {}): void {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  doing(() => find('input')?.dispatchEvent(event));
}

describe('the palette', () => {
  it('lists what can be done now, with its keys, in a dialog that has the focus', () => {
    expect(titles()).toEqual(['Zoom in', 'Zoom out', 'Keys and marks']);
    expect([...root.querySelectorAll('kbd')].map((k) => k.textContent)).toEqual(['W', 'S']);
    expect((find('dialog') as HTMLDialogElement).open).toBe(true);
    expect(find('input')?.hasAttribute('autofocus')).toBe(true);
  });

  it('moves with the arrow keys in a ring and runs on Enter, once it is closed', () => {
    expect(active()).toBe('in');
    press('ArrowUp');
    expect(active()).toBe('help');
    press('ArrowDown');
    press('ArrowDown');
    expect(active()).toBe('out');
    expect(document.getElementById(find('input')?.getAttribute('aria-activedescendant') ?? '')).toBe(
      find('[data-command="out"]'),
    );
    press('Enter');
    expect(ran.mock.calls).toEqual([['out', false]]);
    expect(find('dialog')).toBeNull();
  });

  it('narrows down to what is typed, from the first again, and says when nothing is left', () => {
    press('ArrowDown');
    type('keys');
    expect(titles()).toEqual(['Keys and marks']);
    expect(active()).toBe('help');
    type('zzz');
    expect(titles()).toEqual([]);
    expect(find('[role="status"]')?.textContent).toContain('No command');
    press('Enter');
    press('ArrowDown');
    expect(ran).not.toHaveBeenCalled();
    expect(open.value).toBe(true);
  });

  it('runs what is clicked, and has it first the next time', () => {
    doing(() => find('[data-command="help"]')?.click());
    expect(ran).toHaveBeenCalledWith('help', false);
    doing(() => {
      open.value = true;
    });
    expect(titles()).toEqual(['Keys and marks', 'Zoom in', 'Zoom out']);
    type('zoom');
    press('Enter');
    expect(recent.value).toEqual(['in', 'help']);
  });

  it('closes on Escape, which the browser tells as a cancel, and on Ctrl+K', () => {
    doing(() => find('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true })));
    expect(open.value).toBe(false);
    doing(() => {
      open.value = true;
    });
    press('k', { ctrlKey: true });
    expect(open.value).toBe(false);
    expect(ran).not.toHaveBeenCalled();
  });
});

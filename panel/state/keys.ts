/** The keyboard of the panel (key-list.ts says it in words). Never while typing, never with Ctrl, Alt or Meta but for Ctrl+K. */

import type { Panel } from './context.ts';
import { longestKey } from './node-table.ts';
import type { Detail } from './ui.ts';

/** Tabs of the drawer in their order: what 1, 2, ... and Q choose from. */
const TABS: readonly Detail[] = ['selection', 'chart', 'table', 'whatif', 'compare', 'history', 'log'];

/** A slider, a box to tick and the like take no letters: the panel's keys stay in use there. */
const NO_LETTERS = /^(range|checkbox|radio|button|file)$/;

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NO_LETTERS.test(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName));
}

/**
 * Listens on the body; returns the function that stops it. Not on the document: DevTools listens there in extensions' panels, takes Escape
 * whoever else wants it, and opens its drawer.
 */
export function listenToKeys({ state, ui, timeline, findings, actions }: Panel): () => void {
  const tab = (to: Detail | undefined): void => {
    if (to !== undefined) ui.detail.value = to;
  };
  const keys: Readonly<Record<string, () => void>> = {
    w: () => timeline.zoomBy(1.4),
    '+': () => timeline.zoomBy(1.4),
    '=': () => timeline.zoomBy(1.4),
    s: () => timeline.zoomBy(1 / 1.4),
    '-': () => timeline.zoomBy(1 / 1.4),
    a: () => timeline.panBy(-0.15),
    d: () => timeline.panBy(0.15),
    f: () => timeline.fitNext(),
    '0': () => timeline.fitAll(),
    '.': () => timeline.step(1, 'rows'),
    ',': () => timeline.step(-1, 'rows'),
    ']': () => timeline.step(1, 'path'),
    '[': () => timeline.step(-1, 'path'),
    x: () => {
      const worst = findings.analysis.peek()?.bottlenecks[0];
      if (worst) timeline.select(longestKey(worst));
    },
    c: () => {
      ui.criticalOnly.value = !ui.criticalOnly.peek();
    },
    l: () => {
      ui.mode.value = ui.mode.peek() === 'lanes' ? 'waterfall' : 'lanes';
    },
    b: () => {
      const run = state.run.peek();
      if (run) void actions.pin(run.id, !run.pinned);
    },
    q: () => tab(TABS[(TABS.indexOf(ui.detail.peek()) + 1) % TABS.length]),
    '/': () => {
      ui.focusFilter.value++;
    },
    '?': () => {
      ui.dialog.value = 'help';
    },
    ...Object.fromEntries(TABS.map((to, i) => [String(i + 1), () => tab(to)])),
  };
  // With nothing selected, Escape stays DevTools' own key.
  const clearSelection = (): (() => void) | undefined =>
    ui.selected.peek() === undefined ? undefined : () => timeline.select(undefined);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || ui.dialog.peek()) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      ui.dialog.value = 'commands';
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    // Whoever speaks to the browser, or rests a hand on the keyboard, can switch single keys off (WCAG 2.1.4).
    const single = state.settings.peek()?.keys ?? true;
    const act = event.key === 'Escape' ? clearSelection() : single ? keys[event.key.toLowerCase()] : undefined;
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  document.body.addEventListener('keydown', onKeyDown);
  return () => document.body.removeEventListener('keydown', onKeyDown);
}

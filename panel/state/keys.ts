/** The keyboard of the panel. Never while typing, never with Ctrl, Alt or Meta. */
import type { TimelineModel } from './timeline-model.ts';
import type { Ui } from './ui.ts';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Listens on the document; returns the function that stops it. */
export function listenToKeys(timeline: TimelineModel, ui: Ui): () => void {
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
    c: () => {
      ui.criticalOnly.value = !ui.criticalOnly.peek();
    },
    l: () => {
      ui.mode.value = ui.mode.peek() === 'lanes' ? 'waterfall' : 'lanes';
    },
    '?': () => {
      ui.dialog.value = 'help';
    },
  };
  // With nothing selected, Escape stays DevTools' own key.
  const clearSelection = (): (() => void) | undefined =>
    ui.selected.peek() === undefined ? undefined : () => timeline.select(undefined);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTyping(event.target) || ui.dialog.peek()) return;
    const act = event.key === 'Escape' ? clearSelection() : keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}

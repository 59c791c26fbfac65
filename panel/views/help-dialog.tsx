import type { JSX } from 'preact';
import { usePanel } from '../state/context.ts';
import { Dialog } from './dialog.tsx';
import { Marks } from './marks.tsx';

const KEYS: readonly (readonly [string, string])[] = [
  ['W  S', 'zoom in, out (also + and −, or Ctrl with the wheel)'],
  ['A  D', 'move left, right (also Shift with the wheel, or drag)'],
  ['F', 'fit: the selected node, then the whole run'],
  [',  .', 'previous, next node'],
  ['[  ]', 'previous, next node along the critical path'],
  ['↑  ↓', 'previous, next node, when the list of nodes has the focus'],
  ['←  →', 'fold, unfold the node, when the list has the focus'],
  ['C', 'critical path only'],
  ['L', 'lanes, waterfall'],
  ['Esc', 'clear the selection'],
  ['?', 'this help'],
];

/** Keys, and what the marks in the timeline mean. */
export function HelpDialog(): JSX.Element {
  const { ui } = usePanel();
  return (
    <Dialog
      title="Keys and marks"
      onClose={() => {
        ui.dialog.value = undefined;
      }}
    >
      <dl class="keys">
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(/\s+/).map((k) => (
                <kbd key={k}>{k}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Marks />
      <div class="dialog-buttons">
        <button
          type="button"
          class="button"
          autofocus
          onClick={() => {
            ui.dialog.value = undefined;
          }}
        >
          Close
        </button>
      </div>
    </Dialog>
  );
}

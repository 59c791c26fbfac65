import type { JSX } from 'preact';
import { usePanel } from '../state/context.ts';
import { Dialog } from './dialog.tsx';
import { KeyTable } from './key-table.tsx';
import { Marks } from './marks.tsx';

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
      <KeyTable />
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

import type { JSX } from 'preact';
import { formatDuration } from '../../src/drawing/format.ts';
import { usePanel } from '../state/context.ts';
import { lateness, PRECISE_NOTES, PRECISE_WORDS, preciseView } from '../state/precise.ts';
import { Dialog } from './dialog.tsx';

/** Switches the precise clock of the page's site on or off, and says what that changes for the page. */
export function PreciseDialog(): JSX.Element | null {
  const { state, ui, actions } = usePanel();
  const origin = state.pageOrigin.value;
  const pattern = state.host.precisePattern?.(origin);
  const settings = state.settings.value;
  const health = state.health.value;
  const close = (): void => {
    ui.dialog.value = undefined;
  };
  if (pattern === undefined || !settings || !health) return null;
  const { kind } = preciseView(pattern, settings, health);
  const late = state.run.value && lateness(state.run.value);
  const on = kind === 'on' || kind === 'reload' || kind === 'crashed';
  const set = (next: boolean) => () => void actions.setPrecise(origin, next);
  return (
    <Dialog title={`Precise clock for ${origin}`} onClose={close}>
      <p>
        {late === undefined ? '' : `This page was up to ${formatDuration(late)} late. `}A worker holds the page's
        sockets and reads the time of each message as it comes, whatever the page does. For this site only, from its
        next load.
      </p>
      <p data-precise={kind}>{PRECISE_WORDS[kind]}</p>
      <p>What the page could notice, and what it costs:</p>
      <PreciseNotes />
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={close}>
          Close
        </button>
        {on ? (
          <button type="button" class="button" data-action="precise-off" onClick={set(false)}>
            Switch off
          </button>
        ) : (
          <button type="button" class="button primary" data-action="precise-on" onClick={set(true)}>
            Switch on and reload the page
          </button>
        )}
      </div>
    </Dialog>
  );
}

/** The list of what is different. */
export function PreciseNotes(): JSX.Element {
  return (
    <ul class="notes">
      {PRECISE_NOTES.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

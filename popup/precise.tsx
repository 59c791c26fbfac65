import type { JSX } from 'preact';
import { PRECISE_WORDS, preciseView, withPrecise } from '../panel/state/precise.ts';
import { PreciseNotes } from '../panel/views/precise-dialog.tsx';
import type { Health, Settings } from '../src/messages/panel.ts';
import { isBuiltIn, type PreciseSite } from '../src/model/site.ts';
import type { PopupHost } from './popup.tsx';

interface Props {
  readonly host: PopupHost;
  readonly pattern: string;
  readonly settings: Settings;
  readonly health: Health;
  set(precise: readonly PreciseSite[]): void;
}

/** The switch of the precise clock for the active tab's site. */
export function Precise({ host, pattern, settings, health, set }: Props): JSX.Element {
  const { kind } = preciseView(pattern, settings, health);
  const on = kind === 'on' || kind === 'reload' || kind === 'crashed';
  const change = (next: boolean): void => {
    // First: the browser closes this popup as it asks.
    set(withPrecise(settings.precise, pattern, next));
    if (next) void host.request([pattern]);
    else if (isBuiltIn(pattern)) void host.remove([pattern]);
  };
  return (
    <details class="precise">
      <summary>Precise clock: {on ? 'on' : 'off'}</summary>
      <p data-precise={kind}>{PRECISE_WORDS[kind]}</p>
      <p class="dim">A worker holds the page's sockets and reads the time of each message as it comes.</p>
      <PreciseNotes />
      <div class="buttons">
        <button
          type="button"
          class="button"
          data-action={on ? 'precise-off' : 'precise-on'}
          onClick={() => change(!on)}
        >
          {on ? 'Switch off' : 'Switch on; then reload the page'}
        </button>
      </div>
    </details>
  );
}

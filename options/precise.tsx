import type { JSX } from 'preact';
import { withPrecise } from '../panel/state/precise.ts';
import { Icon } from '../panel/views/icons.tsx';
import { PreciseNotes } from '../panel/views/precise-dialog.tsx';
import { isBuiltIn, preciseSites, siteName } from '../src/model/site.ts';
import type { SectionProps } from './options.tsx';

/** The sites whose sockets a worker holds. Switched on where the page is: in the panel or the toolbar's popup. */
export function Precise({ host, health, settings, request }: SectionProps): JSX.Element {
  const { precise } = settings;
  const set = (pattern: string, on: boolean): void =>
    void request({ what: 'set', settings: { precise: withPrecise(precise, pattern, on) } });
  const remove = (pattern: string): void => {
    set(pattern, false);
    if (isBuiltIn(pattern)) void host.remove([pattern]);
  };
  const again = (pattern: string): void => {
    void host.request([pattern]);
    set(pattern, true);
  };
  if (!host.canBePrecise)
    return (
      <p class="dim">
        Not in this browser: its workers read sockets no sooner than a busy page does, so there is nothing to be won.
      </p>
    );
  return (
    <>
      <p class="dim">
        On a busy page, messages are seen late. With the precise clock a worker of the page holds its sockets and reads
        the time of each message as it comes. Switch it on in the panel or in the toolbar's popup, on the page itself.
      </p>
      <PreciseNotes />
      <ul class="site-list">
        {precise.length === 0 && <li class="dim">Off everywhere.</li>}
        {precise.map((site) => {
          const { pattern, forbidden } = site;
          const works = preciseSites([site], health.sites).length > 0;
          return (
            <li key={pattern} data-precise-site={pattern}>
              <Icon name={works ? 'check' : 'warn'} class={works ? 'tone-good' : 'tone-warn'} />
              <span class="site-name">{siteName(pattern)}</span>
              {!works && (
                <>
                  <span class="dim">{forbidden ? 'its policy allows no worker from a blob' : 'not granted'}</span>
                  <button type="button" class="tool" data-action="precise-again" onClick={() => again(pattern)}>
                    Try again
                  </button>
                </>
              )}
              <button
                type="button"
                class="tool"
                data-action="precise-remove"
                aria-label={`Switch the precise clock off for ${siteName(pattern)}`}
                onClick={() => remove(pattern)}
              >
                <Icon name="trash" /> Switch off
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

import type { JSX } from 'preact';
import type { Watch } from '../panel/state/watch.ts';
import { Icon } from '../panel/views/icons.tsx';
import { Incidents } from './incidents.tsx';
import { Site } from './site.tsx';
import { siteStateOf } from './site-state.ts';

/** What the popup does to the world around it. main.tsx builds it from the browser; tests fake it. */
export interface PopupHost {
  /** Address of the active tab, '' when not known. */
  readonly url: string;
  /** The pattern by which this browser grants an origin. */
  pattern(origin: string): string | undefined;
  request(patterns: readonly string[]): Promise<boolean>;
  remove(patterns: readonly string[]): Promise<boolean>;
  /** Whether this browser can have the precise clock. */
  readonly canBePrecise?: boolean;
  /** Reloads the active tab. */
  reload(): void;
  options(): Promise<void>;
  /** Closes the popup. */
  close(): void;
}

/** The toolbar's popup: is this site recorded, and the button that changes it. */
export function Popup({ host, background }: { readonly host: PopupHost; readonly background: Watch }): JSX.Element {
  const health = background.health.value;
  const settings = background.settings.value;
  const recording = settings?.recording ?? false;
  return (
    <div class="popup" data-ready={health !== undefined}>
      <header class="popup-head">
        <img src="/icons/32.png" width="16" height="16" alt="" />
        <h1>Longpole</h1>
      </header>
      <main class="popup-body">
        {health ? (
          <Site
            host={host}
            health={health}
            state={siteStateOf(host.url, health.sites, host.pattern)}
            recording={recording}
            precise={
              settings &&
              host.canBePrecise && {
                settings,
                set: (precise) => void background.request({ what: 'set', settings: { precise } }),
              }
            }
          />
        ) : (
          <p class="dim">
            {background.dead.value ? 'The extension was updated: open this popup again.' : 'Connecting…'}
          </p>
        )}
      </main>
      <Incidents
        incidents={background.incidents.value}
        seen={(ids) => void background.request({ what: 'seen', ids })}
      />
      <footer class="popup-foot">
        <button
          type="button"
          class="tool"
          data-action="options"
          onClick={() => void host.options().then(() => host.close())}
        >
          <Icon name="right" /> Sites and options
        </button>
        <span class="spacer" />
        {settings && (
          <button
            type="button"
            class="tool"
            data-action="record"
            aria-pressed={!recording}
            onClick={() => void background.request({ what: 'set', settings: { recording: !recording } })}
          >
            <Icon name={recording ? 'pause' : 'play'} />
            {recording ? 'Pause on all sites' : 'Resume recording'}
          </button>
        )}
      </footer>
    </div>
  );
}

import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../panel/views/icons.tsx';
import { addedSites, BUILT_IN_SITES, covers, siteName } from '../src/model/site.ts';
import { originOf } from './address.ts';
import type { SectionProps } from './options.tsx';

/** Which sites are recorded: this machine's, and those the user adds. */
export function Sites({ host, health }: SectionProps): JSX.Element {
  const failed = useSignal('');
  const added = addedSites(health.sites);
  const builtIn = BUILT_IN_SITES.every((p) => health.sites.includes(p));
  const remove = async (pattern: string): Promise<void> => {
    const done = await host.remove([pattern]);
    failed.value = done ? '' : `The browser did not take back ${siteName(pattern)}: try its own extension settings.`;
  };
  return (
    <>
      <p class="dim">
        Longpole sees only the sites listed here. It listens in a page from its start, so reload pages that were open
        before you added their site.
      </p>
      <ul class="site-list">
        <li>
          <Icon name={builtIn ? 'check' : 'ring'} class={builtIn ? 'tone-good' : 'dim'} />
          <span class="site-name">localhost and 127.0.0.1</span>
          {builtIn ? (
            <span class="dim">always, every port</span>
          ) : (
            <button
              type="button"
              class="button"
              data-action="allow-local"
              onClick={() => void host.request(BUILT_IN_SITES)}
            >
              Allow
            </button>
          )}
        </li>
        {added.map((pattern) => (
          <li key={pattern} data-pattern={pattern}>
            <Icon name="check" class="tone-good" />
            <span class="site-name">{siteName(pattern)}</span>
            <button
              type="button"
              class="tool"
              data-action="remove-site"
              aria-label={`Stop recording on ${siteName(pattern)}`}
              onClick={() => void remove(pattern)}
            >
              <Icon name="trash" /> Remove
            </button>
          </li>
        ))}
      </ul>
      {failed.value !== '' && (
        <p class="tone-bad" role="alert">
          {failed.value}
        </p>
      )}
      <AddSite host={host} granted={health.sites} />
    </>
  );
}

function AddSite({ host, granted }: Pick<SectionProps, 'host'> & { readonly granted: readonly string[] }): JSX.Element {
  const typed = useSignal(host.offered);
  const refused = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Who was sent here to allow a site has one thing to do.
    if (host.offered !== '') button.current?.focus();
  }, []);
  const origin = originOf(typed.value);
  const pattern = origin === undefined ? undefined : host.pattern(origin);
  const known = origin !== undefined && granted.some((p) => covers(p, origin));
  const wrong = typed.value.trim() !== '' && pattern === undefined;
  const wide = pattern !== undefined && !/:\d+\/|\]:\d/.test(pattern);
  return (
    <form
      class="add-site"
      onSubmit={(event) => {
        event.preventDefault();
        if (pattern === undefined || known) return;
        // In the click itself: browsers ask only then.
        void host.request([pattern]).then((yes) => {
          refused.value = !yes;
          if (yes) typed.value = '';
        });
      }}
    >
      <label for="add-site">Address of the editor</label>
      <div class="row">
        <input
          id="add-site"
          type="text"
          inputMode="url"
          spellcheck={false}
          autocomplete="off"
          placeholder="http://10.0.0.5:5678"
          value={typed.value}
          aria-invalid={wrong}
          aria-describedby="add-site-note"
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            refused.value = false;
          }}
        />
        <button ref={button} type="submit" class="button primary" data-action="add-site" disabled={!pattern || known}>
          Record on this site
        </button>
      </div>
      <p id="add-site-note" class={`note ${wrong || refused.value ? 'tone-bad' : ''}`} role="status">
        {refused.value
          ? 'Not allowed. You can ask again at any time.'
          : known
            ? `${origin} is recorded already.`
            : pattern !== undefined
              ? `Adds ${origin}${wide ? ', with every port of this host: this browser knows no smaller grant' : ''}. The browser will ask you.`
              : wrong
                ? 'An address is expected, like http://10.0.0.5:5678 or n8n.example.com.'
                : ''}
      </p>
    </form>
  );
}

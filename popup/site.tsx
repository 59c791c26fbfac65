import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from '../panel/views/icons.tsx';
import { plural } from '../src/drawing/format.ts';
import type { Health, Settings } from '../src/messages/panel.ts';
import { nameOfEditor } from '../src/model/editor-facts.ts';
import { EDITOR_IDS } from '../src/model/run.ts';
import { type PreciseSite, siteName } from '../src/model/site.ts';
import type { PopupHost } from './popup.tsx';
import { Precise } from './precise.tsx';
import type { SiteState } from './site-state.ts';

interface Props {
  readonly host: PopupHost;
  readonly health: Health;
  readonly state: SiteState;
  readonly recording: boolean;
  /** What switches the precise clock; absent where there is none. */
  readonly precise?: { readonly settings: Settings; set(precise: readonly PreciseSite[]): void } | false | undefined;
}

/** The site of the active tab: what holds and what can be done about it. */
export function Site({ host, health, state, recording, precise }: Props): JSX.Element {
  if (state.kind === 'impossible')
    return (
      <Status icon="stop" tone="quiet" data="impossible">
        Browsers let no extension look into this page. Open the page of a workflow editor.
      </Status>
    );
  if (state.kind === 'closed')
    return (
      <>
        <p class="site">{state.origin}</p>
        <Status icon="ring" tone="quiet" data="closed">
          Not recorded: Longpole cannot see this site.
        </Status>
        <p class="dim">
          Your browser will ask you{/:\d/.test(state.pattern) ? '' : ' for all ports of this host'}. Longpole then reads
          the traffic between the editor and its server, and keeps times, names and sizes on this machine.
        </p>
        <div class="buttons">
          <button
            type="button"
            class="button primary"
            data-action="grant"
            onClick={() => void host.request([state.pattern])}
          >
            Record on this site
          </button>
        </div>
      </>
    );
  const pattern = host.pattern(state.origin);
  return (
    <>
      <p class="site">{state.origin}</p>
      {recording ? (
        <Status icon="check" tone="good" data={state.kind}>
          {state.kind === 'built-in' ? 'Allowed: pages on this machine always are.' : 'Allowed by you.'}
        </Status>
      ) : (
        <Status icon="pause" tone="warn" data="paused">
          Allowed, but recording is paused everywhere.
        </Status>
      )}
      {recording && <Capture health={health} host={host} />}
      {precise && pattern !== undefined && <Precise host={host} health={health} pattern={pattern} {...precise} />}
      {state.kind === 'open' && <Withdraw host={host} own={state.own} patterns={state.patterns} />}
    </>
  );
}

function Status(props: {
  readonly icon: IconName;
  readonly tone: 'good' | 'warn' | 'quiet';
  readonly data: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <p class={`site-status tone-${props.tone}`} data-site={props.data} role="status">
      <Icon name={props.icon} />
      <span>{props.children}</span>
    </p>
  );
}

/** What was seen in this tab. A connection that was open before our scripts came is not seen: hence the reload. */
function Capture({ health, host }: { readonly health: Health; readonly host: PopupHost }): JSX.Element {
  const { hook, editors, runs } = health;
  const names = editors.map((id) => EDITOR_IDS.find((known) => known === id)).map((id) => (id ? nameOfEditor(id) : ''));
  return (
    <>
      <p>
        {runs > 0
          ? `${names.join(', ')}: ${plural(runs, 'run')} seen in this tab. Open DevTools (F12), tab Longpole.`
          : editors.length > 0
            ? `${names.join(', ')} found. Run a workflow, then open DevTools (F12), tab Longpole.`
            : hook
              ? 'No workflow editor seen yet in this tab. What was open before Longpole came is seen after a reload.'
              : 'This page was loaded before Longpole could listen.'}
      </p>
      {editors.length === 0 && (
        <div class="buttons">
          <button
            type="button"
            class={hook ? 'button' : 'button primary'}
            data-action="reload"
            onClick={() => {
              host.reload();
              host.close();
            }}
          >
            Reload the page to record from its start
          </button>
        </div>
      )}
    </>
  );
}

function Withdraw(props: {
  readonly host: PopupHost;
  readonly own: boolean;
  readonly patterns: readonly string[];
}): JSX.Element {
  const { host, own, patterns } = props;
  if (!own)
    return (
      <p class="dim">Allowed as part of {patterns.map(siteName).join(', ')}: change that under Sites and options.</p>
    );
  return (
    <button type="button" class="link" data-action="withdraw" onClick={() => void host.remove(patterns)}>
      Stop recording on this site
    </button>
  );
}

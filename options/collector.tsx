import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Icon } from '../panel/views/icons.tsx';
import type { CollectorAnswer } from '../src/messages/panel.ts';
import { type Collector, type OutboxStatus, originOfUrl, tracesUrl } from '../src/model/collector.ts';
import { KEEP_PARTS } from '../src/model/keep.ts';
import { BUILT_IN_SITES, siteName } from '../src/model/site.ts';
import { CollectorHeaders } from './collector-headers.tsx';
import type { SectionProps } from './options.tsx';

/** Finished runs to a collector of the user's: where to, of which sites, what of them, and how it goes. */
export function CollectorSection(props: SectionProps): JSX.Element {
  const { health, settings, request } = props;
  const { collector } = settings;
  const failed = useSignal('');
  const set = async (change: Partial<Collector>): Promise<void> => {
    const reply = await request({ what: 'set', settings: { collector: { ...collector, ...change } } });
    failed.value = reply.ok ? '' : reply.error;
  };
  const local = BUILT_IN_SITES.every((site) => collector.sites.includes(site));
  const others = health.sites.filter((site) => !BUILT_IN_SITES.includes(site));
  const toggle = (sites: readonly string[], on: boolean): void => {
    const rest = collector.sites.filter((site) => !sites.includes(site));
    void set({ sites: on ? [...rest, ...sites] : rest });
  };
  return (
    <>
      <p class="dim">
        Off unless you switch it on. Then each run that ends is sent, as OpenTelemetry traces, to a collector of yours:
        names, types and times of its nodes, never prompts, parameters or results, which Longpole does not keep.
      </p>
      <Address {...props} set={set} />
      <CollectorHeaders names={health.outbox?.headers} request={request} />
      <fieldset class="group">
        <legend>Runs of</legend>
        <Box name="localhost and 127.0.0.1" field="local" value={local} set={(on) => toggle(BUILT_IN_SITES, on)} />
        {others.map((site) => (
          <Box
            key={site}
            name={siteName(site)}
            field={site}
            value={collector.sites.includes(site)}
            set={(on) => toggle([site], on)}
          />
        ))}
      </fieldset>
      <fieldset class="group">
        <legend>What is sent of them</legend>
        {KEEP_PARTS.map(([part, name]) => (
          <Box
            key={part}
            name={name}
            field={part}
            value={collector.keep[part]}
            set={(on) => void set({ keep: { ...collector.keep, [part]: on } })}
          />
        ))}
      </fieldset>
      <Box
        name="Send runs that end from now on"
        field="on"
        value={collector.on}
        set={(on) => void set({ on, ...(on && { sinceMs: Date.now() }) })}
      />
      <Status collector={collector} {...(health.outbox && { outbox: health.outbox })} request={request} />
      {failed.value !== '' && (
        <p class="note tone-bad" role="alert">
          {failed.value}
        </p>
      )}
    </>
  );
}

function Box(props: {
  readonly name: string;
  readonly field: string;
  readonly value: boolean;
  set(on: boolean): void;
}): JSX.Element {
  return (
    <label class="check-line">
      <input
        type="checkbox"
        data-collector={props.field}
        checked={props.value}
        onChange={(event) => props.set(event.currentTarget.checked)}
      />{' '}
      {props.name}
    </label>
  );
}

/** The address, and the browser's leave to send there. */
function Address({
  host,
  settings,
  set,
}: SectionProps & { set(change: Partial<Collector>): Promise<void> }): JSX.Element {
  const { url } = settings.collector;
  const typed = useSignal(url);
  const refused = useSignal(false);
  const to = tracesUrl(typed.value);
  const origin = originOfUrl(typed.value);
  const pattern = origin === '' ? undefined : host.pattern(origin);
  const wrong = typed.value.trim() !== '' && pattern === undefined;
  return (
    <form
      class="add-site"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.value.trim() === '') return void set({ url: '', on: false });
        if (pattern === undefined) return;
        // Known before it is granted: a site that is granted is recorded, but for the collector's.
        void set({ url: typed.value.trim() });
        // In the click itself: browsers ask only then.
        void host.request([pattern]).then((yes) => {
          refused.value = !yes;
        });
      }}
    >
      <label for="collector-url">Address of the collector</label>
      <div class="row">
        <input
          id="collector-url"
          type="text"
          inputMode="url"
          spellcheck={false}
          autocomplete="off"
          placeholder="http://localhost:4318"
          value={typed.value}
          aria-invalid={wrong}
          aria-describedby="collector-url-note"
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            refused.value = false;
          }}
        />
        <button type="submit" class="button" data-action="collector-save" disabled={wrong}>
          Save and allow
        </button>
      </div>
      <p id="collector-url-note" class={`note ${wrong || refused.value ? 'tone-bad' : ''}`} role="status">
        {refused.value
          ? 'The browser did not allow to send there. You can ask again at any time.'
          : wrong
            ? 'An address is expected, like http://localhost:4318 or https://otlp.example.com.'
            : to !== undefined
              ? `Requests go to ${to.replace(/\?.*/, '')}.`
              : 'OTLP over HTTP, as JSON.'}
      </p>
    </form>
  );
}

/** How it goes, and a test. */
function Status(props: {
  readonly collector: Collector;
  readonly outbox?: OutboxStatus;
  readonly request: SectionProps['request'];
}): JSX.Element {
  const answer = useSignal<CollectorAnswer | undefined>(undefined);
  const testing = useSignal(false);
  const test = async (): Promise<void> => {
    testing.value = true;
    const reply = await props.request({ what: 'collector-test' });
    answer.value = reply.ok ? (reply.value as CollectorAnswer) : { taken: false, words: reply.error };
    testing.value = false;
  };
  const { outbox } = props;
  return (
    <div class="collector-status">
      <p data-field="outbox" role="status">
        {outbox ? outboxWords(outbox) : 'Nothing is sent.'}
      </p>
      {outbox?.error !== undefined && (
        <p class="tone-bad" data-field="outbox-error">
          <Icon name="warn" /> The collector: {outbox.error}.
        </p>
      )}
      <div class="row">
        <button
          type="button"
          class="button"
          data-action="collector-test"
          disabled={props.collector.url === '' || testing.value}
          onClick={() => void test()}
        >
          Test
        </button>
        {answer.value && (
          <span class={answer.value.taken ? 'tone-good' : 'tone-bad'} data-field="collector-answer" role="status">
            {answer.value.words}
          </span>
        )}
      </div>
    </div>
  );
}

function outboxWords({ waiting, sent, lost, unsure, lastMs, retryMs }: OutboxStatus): string {
  const time = (ms: number): string => new Date(ms).toLocaleTimeString();
  return [
    `${sent} sent${lastMs === undefined ? '' : `, the last at ${time(lastMs)}`}`,
    ...(waiting > 0 ? [`${waiting} waiting${retryMs === undefined ? '' : `, next try after ${time(retryMs)}`}`] : []),
    ...(lost > 0 ? [`${lost} not taken`] : []),
    ...(unsure > 0 ? [`${unsure} that may have arrived when the browser ended Longpole: not sent again`] : []),
  ].join(' · ');
}

import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Icon } from '../panel/views/icons.tsx';
import { type TriedRule, type TriedSample, tryMapping } from '../src/editors/custom/try.ts';
import type { Mapping } from '../src/model/mapping.ts';
import type { PageSamples } from '../src/model/shape.ts';
import type { SectionProps } from './options.tsx';
import { shapeText } from './shape-text.ts';

/** Pages answer each question with the messages since the one before. */
const ASK_MS = 1_000;
/** A run makes hundreds: the newest are what is worked on. */
const SHOWN = 12;

interface Props extends Pick<SectionProps, 'request'> {
  /** Undefined while what is written is no mapping. */
  readonly mapping: Mapping | undefined;
  /** While recording is paused pages are not listened to. */
  readonly recording: boolean;
}

/** What the mapping makes of the messages that pass in open pages. Of a message only its keys and kinds are told, never a value. */
export function TryOut({ mapping, recording, request }: Props): JSX.Element {
  const on = useSignal(false);
  const site = useSignal('');
  const pages = useSignal<readonly PageSamples[]>([]);
  const failed = useSignal('');
  useAsking(on, mapping, request, pages, failed);
  const names = [...new Set(pages.value.map(nameOf))].sort();
  const chosen = pages.value.filter((page) => site.value === '' || nameOf(page) === site.value);
  const samples = chosen.flatMap((page) => page.samples).sort((a, b) => b.t - a.t);
  return (
    <section class="try-out" aria-labelledby="h-try">
      <div class="row">
        <h3 id="h-try">Try it</h3>
        <button
          type="button"
          class="button"
          data-action="try"
          aria-pressed={on.value}
          onClick={() => {
            on.value = !on.value;
          }}
        >
          {on.value ? 'Stop' : 'Watch the messages of open pages'}
        </button>
        {on.value && names.length > 1 && (
          <select aria-label="Tab" value={site.value} onChange={(event) => (site.value = event.currentTarget.value)}>
            <option value="">all tabs</option>
            {names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        )}
      </div>
      <p class="note">Only keys and kinds of values are looked at here; values stay in the page.</p>
      {failed.value !== '' && <p class="tone-bad">{failed.value}</p>}
      {on.value && samples.length === 0 && (
        <p class="dim" role="status">
          {!recording
            ? 'Recording is paused: pages are not listened to. Turn it on above.'
            : pages.value.length === 0
              ? 'No page of an allowed site is open. Open your editor and reload it.'
              : 'Waiting for messages: run a workflow in your editor.'}
        </p>
      )}
      {on.value && (
        <ol class="samples">
          {(mapping ? tryMapping(mapping, samples.slice(0, SHOWN)) : []).map((tried, i) => (
            <SampleRow key={`${tried.sample.t} ${i}`} tried={tried} mapping={mapping} />
          ))}
        </ol>
      )}
      {on.value && !mapping && samples.length > 0 && <p class="dim">Mend the problems above first.</p>}
    </section>
  );
}

function nameOf({ origin, tabId }: PageSamples): string {
  return `${origin || 'a frame'} (tab ${tabId})`;
}

/** Asks every second while it is on. A new text is asked about with the next question. */
function useAsking(
  on: Signal<boolean>,
  mapping: Mapping | undefined,
  request: SectionProps['request'],
  pages: Signal<readonly PageSamples[]>,
  failed: Signal<string>,
): void {
  useEffect(() => {
    if (!on.value) return;
    let over = false;
    const ask = async (): Promise<void> => {
      const reply = await request({ what: 'samples', ...(mapping && { mapping }) });
      if (over) return;
      failed.value = reply.ok ? '' : reply.error;
      if (reply.ok) pages.value = reply.value as readonly PageSamples[];
    };
    void ask();
    const timer = setInterval(() => void ask(), ASK_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [on.value, mapping]);
}

function SampleRow(props: { readonly tried: TriedSample; readonly mapping: Mapping | undefined }): JSX.Element {
  const { sample, rules } = props.tried;
  const matching = rules.filter(({ matches }) => matches === 'yes');
  const unsure = rules.filter(({ matches }) => matches === 'unknown');
  const events = [...matching, ...unsure].map(({ rule }) => props.mapping?.messages[rule]?.event ?? '');
  return (
    <li class="sample">
      <div class="row">
        <Icon
          name={matching.length > 0 ? 'check' : unsure.length > 0 ? 'info' : 'ring'}
          class={matching.length > 0 ? 'tone-good' : 'dim'}
        />
        <b>{events.length > 0 ? events.join(', ') : 'no rule'}</b>
        <span class="dim">
          {sample.sender === 'server' ? 'from' : 'to'} {sample.where} ({sample.transport})
        </span>
      </div>
      <code class="shape">{shapeText(sample.shape)}</code>
      {[...matching, ...unsure].map((rule) => (
        <Fields key={rule.rule} rule={rule} />
      ))}
    </li>
  );
}

function Fields({ rule }: { readonly rule: TriedRule }): JSX.Element | null {
  if (rule.fields.length === 0) return null;
  return (
    <ul class="tried">
      {rule.fields.map(({ field, path, found, reads }) => (
        <li key={field} class={reads === 'no' ? 'tone-bad' : reads === 'yes' ? 'tone-good' : 'dim'}>
          <Icon name={reads === 'no' ? 'cross' : reads === 'yes' ? 'check' : 'info'} />
          {field} ← <code>{path}</code>{' '}
          <span class="dim">
            {found === undefined ? 'nothing there' : reads === 'no' ? `${found}, which does not fit` : found}
          </span>
        </li>
      ))}
    </ul>
  );
}

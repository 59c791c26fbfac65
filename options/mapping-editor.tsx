import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../panel/views/icons.tsx';
import { plural } from '../src/drawing/format.ts';
import { type DecodedMapping, parseMapping } from '../src/formats/mapping.ts';
import type { Mapping } from '../src/model/mapping.ts';
import type { SectionProps } from './options.tsx';
import { ProblemList } from './problem-list.tsx';
import { TryOut } from './try-out.tsx';

interface Props extends Pick<SectionProps, 'request'> {
  /** What is there to begin with. */
  readonly text: string;
  /** Names of the other mappings. */
  readonly taken: readonly string[];
  readonly recording: boolean;
  readonly save: (mapping: Mapping) => Promise<void>;
  readonly cancel: () => void;
}

/** The mapping as text, all that is wrong with it as it is typed, and what it would make of the messages that pass. */
export function MappingEditor({ text: initial, taken, recording, request, save, cancel }: Props): JSX.Element {
  const text = useSignal(initial);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus({ preventScroll: true }), []);
  const decoded = useComputed(() => checked(text.value, taken));
  const result = decoded.value;
  return (
    <div class="mapping">
      <label for="mapping-text">
        <b>Description (JSON)</b>
      </label>
      <textarea
        id="mapping-text"
        ref={area}
        class="code"
        rows={18}
        spellcheck={false}
        autocomplete="off"
        value={text.value}
        aria-invalid={!result.ok}
        aria-describedby="mapping-problems"
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
      <div id="mapping-problems" role="status">
        {result.ok ? (
          <span class="tone-good">
            <Icon name="check" /> Valid
          </span>
        ) : (
          <>
            <span class="tone-bad">
              <Icon name="warn" /> {plural(result.problems.length, 'problem')}
            </span>
            <ProblemList problems={result.problems} />
          </>
        )}
      </div>
      <div class="row">
        <button
          type="button"
          class="button primary"
          data-action="save-mapping"
          disabled={!result.ok}
          onClick={() => result.ok && void save(result.value)}
        >
          Save
        </button>
        <button type="button" class="button" data-action="cancel-mapping" onClick={cancel}>
          Cancel
        </button>
      </div>
      <TryOut mapping={result.ok ? result.value : undefined} recording={recording} request={request} />
    </div>
  );
}

function checked(text: string, taken: readonly string[]): DecodedMapping {
  const decoded = parseMapping(text);
  if (!decoded.ok || !taken.includes(decoded.value.name)) return decoded;
  return { ok: false, problems: [{ where: 'name', error: `${decoded.value.name} is the name of another mapping` }] };
}

import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { SectionProps } from './options.tsx';

interface Props extends Pick<SectionProps, 'request'> {
  /** Of the headers that are there; undefined while that is not told. */
  readonly names: readonly string[] | undefined;
}

/** One header for the collector, as most want one: a key. It can be replaced and removed, and is never shown again. */
export function CollectorHeaders({ names, request }: Props): JSX.Element {
  const name = useSignal('authorization');
  const value = useSignal('');
  const said = useSignal('');
  const save = async (headers: readonly (readonly [string, string])[]): Promise<void> => {
    const reply = await request({ what: 'collector-headers', headers });
    said.value = reply.ok ? (headers.length > 0 ? 'Kept. It is not shown again.' : 'Removed.') : reply.error;
    if (reply.ok) value.value = '';
  };
  return (
    <form
      class="add-site"
      onSubmit={(event) => {
        event.preventDefault();
        void save([[name.value.trim(), value.value.trim()]]);
      }}
    >
      <label for="collector-header">Header that the collector wants, if any</label>
      <div class="row">
        <input
          id="collector-header"
          type="text"
          spellcheck={false}
          autocomplete="off"
          class="header-name"
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
        <input
          type="password"
          aria-label="Its value"
          autocomplete="off"
          placeholder="Bearer …"
          data-field="collector-header-value"
          value={value.value}
          onInput={(event) => {
            value.value = event.currentTarget.value;
          }}
        />
        <button type="submit" class="button" data-action="collector-header" disabled={value.value.trim() === ''}>
          Set
        </button>
        <button type="button" class="button" data-action="collector-header-remove" onClick={() => void save([])}>
          Remove
        </button>
      </div>
      <p class="note" role="status">
        {said.value !== ''
          ? said.value
          : names && names.length > 0
            ? `Sent along: ${names.join(', ')}.`
            : 'Kept on this machine and sent to the collector only.'}
      </p>
    </form>
  );
}

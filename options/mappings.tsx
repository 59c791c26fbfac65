import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Icon } from '../panel/views/icons.tsx';
import { plural } from '../src/drawing/format.ts';
import { FILE_LIMITS } from '../src/model/limits.ts';
import type { Mapping } from '../src/model/mapping.ts';
import { MappingEditor } from './mapping-editor.tsx';
import { MAPPING_TEMPLATE } from './mapping-template.ts';
import type { SectionProps } from './options.tsx';

/** Editors that the user describes: which messages mean what. */
export function Mappings({ settings, request }: SectionProps): JSX.Element {
  /** Index of the one that is edited; that of the next one while a new one is written. */
  const open = useSignal<number | undefined>(undefined);
  const failed = useSignal('');
  const { mappings } = settings;
  const save = async (next: readonly Mapping[]): Promise<boolean> => {
    const reply = await request({ what: 'set', settings: { mappings: next } });
    failed.value = reply.ok ? '' : reply.error;
    return reply.ok;
  };
  const edited = open.value;
  return (
    <>
      <p class="dim">
        An editor that Longpole does not know can be described here as JSON: where its messages pass, and which of their
        fields are the run, the node, the event and the time. It is recorded like any other from then on, on allowed
        sites. The project's docs/custom-editors.md explains every member.
      </p>
      {mappings.length > 0 && (
        <ul class="site-list">
          {mappings.map((mapping, index) => (
            <li key={mapping.name} data-mapping={mapping.name}>
              <span class="site-name">{mapping.name}</span>
              <span class="dim clip">
                {mapping.match.url}, {plural(mapping.messages.length, 'rule')}
              </span>
              <button type="button" class="tool" data-action="edit-mapping" onClick={() => (open.value = index)}>
                Edit
              </button>
              <button
                type="button"
                class="tool"
                data-action="remove-mapping"
                aria-label={`Remove ${mapping.name}`}
                onClick={() => {
                  open.value = undefined;
                  void save(mappings.filter((m) => m !== mapping));
                }}
              >
                <Icon name="trash" /> Remove
              </button>
            </li>
          ))}
        </ul>
      )}
      {edited === undefined ? (
        <div class="row">
          <button
            type="button"
            class="button"
            data-action="new-mapping"
            disabled={mappings.length >= FILE_LIMITS.mapping.mappings}
            onClick={() => (open.value = mappings.length)}
          >
            Describe an editor
          </button>
        </div>
      ) : (
        <MappingEditor
          key={edited}
          text={mappings[edited] ? `${JSON.stringify(mappings[edited], null, 2)}\n` : MAPPING_TEMPLATE}
          taken={mappings.filter((_, i) => i !== edited).map(({ name }) => name)}
          recording={settings.recording}
          request={request}
          save={async (mapping) => {
            if (await save(mappings.toSpliced(edited, 1, mapping))) open.value = undefined;
          }}
          cancel={() => (open.value = undefined)}
        />
      )}
      {failed.value !== '' && (
        <p class="tone-bad" role="alert">
          {failed.value}
        </p>
      )}
    </>
  );
}

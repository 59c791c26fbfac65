import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Icon } from '../panel/views/icons.tsx';
import { BUILT_IN_ENGINES } from '../src/analysis/index.ts';
import type { Settings } from '../src/messages/panel.ts';
import { EDITOR_FACTS } from '../src/model/editor-facts.ts';
import { EDITOR_IDS, type EditorId } from '../src/model/run.ts';
import { type ClassDraft, draftOf, newClass, specOf } from './engine-draft.ts';
import type { SectionProps } from './options.tsx';

/** Heads of the columns; on a narrow page each stands above its field. */
const HEADS = ['Class of nodes', 'At once', 'Node types, one per line, * for any characters'] as const;

/** Those a server stands behind. */
const EDITORS = EDITOR_IDS.filter((id) => id !== 'library' && id !== 'page');

/** What each engine can run at once: the analysis blames no graph for what its engine cannot do. */
export function Engines({ settings, request }: SectionProps): JSX.Element {
  const editor = useSignal<EditorId>('comfyui');
  const own = settings.engines[editor.value];
  return (
    <>
      <p class="dim">
        How many nodes the engine of each editor can run at once. Findings and the theoretical minimum take it into
        account. Change it if your server is set up differently.
      </p>
      <div class="row">
        <label for="engine">Editor</label>
        <select
          id="engine"
          value={editor.value}
          onChange={(event) => {
            editor.value = event.currentTarget.value as EditorId;
          }}
        >
          {EDITORS.map((id) => (
            <option key={id} value={id}>
              {EDITOR_FACTS[id].name}
              {settings.engines[id] ? ' (changed)' : ''}
            </option>
          ))}
        </select>
        <span class="note">{own ? 'As you described it.' : 'As we know it.'}</span>
      </div>
      <Engine
        key={`${editor.value} ${JSON.stringify(own ?? null)}`}
        editor={editor.value}
        engines={settings.engines}
        request={request}
      />
    </>
  );
}

function Engine(
  props: Pick<SectionProps, 'request'> & {
    readonly editor: EditorId;
    readonly engines: Settings['engines'];
  },
): JSX.Element {
  const { editor, engines, request } = props;
  const own = engines[editor];
  const drafts = useSignal(draftOf(own ?? BUILT_IN_ENGINES[editor]));
  const changed = useSignal(false);
  const failed = useSignal('');
  const spec = specOf(editor, drafts.value);
  const set = (next: readonly ClassDraft[]): void => {
    drafts.value = next;
    changed.value = true;
  };
  const save = async (next: Settings['engines']): Promise<void> => {
    const reply = await request({ what: 'set', settings: { engines: next } });
    failed.value = reply.ok ? '' : reply.error;
  };
  const last = drafts.value.length - 1;
  const problem = spec.ok ? failed.value : spec.where ? `${spec.where}: ${spec.error}` : spec.error;
  return (
    <form
      class="engine"
      onSubmit={(event) => {
        event.preventDefault();
        if (spec.ok) void save({ ...engines, [editor]: spec.value });
      }}
    >
      <table class="grid">
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            <th scope="col">
              <span class="sr">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {drafts.value.map((draft, i) => (
            <Row
              key={draft.key}
              draft={draft}
              last={i === last}
              number={i + 1}
              change={(next) => set(drafts.value.with(i, next))}
              remove={() => set(drafts.value.filter((d) => d !== draft))}
            />
          ))}
        </tbody>
      </table>
      <div class="row">
        <button
          type="button"
          class="button"
          data-action="add-class"
          onClick={() => set(drafts.value.toSpliced(last, 0, newClass(`class ${drafts.value.length}`)))}
        >
          Add a class
        </button>
        <button type="submit" class="button primary" data-action="save-engine" disabled={!changed.value || !spec.ok}>
          Save
        </button>
        {own && (
          <button
            type="button"
            class="link"
            data-action="reset-engine"
            onClick={() => {
              const { [editor]: _own, ...others } = engines;
              void save(others);
            }}
          >
            Back to what Longpole knows
          </button>
        )}
        <span class="tone-bad" role="status">
          {problem}
        </span>
      </div>
    </form>
  );
}

function Row(props: {
  readonly draft: ClassDraft;
  readonly last: boolean;
  readonly number: number;
  readonly change: (draft: ClassDraft) => void;
  readonly remove: () => void;
}): JSX.Element {
  const { draft, last, number, change, remove } = props;
  const lines = Math.min(8, Math.max(1, draft.types.split('\n').length));
  return (
    <tr>
      <td data-label={HEADS[0]}>
        <input
          type="text"
          aria-label={`Name of class ${number}`}
          value={draft.name}
          onInput={(event) => change({ ...draft, name: event.currentTarget.value })}
        />
      </td>
      <td data-label={HEADS[1]}>
        <input
          type="number"
          min={1}
          placeholder="no limit"
          aria-label={`How many of class ${number} at once; empty for no limit`}
          value={draft.capacity}
          onInput={(event) => change({ ...draft, capacity: event.currentTarget.value })}
        />
      </td>
      <td data-label={HEADS[2]}>
        {last ? (
          <span class="dim">all others</span>
        ) : (
          <textarea
            rows={lines}
            spellcheck={false}
            aria-label={`Node types of class ${number}`}
            value={draft.types}
            onInput={(event) => change({ ...draft, types: event.currentTarget.value })}
          />
        )}
      </td>
      <td>
        {!last && (
          <button type="button" class="tool" aria-label={`Remove class ${number}`} onClick={remove}>
            <Icon name="trash" />
          </button>
        )}
      </td>
    </tr>
  );
}

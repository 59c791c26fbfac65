import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { plural } from '../../src/drawing/format.ts';
import type { LeavingField } from '../../src/formats/redact.ts';
import { KEEP_ALL, KEEP_PARTS, type Keep } from '../../src/model/keep.ts';
import { EXPORT_FORMATS } from '../../src/profiler/export.ts';
import { usePanel } from '../state/context.ts';
import type { ExportOrder } from '../state/exporting.ts';
import { Dialog } from './dialog.tsx';

/** What to export, in which format, and what of it may leave. Enter exports the whole session. */
export function ExportDialog(): JSX.Element {
  const { state, ui, actions, findings, timeline } = usePanel();
  const what = useSignal<ExportOrder['what']>('session');
  const format = useSignal('session');
  const keep = useSignal<Keep>(KEEP_ALL);
  const packed = useSignal(false);
  const fields = useSignal<readonly LeavingField[] | undefined>(undefined);
  const only = timeline.filtered.value;
  const close = (): void => {
    ui.dialog.value = undefined;
  };
  const order = (): ExportOrder => ({
    what: what.value,
    format: format.value,
    keep: keep.value,
    packed: packed.value,
    only,
    engines: findings.engines.value,
  });
  const changed = (): void => {
    fields.value = undefined;
  };
  const chosen = EXPORT_FORMATS.find(({ id }) => id === format.value);
  return (
    <Dialog title="Export" onClose={close}>
      <div class="export-grid">
        <label for="export-what">What</label>
        <select
          id="export-what"
          data-field="export-what"
          value={what.value}
          onChange={(e) => {
            what.value = e.currentTarget.value as ExportOrder['what'];
            changed();
          }}
        >
          <option value="session">All listed runs ({state.listed.value.length})</option>
          {state.run.value && <option value="run">The run shown</option>}
          {state.run.value && only && <option value="selection">Its nodes that the filter lets through</option>}
        </select>
        <label for="export-format">Format</label>
        <select
          id="export-format"
          data-field="export-format"
          value={format.value}
          onChange={(e) => {
            format.value = e.currentTarget.value;
          }}
        >
          {EXPORT_FORMATS.map((f) => (
            <option key={f.id} value={f.id}>
              {f.name}
            </option>
          ))}
        </select>
      </div>
      <p class="dim">{chosen?.what}</p>
      <fieldset class="export-keep">
        <legend>What may leave</legend>
        {KEEP_PARTS.map(([part, name]) => (
          <label key={part}>
            <input
              type="checkbox"
              data-field={`keep-${part}`}
              checked={keep.value[part]}
              onChange={(e) => {
                keep.value = { ...keep.value, [part]: e.currentTarget.checked };
                changed();
              }}
            />{' '}
            {name}
          </label>
        ))}
        <label>
          <input
            type="checkbox"
            data-field="export-packed"
            checked={packed.value}
            onChange={(e) => {
              packed.value = e.currentTarget.checked;
            }}
          />{' '}
          Packed by gzip
        </label>
      </fieldset>
      {fields.value === undefined ? (
        <button
          type="button"
          class="link"
          data-action="export-preview"
          onClick={async () => {
            fields.value = await actions.previewExport(order());
          }}
        >
          Show every field that leaves
        </button>
      ) : (
        <Preview fields={fields.value} />
      )}
      <div class="dialog-buttons">
        {format.value === 'markdown' && (
          <button
            type="button"
            class="button"
            data-action="export-copy"
            onClick={() => void actions.copyExport(order())}
          >
            Copy
          </button>
        )}
        <button type="button" class="button" onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          class="button primary"
          data-action="export-confirm"
          autofocus
          onClick={() => void actions.exportRuns(order())}
        >
          Export
        </button>
      </div>
    </Dialog>
  );
}

/** Each field with how often it is there and what stands in it. No prompt, parameter or result is recorded in the first place. */
function Preview({ fields }: { readonly fields: readonly LeavingField[] }): JSX.Element {
  const ref = useRef<HTMLElement>(null);
  // It takes the place of the button that was pressed, and must take the focus: without any, DevTools gets Escape.
  useLayoutEffect(() => ref.current?.focus(), []);
  return (
    <section
      ref={ref}
      class="export-preview"
      data-view="export-preview"
      aria-label="Every field that leaves"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and without a stop of its own no key would scroll it.
      tabIndex={0}
    >
      <p class="dim">
        {plural(fields.length, 'field')}; prompts, parameters and results are not recorded, so they cannot leave.
        Formats other than the session leave some of these out.
      </p>
      <ul>
        {fields.map(({ path, count, examples }) => (
          <li key={path}>
            <code>{path}</code> <span class="dim num">×{count}</span>{' '}
            <span class="export-example">{examples.join(', ')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

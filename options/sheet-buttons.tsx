import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from '../panel/views/icons.tsx';

/** What can be done with a table: save it, read it from a file, write it to one. */
export function SheetButtons(props: {
  readonly name: string;
  readonly canSave: boolean;
  readonly canExport: boolean;
  readonly take: (file: File) => void;
  readonly give: () => void;
  /** What the last of it came to. */
  readonly children: ComponentChildren;
}): JSX.Element {
  const { name, canSave, canExport, take, give, children } = props;
  const file = useRef<HTMLInputElement>(null);
  return (
    <div class="row sheet-buttons">
      <button type="submit" class="button primary" data-action={`save-${name}`} disabled={!canSave}>
        Save {name}
      </button>
      <span class="said" role="status">
        {children}
      </span>
      <button
        type="button"
        class="tool"
        data-action={`import-${name}`}
        title={`Take the ${name} of a JSON file in place of these`}
        onClick={() => file.current?.click()}
      >
        <Icon name="open" /> Import
      </button>
      <button
        type="button"
        class="tool"
        data-action={`export-${name}`}
        title={`Save the ${name} as a JSON file, as longpole check reads it`}
        disabled={!canExport}
        onClick={give}
      >
        <Icon name="save" /> Export
      </button>
      <input
        ref={file}
        type="file"
        class="hidden"
        tabIndex={-1}
        data-file={name}
        aria-label={`File with ${name}`}
        accept=".json,application/json"
        onChange={(event) => {
          const input = event.currentTarget;
          const chosen = input.files?.[0];
          if (chosen) take(chosen);
          // The same file can be chosen again.
          input.value = '';
        }}
      />
    </div>
  );
}

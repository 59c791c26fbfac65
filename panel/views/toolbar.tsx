import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { usePanel } from '../state/context.ts';
import { FilterBox } from './filter-box.tsx';
import { Icon, type IconName } from './icons.tsx';
import { RunPicker } from './run-picker.tsx';
import { ViewControls } from './view-controls.tsx';

function ToolButton(props: {
  readonly action: string;
  readonly icon: IconName;
  readonly label: string;
  readonly title: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
}): JSX.Element {
  return (
    <button
      type="button"
      class="tool"
      data-action={props.action}
      title={props.title}
      aria-label={props.label}
      disabled={props.disabled ?? false}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
      <span class="tool-label">{props.label}</span>
    </button>
  );
}

function recordWord(recording: boolean | undefined, dead: boolean): string {
  if (dead) return 'Disconnected';
  if (recording === undefined) return 'Connecting';
  return recording ? 'Recording' : 'Paused';
}

/** Recording, the run shown, and what can be done with the runs. */
export function Toolbar(): JSX.Element {
  const { state, ui, actions, filter } = usePanel();
  const file = useRef<HTMLInputElement>(null);
  const settings = state.settings.value;
  const recording = settings?.recording ?? false;
  const none = state.listed.value.length === 0;
  const dead = state.dead.value !== '';
  return (
    <div class="toolbar" role="toolbar" aria-label="Longpole">
      <button
        type="button"
        class={`tool record ${recording && !dead ? 'on' : 'off'}`}
        data-action="record"
        aria-pressed={recording}
        disabled={!settings || !state.connected.value}
        title={
          recording
            ? 'Recording every run of this page. Click to pause.'
            : 'Paused: runs are not recorded. Click to resume.'
        }
        onClick={() => void actions.setRecording(!recording)}
      >
        <span class="record-mark" aria-hidden="true" />
        <span>{recordWord(settings?.recording, dead)}</span>
      </button>
      <span class="divider" />
      <RunPicker />
      {!none && <ViewControls />}
      {!none && (
        <FilterBox
          value={ui.filter.value}
          onChange={(text) => (ui.filter.value = text)}
          complete={filter.complete}
          problems={filter.filter.value.problems}
          shown={filter.shown.value}
          total={filter.total.value}
          focus={ui.focusFilter.value}
        />
      )}
      <div class="toolbar-end">
        <ToolButton
          action="clear"
          icon="trash"
          label="Clear"
          title="Remove the runs of this page (asks first)"
          disabled={none}
          onClick={() => (ui.dialog.value = 'clear')}
        />
        <ToolButton
          action="import"
          icon="open"
          label="Import"
          title="Open a session, Trace Event JSON or OTLP/JSON. It can also be dropped on the panel."
          onClick={() => file.current?.click()}
        />
        <ToolButton
          action="export"
          icon="save"
          label="Export"
          title="Save runs as a file: a session, a trace, a table, a report"
          disabled={none}
          onClick={() => (ui.dialog.value = 'export')}
        />
        <button
          type="button"
          class="tool"
          data-action="help"
          title="Keys and marks (?)"
          aria-label="Help"
          onClick={() => (ui.dialog.value = 'help')}
        >
          ?
        </button>
      </div>
      <input
        ref={file}
        type="file"
        class="hidden"
        tabIndex={-1}
        aria-label="Session file"
        accept=".json,application/json"
        onChange={(event) => {
          const input = event.currentTarget;
          const chosen = input.files?.[0];
          if (chosen) void actions.importFile(chosen);
          // The same file can be chosen again.
          input.value = '';
        }}
      />
    </div>
  );
}

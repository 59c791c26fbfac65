/** What the user can do. Each ends in a visible result: the picture changes, or a notice says what happened. */

import { plural } from '../../src/drawing/format.ts';
import type { LeavingField } from '../../src/formats/redact.ts';
import { BACKGROUND_LIMITS } from '../../src/model/limits.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';
import { isBuiltIn } from '../../src/model/site.ts';
import { copy } from '../files/copy.ts';
import { saveFile } from '../files/save.ts';
import { type Exported, type ExportOrder, exportedFile, fieldsOf } from './exporting.ts';
import { startJob } from './job.ts';
import type { PanelState } from './panel-state.ts';
import { withPrecise } from './precise.ts';
import { importSession, showRun } from './transfer.ts';
import type { Ui } from './ui.ts';

export interface Actions {
  setRecording(recording: boolean): Promise<void>;
  showRun(id: string): void;
  pin(id: string, pinned: boolean): Promise<void>;
  clear(): Promise<void>;
  /** Hides a finding in this workflow from now on, or shows it again. */
  dismiss(key: string, gone: boolean): Promise<void>;
  /** Marks incidents as looked at. */
  seen(ids: readonly string[]): Promise<void>;
  /** Saves a file. */
  exportRuns(order: ExportOrder): Promise<void>;
  /** Copies what would be in the file. */
  copyExport(order: ExportOrder): Promise<void>;
  /** Every field that would leave; undefined when that could not be told. */
  previewExport(order: ExportOrder): Promise<readonly LeavingField[] | undefined>;
  importFile(file: File): Promise<void>;
  /** Asks for a site, or leads to the options page where that can be asked. Call it in a click. */
  allowSite(origin: string): Promise<void>;
  /** Switches the precise clock of a site on, and reloads the page, or off. Call it in a click. */
  setPrecise(origin: string, on: boolean): Promise<void>;
}

export function createActions(state: PanelState, ui: Ui): Actions {
  const tell = (result: Result<string>): void => {
    ui.notice.value = result.ok ? { kind: 'info', text: result.value } : { kind: 'error', text: result.error };
  };
  const tellFailure = (result: Result<unknown>): void => {
    if (!result.ok) tell(result);
  };
  const collected = async (order: ExportOrder): Promise<Result<Exported>> => {
    const job = startJob(ui.job, state.host.clock, 'Collecting the runs to export…');
    const file = await exportedFile(state, order, state.host.clock.now(), job);
    job.end();
    return file;
  };
  return {
    setRecording: async (recording) => tellFailure(await state.request({ what: 'set', settings: { recording } })),
    showRun: (id) => {
      // Choosing the newest means following the newest.
      state.chosen.value = state.listed.peek()[0]?.id === id ? undefined : id;
    },
    pin: async (id, pinned) => tellFailure(await state.request({ what: 'pin', id, pinned })),
    clear: async () => {
      ui.dialog.value = undefined;
      const reply = await state.request({ what: 'clear' });
      if (!reply.ok) return tell(reply);
      const cleared = (typeof reply.value === 'number' ? reply.value : 0) + state.dropNotKept();
      ui.notice.value = { kind: 'info', text: `Cleared ${plural(cleared, 'run')}` };
    },
    dismiss: async (key, gone) => {
      const others = (state.settings.peek()?.dismissed ?? []).filter((k) => k !== key);
      const dismissed = (gone ? [...others, key] : others).slice(-BACKGROUND_LIMITS.dismissed);
      tellFailure(await state.request({ what: 'set', settings: { dismissed } }));
    },
    seen: async (ids) => tellFailure(await state.request({ what: 'seen', ids })),
    allowSite: async (origin) => {
      const asked = state.host.askForSite(origin);
      if (asked === undefined) return tellFailure(await state.request({ what: 'options', origin }));
      const granted = await asked;
      tell(
        granted
          ? ok(`${origin} is recorded from now on. Reload the page to record from its start.`)
          : fail(`${origin} was not allowed. You can ask again at any time.`),
      );
    },
    setPrecise: async (origin, on) => {
      ui.dialog.value = undefined;
      const pattern = state.host.precisePattern?.(origin);
      if (pattern === undefined) return;
      // The manifest's sites have to be granted too: scripts that no manifest names run nowhere else.
      const granted = !on || (await state.host.askForSite(origin));
      if (!granted) return tell(fail(`${origin} was not allowed: its clock stays as it is.`));
      const precise = withPrecise(state.settings.peek()?.precise ?? [], pattern, on);
      const reply = await state.request({ what: 'set', settings: { precise } });
      if (!reply.ok) return tell(reply);
      if (on) state.host.reload();
      else if (isBuiltIn(pattern)) await state.host.forgetSite?.(pattern);
      tell(ok(on ? `Precise clock switched on for ${origin}.` : `Off from the page's next socket on.`));
    },
    exportRuns: async (order) => {
      ui.dialog.value = undefined;
      const file = await collected(order);
      if (!file.ok) return tell(file);
      saveFile(file.value.name, file.value.content);
      ui.notice.value = { kind: 'info', text: file.value.words };
    },
    copyExport: async (order) => {
      ui.dialog.value = undefined;
      const file = await collected(order);
      if (!file.ok) return tell(file);
      const text = await file.value.content.text();
      tell((await copy(text)) ? ok('Copied to the clipboard.') : fail('The browser did not allow to copy.'));
    },
    previewExport: async (order) => {
      const job = startJob(ui.job, state.host.clock, 'Collecting what would leave…');
      const fields = await fieldsOf(state, order, job);
      job.end();
      if (fields.ok) return fields.value;
      tell(fields);
      return undefined;
    },
    importFile: async (file) => {
      const job = startJob(ui.job, state.host.clock, `Importing ${file.name}…`);
      const result = await importSession(state, file, job);
      job.end();
      if (!result.ok) return tell(result);
      ui.notice.value = { kind: 'info', text: result.value.words };
      const first = result.value.first;
      if (first) showRun(state, first);
    },
  };
}

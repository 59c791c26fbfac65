/** What the user can do. Each ends in a visible result: the picture changes, or a notice says what happened. */
import { plural } from '../../src/drawing/format.ts';
import { MAX_DISMISSED } from '../../src/messages/panel.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';
import { saveFile } from '../files/save.ts';
import { startJob } from './job.ts';
import type { PanelState } from './panel-state.ts';
import { importSession, sessionOf } from './transfer.ts';
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
  exportSession(): Promise<void>;
  importFile(file: File): Promise<void>;
  /** Asks for a site, or leads to the options page where that can be asked. Call it in a click. */
  allowSite(origin: string): Promise<void>;
}

export function createActions(state: PanelState, ui: Ui): Actions {
  const tell = (result: Result<string>): void => {
    ui.notice.value = result.ok ? { kind: 'info', text: result.value } : { kind: 'error', text: result.error };
  };
  const tellFailure = (result: Result<unknown>): void => {
    if (!result.ok) tell(result);
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
      ui.notice.value = {
        kind: 'info',
        text: `Cleared ${plural(typeof reply.value === 'number' ? reply.value : 0, 'run')}`,
      };
    },
    dismiss: async (key, gone) => {
      const others = (state.settings.peek()?.dismissed ?? []).filter((k) => k !== key);
      const dismissed = (gone ? [...others, key] : others).slice(-MAX_DISMISSED);
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
    exportSession: async () => {
      const job = startJob(ui.job, state.host.clock, 'Collecting the runs to export…');
      const session = await sessionOf(state, state.host.clock.now(), job);
      job.end();
      if (!session.ok) return tell(session);
      saveFile(session.value.name, session.value.content);
      ui.notice.value = { kind: 'info', text: session.value.words };
    },
    importFile: async (file) => {
      const job = startJob(ui.job, state.host.clock, `Importing ${file.name}…`);
      const result = await importSession(state, file, job);
      job.end();
      if (!result.ok) return tell(result);
      ui.notice.value = { kind: 'info', text: result.value.words };
      const first = result.value.first;
      if (!first) return;
      if (first.origin !== state.mirror.peek()?.origin) state.everywhere.value = true;
      state.chosen.value = first.id;
    },
  };
}

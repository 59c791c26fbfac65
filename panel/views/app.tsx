import { useComputed, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { isStatusOnly } from '../../src/model/run.ts';
import { ProfilerProvider } from '../../src/profiler/preact.ts';
import type { Panel } from '../state/context.ts';
import { PanelContext, usePanel } from '../state/context.ts';
import { listenToKeys } from '../state/keys.ts';
import { Alerts } from './alerts.tsx';
import { Announcer } from './announcer.tsx';
import { Bottlenecks } from './bottlenecks.tsx';
import { ClearDialog } from './clear-dialog.tsx';
import { Commands } from './commands.tsx';
import { Conditions } from './conditions.tsx';
import { Details } from './details.tsx';
import { Empty } from './empty.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { HeatBar } from './heat-bar.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { Insights } from './insights.tsx';
import { NoticeBar } from './notice.tsx';
import { Parallelization } from './parallelization.tsx';
import { PreciseDialog } from './precise-dialog.tsx';
import { Progress } from './progress.tsx';
import { Selection } from './selection.tsx';
import { StatusLine } from './status-line.tsx';
import { Summary } from './summary.tsx';
import { Timeline } from './timeline.tsx';
import { Toolbar } from './toolbar.tsx';
import { useFileDrop } from './use-file-drop.ts';
import { useMedia } from './use-media.ts';
import { VerdictLine } from './verdict.tsx';

/** The whole panel. */
export function App({ panel }: { readonly panel: Panel }): JSX.Element {
  const { state, ui, actions } = panel;
  const dropping = useFileDrop((file) => void actions.importFile(file));
  useEffect(() => listenToKeys(panel), []);
  // Zoom and selection belong to one run.
  const headId = useComputed(() => state.head.value?.id);
  useSignalEffect(() => {
    headId.value;
    ui.view.value = undefined;
    ui.selected.value = undefined;
    ui.hovered.value = undefined;
  });
  const head = state.head.value;
  const run = state.run.value;
  return (
    <PanelContext.Provider value={panel}>
      <ProfilerProvider store={state.finished}>
        <div
          class="app"
          data-run-id={run?.id}
          data-run-status={run?.status}
          data-live={state.live.value}
          data-rev={state.mirror.value?.rev}
        >
          <Toolbar />
          <NoticeBar />
          <Progress />
          <Conditions />
          <Alerts />
          {run ? <RunView /> : head ? <main class="empty dim">Loading the run…</main> : <Empty />}
          <StatusLine />
          <Announcer />
          {ui.dialog.value === 'clear' && <ClearDialog />}
          {ui.dialog.value === 'export' && <ExportDialog />}
          {ui.dialog.value === 'help' && <HelpDialog />}
          {ui.dialog.value === 'commands' && <Commands />}
          {ui.dialog.value === 'precise' && <PreciseDialog />}
          {dropping.value && <div class="drop-veil">Drop a session or a trace to open it</div>}
        </div>
      </ProfilerProvider>
    </PanelContext.Provider>
  );
}

/** Docked at the side, or low at the bottom (style/layout.css). */
const NARROW = '(max-width: 720px), (max-height: 520px)';

function RunView(): JSX.Element {
  const { state } = usePanel();
  const narrow = useMedia(NARROW);
  const run = state.run.value;
  // What most nodes did is not known there: no figure of the whole run can be made.
  const timelineOnly = run !== undefined && isStatusOnly(run);
  return (
    <>
      <Summary />
      <VerdictLine />
      <HeatBar />
      <main class="panes">
        <Timeline />
        <aside class="side">
          {!timelineOnly && <Bottlenecks />}
          <Insights />
          {!timelineOnly && <Parallelization />}
        </aside>
        <div class={`drawer ${narrow.value ? 'narrow' : ''}`}>
          {!narrow.value && <Selection />}
          <Details narrow={narrow.value} />
        </div>
      </main>
    </>
  );
}

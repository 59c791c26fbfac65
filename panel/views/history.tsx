import type { JSX } from 'preact';
import { formatDuration, plural } from '../../src/drawing/format.ts';
import { nodeName } from '../../src/drawing/rows.ts';
import type { Run } from '../../src/model/run.ts';
import { useWorkflowProfiler } from '../../src/profiler/preact.ts';
import { usePanel } from '../state/context.ts';
import { historyOf } from '../state/history.ts';
import { runLook } from './icons.tsx';

/** The last runs of the same graph as small bars, of the run or of the selected node; each opens its run. */
export function RunHistory({ run }: { readonly run: Run }): JSX.Element | null {
  const { state, timeline, actions } = usePanel();
  const { profiles } = useWorkflowProfiler(run.workflow.id);
  const node = timeline.selected.value?.node;
  const ofSite = profiles.filter((p) => p.origin === run.origin);
  const { runs, medianUs, longestUs } = historyOf(ofSite, run.graphHash, node?.id);
  const what = node ? nodeName({ ...node, instance: 0 }) : 'This graph';
  return (
    <div class="history" data-view="history">
      <h3>{runs.length < 2 ? 'Last runs' : `${what}, last ${plural(runs.length, 'run')}`}</h3>
      {runs.length < 2 ? (
        <p class="dim">Not enough runs of this graph to compare: run it once more.</p>
      ) : (
        <>
          <div class="history-bars">
            {runs.map((past) => (
              <button
                key={past.id}
                type="button"
                class={`history-bar status-${past.status}`}
                aria-current={past.id === run.id}
                aria-label={`Run ${state.numberOf(past.id)}, ${formatDuration(past.us)}, ${runLook(past.status).word}`}
                title={`#${state.numberOf(past.id)}: ${formatDuration(past.us)}, ${runLook(past.status).word}`}
                onClick={() => actions.showRun(past.id)}
              >
                <span style={{ height: `${longestUs > 0 ? Math.max(2, (past.us / longestUs) * 100) : 0}%` }} />
              </button>
            ))}
          </div>
          <p class="dim">
            {medianUs === undefined ? 'Too few succeeded for a median' : `median ${formatDuration(medianUs)}`}, longest{' '}
            {formatDuration(longestUs)}
          </p>
        </>
      )}
    </div>
  );
}

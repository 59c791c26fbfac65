import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { durationOf, overRuns, overTime, type TimeOverRuns, timeOverRuns } from '../../src/analysis/index.ts';
import { formatDuration, formatMeasured, formatPercent, plural } from '../../src/drawing/format.ts';
import { nodeKey, nodeName } from '../../src/drawing/rows.ts';
import { HistoryChart } from '../charts/history-chart.tsx';
import { usePanel } from '../state/context.ts';

/** Nodes listed at once. */
const ROWS = 40;

/** The runs that did the same work as the one shown: how long they take, when that changed, and which nodes matter over all of them. */
export function OverRuns(): JSX.Element {
  const { state, findings, timeline, actions } = usePanel();
  const series = useComputed(() => {
    const run = state.run.value;
    state.known.value;
    return run ? overTime(run, state.finished.runs()) : { runs: [], changes: [] };
  });
  const nodes = useComputed(() => overRuns(series.value.runs.flatMap((r) => findings.analysisOf(r) ?? [])));
  const history = useComputed(() => {
    const { runs, changes } = series.value;
    return {
      points: runs.map((r) => ({ us: durationOf(r), number: state.numberOf(r.id) })),
      marks: { changes: changes.map((c) => c.at), shown: runs.length - 1 },
    };
  });
  const resolutionUs = state.run.value?.resolutionUs ?? 0;
  const { runs, changes } = series.value;
  if (state.live.value) return <p class="dim">The run still goes on: it joins its history when it is over.</p>;
  if (runs.length < 2) {
    return (
      <p class="dim">No other run did the same work yet (same graph, same nodes cached or skipped): run it again.</p>
    );
  }
  const time = timeOverRuns(runs.map(durationOf));
  const first = runs.some((r) => r.cold !== undefined);
  return (
    <div class="over-runs" data-view="over-runs">
      <p>
        <b>{plural(runs.length, first ? 'first run' : 'comparable run')}</b>: {time && timeWords(time)}
      </p>
      <p class="dim">
        {changes.length === 0
          ? 'Their duration did not change for good in that time.'
          : changes.map((c) => {
              const at = runs[c.at];
              return at ? (
                <span key={at.id}>
                  Since run{' '}
                  <button type="button" class="link" onClick={() => actions.showRun(at.id)}>
                    #{state.numberOf(at.id)}
                  </button>{' '}
                  {formatDuration(c.before)} → {formatDuration(c.after)} (p = {c.p.toPrecision(2)}).{' '}
                </span>
              ) : null;
            })}
      </p>
      <HistoryChart
        history={history}
        onChoose={(i) => {
          const run = runs[i];
          if (run) actions.showRun(run.id);
        }}
      />
      <table data-table="over-runs">
        <caption class="sr">Nodes over these runs, largest expected saving first</caption>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col" class="number" title="What making it instant would save, on average over these runs">
              Expected saving
            </th>
            <th scope="col" class="number" title="Share of the runs in which it worked on the critical path">
              On the path
            </th>
            <th scope="col" class="number" title="Median, and the interval that holds it with 95 %">
              Median
            </th>
            <th scope="col" class="number" title="19 of 20 runs took less">
              p95
            </th>
            <th scope="col" class="number" title="By how much runs differ (robust)">
              Spread
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.value.slice(0, ROWS).map((n) => (
            <tr key={n.id} onClick={() => timeline.select(nodeKey({ id: n.id, instance: 0 }))}>
              <th scope="row">
                <button type="button" class="cell-button">
                  {nodeName({ ...n, instance: 0 })}
                </button>
                {n.hidden && <span class="dim"> hidden by other work</span>}
              </th>
              <td class="number num">
                {n.expectedSavingUs === undefined ? '–' : formatDuration(Math.round(n.expectedSavingUs))}
              </td>
              <td class="number num">{formatPercent(n.criticality)}</td>
              <td class="number num" title={intervalWords(n.time)}>
                {formatMeasured(n.time.medianUs, resolutionUs)}
              </td>
              <td class="number num">{formatMeasured(n.time.p95Us, resolutionUs)}</td>
              <td class="number num">{n.time.medianUs < resolutionUs ? '–' : formatPercent(n.time.spread)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function timeWords(time: TimeOverRuns): string {
  const interval = intervalWords(time);
  return `median ${formatDuration(Math.round(time.medianUs))}${interval ? ` ${interval}` : ''}, 95 % below ${formatDuration(Math.round(time.p95Us))}, spread ${formatPercent(time.spread)}`;
}

function intervalWords({ interval }: TimeOverRuns): string {
  return interval ? `[${formatDuration(Math.round(interval.low))}, ${formatDuration(Math.round(interval.high))}]` : '';
}

import type { JSX } from 'preact';
import { formatCount, formatDuration, formatPercent, formatUncertainty, plural } from '../../src/drawing/format.ts';
import { EDITOR_FACTS, nameOfEditor } from '../../src/model/editor-facts.ts';
import { isStatusOnly, type Run } from '../../src/model/run.ts';
import { usePanel } from '../state/context.ts';
import { costWords } from '../state/cost-words.ts';
import { lastSeen } from '../state/panel-state.ts';
import { byWorker, lateness } from '../state/precise.ts';
import { clockWords, lengthWords } from '../state/words.ts';
import { BaselinePicker } from './baseline-picker.tsx';
import { Icon, lookOfRun, StatusWord } from './icons.tsx';

function Fact(props: {
  readonly name: string;
  readonly value: string;
  readonly title?: string;
  readonly note?: string;
  readonly badge?: string;
}): JSX.Element {
  return (
    <div class="fact" title={props.title}>
      <dt>{props.name}</dt>
      <dd>
        <span class="num">{props.value}</span>
        {props.note && <span class="dim num"> {props.note}</span>}
        {props.badge && <span class="badge">{props.badge}</span>}
      </dd>
    </div>
  );
}

/** Execution summary: how long, how it ended, how many nodes, how long it queued, how sure the times are. */
export function Summary(): JSX.Element | null {
  const { state, ui, findings, actions } = usePanel();
  const run = state.run.value;
  const analysis = findings.analysis.value;
  if (!run) return null;
  if (!analysis) return <Analysing run={run} />;
  const { summary, parallelization } = analysis;
  const { minimum, caveats } = parallelization;
  const ran = new Set(run.nodes.filter((n) => n.startUs !== undefined).map((n) => n.id)).size;
  const durationUs = state.live.value && run.status !== 'queued' ? state.nowUs.value - run.startUs : summary.durationUs;
  const failed = summary.byStatus.get('error') ?? 0;
  const timelineOnly = isStatusOnly(run);
  const eta = findings.eta.value;
  const cost = findings.cost.value;
  const paid = cost.measured.length > 0 || cost.estimated !== undefined;
  const notKept = state.notKept.value.has(run.id);
  const late = state.live.value ? undefined : lateness(run);
  const replayed = run.replaySpeed !== undefined && run.replaySpeed !== 1;
  return (
    <section class="summary" data-view="summary" aria-label="Summary">
      <div class="summary-main">
        <span
          class="headline num"
          data-field="duration"
          title={
            run.partial?.includes('no-end')
              ? 'From the first sign of the run to the last: its end was not told'
              : "From the run's start to its end; time in the queue is not part of it"
          }
        >
          {lengthWords({ run, summary: { ...summary, durationUs } })}
        </span>
        {timelineOnly && <strong title="Only nodes that report a status of their own are seen">Status timeline</strong>}
        <StatusWord look={lookOfRun(run)} />
        {run.errorClass && <span class="tone-bad">{run.errorClass}</span>}
        <dl class="facts">
          <Fact
            name="Editor"
            value={nameOfEditor(run.editor, run.editorName)}
            {...(EDITOR_FACTS[run.editor].tested === 'schema' && {
              badge: 'not yet tested on a live server',
              title:
                'Read by the rules of its source code. No recording of a real server has been compared yet: doubt the figures, and tell us.',
            })}
          />
          <Fact
            name="Nodes"
            value={`${formatCount(ran)} of ${formatCount(summary.nodeCount)} ${timelineOnly ? 'reported' : 'ran'}`}
            title={
              timelineOnly
                ? 'Nodes that told something; of the others nobody knows whether they worked'
                : 'Nodes of the graph that did work in this run; constants, cached and skipped ones do none'
            }
            {...(failed > 0 && { note: `${formatCount(failed)} failed` })}
          />
          {!timelineOnly && (
            <Fact
              name="Queue wait"
              value={summary.queueUs === undefined ? 'not seen' : formatDuration(summary.queueUs)}
              title="From the request to the engine's start; never counted as run time"
            />
          )}
          {!timelineOnly && summary.setupUs !== undefined && (
            <Fact
              name="Start-up"
              value={formatDuration(summary.setupUs)}
              title="From the run's start to the first node's start"
            />
          )}
          {!timelineOnly && (
            <Fact
              name="Efficiency"
              value={minimum.known ? formatPercent(minimum.efficiency) : 'not known'}
              {...(state.live.value && minimum.known && { note: 'so far' })}
              title={minimum.known ? 'Theoretical minimum divided by the actual duration' : minimum.reason}
            />
          )}
          {eta && (
            <Fact
              name="Left"
              value={`about ${formatDuration(Math.max(0, eta.likelyUs - state.nowUs.value))}`}
              note={`${formatDuration(Math.max(0, eta.earliestUs - state.nowUs.value))} to ${formatDuration(Math.max(0, eta.latestUs - state.nowUs.value))}`}
              title={`As the last ${plural(eta.n, 'run')} of this graph went on from here: the middle half of them. Estimated.`}
            />
          )}
          {paid && (
            <Fact
              name="Cost"
              value={costWords(cost)}
              title="As the engine sent it; what ~ marks is estimated with your prices and never added to it"
            />
          )}
          {run.cold && (
            <Fact
              name="Cold start"
              value={run.cold === 'page-load' ? 'first since the page was loaded' : 'first since the graph changed'}
              title="Compared only with other first runs: servers load models and fill caches then"
            />
          )}
          <Fact
            name="Clock"
            value={clockWords(run.clock)}
            note={formatUncertainty(run.uncertaintyUs)}
            {...(byWorker(run) && run.clock !== 'worker' && { badge: `nodes: ${clockWords('worker')}` })}
            title="Where the times come from, and how far the truth may lie from them"
          />
        </dl>
        {!timelineOnly && <BaselinePicker />}
        <button
          type="button"
          class="tool pin"
          data-action="pin"
          aria-pressed={run.pinned ?? false}
          disabled={notKept}
          title={pinTitle(run, notKept)}
          onClick={() => void actions.pin(run.id, !run.pinned)}
        >
          <Icon name="pin" />
          {run.pinned ? 'Pinned' : 'Pin'}
        </button>
      </div>
      {replayed && (
        <p class="caveat strong">
          <Icon name="warn" /> Replayed at {run.replaySpeed}×: timings mean nothing.
        </p>
      )}
      {notKept && (
        <p class="caveat">
          <Icon name="info" /> Not kept: this run is larger than what browsers let us pass on. It goes when this panel
          closes.
        </p>
      )}
      {late !== undefined && state.host.precisePattern && (
        <p class="caveat">
          <Icon name="clock" /> This page was up to {formatDuration(late)} late.{' '}
          <button type="button" class="link" data-action="precise" onClick={() => (ui.dialog.value = 'precise')}>
            Precise clock…
          </button>
        </p>
      )}
      {!state.live.value && caveats.length > 0 && !replayed && (
        <p class="caveat">
          <Icon name="info" /> {caveats.join(' ')}
        </p>
      )}
      <span class="sr" data-field="nodes">
        {plural(summary.nodeCount, 'node')}
      </span>
    </section>
  );
}

/** Stands where the figures will be: a run of 100 000 nodes is analysed in about a second. */
function Analysing({ run }: { readonly run: Run }): JSX.Element {
  return (
    <section class="summary" data-view="analysing" aria-label="Summary" aria-busy="true">
      <div class="summary-main">
        <span class="headline num">{formatDuration(lastSeen(run) - run.startUs)}</span>
        <span class="dim">Analysing {plural(run.nodes.length, 'execution')}…</span>
      </div>
    </section>
  );
}

function pinTitle({ pinned }: Run, notKept: boolean): string {
  if (notKept) return 'Not kept: it goes when this panel closes, so it cannot be a baseline';
  return pinned
    ? 'Pinned: a baseline for the other runs, never removed by age, number or Clear'
    : 'Pin this run as a baseline for others; it is then never removed by age, number or Clear';
}

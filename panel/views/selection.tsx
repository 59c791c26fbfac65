import type { JSX } from 'preact';
import {
  type CachedSaving,
  costPerSavedSecond,
  isSameWorkflow,
  type Money,
  type NodeCost,
  savedByCache,
} from '../../src/analysis/index.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatUncertainty,
  plural,
} from '../../src/drawing/format.ts';
import { nodeName, type Row } from '../../src/drawing/rows.ts';
import { NO_PRICES } from '../../src/model/price.ts';
import { isStatusOnly, type NodeRun, type Run } from '../../src/model/run.ts';
import { usePanel } from '../state/context.ts';
import { costWords } from '../state/cost-words.ts';
import { floatOf } from '../state/float.ts';
import { waitReasons } from '../state/path-waits.ts';
import { waitedBefore } from '../state/speak.ts';
import { clockWords, nodeSpan, waitWords } from '../state/words.ts';
import { RunHistory } from './history.tsx';
import { nodeLook, StatusWord } from './icons.tsx';
import { Line } from './line.tsx';
import { LoopDetails } from './loop-details.tsx';
import { Marks } from './marks.tsx';
import { ShowInPage, WouldSave } from './node-links.tsx';

/** Everything known about the selected node. */
export function Selection(): JSX.Element {
  const { state, timeline } = usePanel();
  const row = timeline.selected.value;
  const run = state.run.value;
  return (
    <section class="pane selection" data-view="selection" aria-labelledby="h-selection" aria-live="off">
      <h2 id="h-selection">Selection</h2>
      {row?.fold?.what === 'loop' && run ? (
        <LoopDetails row={row} members={row.fold.members} run={run} />
      ) : row && run ? (
        <Details row={row} run={run} />
      ) : (
        <p class="dim">Click a node to see its times, waits and result.</p>
      )}
      {run && (row || !isStatusOnly(run)) && <RunHistory run={run} />}
      {!row && <Marks critical={!run || !isStatusOnly(run)} />}
    </section>
  );
}

function Details({ row, run }: { readonly row: Row; readonly run: Run }): JSX.Element {
  const { state, findings } = usePanel();
  const { node } = row;
  const now = state.nowUs.value;
  const critical = findings.critical.value.has(row.key);
  const pm = formatUncertainty(node.uncertaintyUs);
  const parent = node.parent && run.nodes.find((n) => n.id === node.parent?.id && n.instance === node.parent.instance);
  const bottleneck = findings.analysis.value?.bottlenecks.find((b) => b.id === node.id);
  const analysis = findings.analysis.value;
  const place = run.nodes.indexOf(node);
  const float = analysis && place >= 0 ? floatOf(analysis, place) : undefined;
  const cost = findings.cost.value.nodes.find((c) => c.id === node.id);
  const perSecond = cost && perSavedSecond(cost, bottleneck?.savesUs);
  const kept = useKept(node, run);
  const own = bottleneck?.instances.find((i) => i.instance === node.instance);
  return (
    <dl class="lines">
      <dt class="sel-name">{nodeName(node)}</dt>
      <dd>
        <StatusWord look={nodeLook(node.status)} />
        {critical && <span class="critical-text"> on the critical path</span>}
        <ShowInPage node={node} run={run} />
      </dd>
      <Line name="Type">
        <span class="wrap">{node.type || 'not known'}</span>
      </Line>
      <Times node={node} run={run} now={now} pm={pm} workUs={own?.workUs} />
      <Waits node={node} now={now} />
      {(analysis && place >= 0 ? waitReasons(analysis, place) : []).map((words) => (
        <Line key={words} name="On the path">
          waited <span class="num">{words}</span>
        </Line>
      ))}
      {parent && <Line name="Inside">{nodeName(parent)}</Line>}
      {bottleneck && !isStatusOnly(run) && (
        <Line name="Share of run">
          <span class="num">{formatPercent(bottleneck.share)}</span>
        </Line>
      )}
      <WouldSave bottleneck={bottleneck} />
      {float && (
        <Line name="Float">
          <span class="num">{formatDuration(float.totalUs)}</span>{' '}
          <span class="dim">
            longer it could take, by the graph, before the run gets longer
            {float.freeUs < float.totalUs && `; ${formatDuration(float.freeUs)} before another node moves`}
          </span>
        </Line>
      )}
      {node.startUs !== undefined && <Line name="Clock">{clockWords(node.clock)}</Line>}
      {node.progress && (
        <Line name="Progress">{`${formatCount(node.progress.done)} of ${formatCount(node.progress.total)}`}</Line>
      )}
      {node.iterations !== undefined && <Line name="Iterations">{formatCount(node.iterations)}</Line>}
      {node.items !== undefined && <Line name="Items given out">{formatCount(node.items)}</Line>}
      {node.failedItems !== undefined && node.failedItems > 0 && (
        <Line name="Items failed">
          <span class="tone-warn num">{formatCount(node.failedItems)}</span>{' '}
          <span class="dim">
            carry an error, although the node {node.status === 'success' ? 'succeeded' : 'went on'}
          </span>
        </Line>
      )}
      {node.retries !== undefined && node.retries > 0 && (
        <Line name="Tries">
          <span class="num">{formatCount(node.retries + 1)}</span>{' '}
          <span class="dim">{plural(node.retries, 'failed try', 'failed tries')} before the one that counted</span>
        </Line>
      )}
      {node.mayRetry && node.startUs !== undefined && (
        <Line name="Tries">
          not known{' '}
          <span class="dim">
            · it may retry, and the engine tells nothing of it: this may be several tries and the pauses between
          </span>
        </Line>
      )}
      {node.reportedUs !== undefined && (
        <Line name="Engine's figure">
          the engine itself says <span class="num">{formatDuration(node.reportedUs)}</span>{' '}
          <span class="dim">which is not what passed from start to end</span>
        </Line>
      )}
      {node.bytes !== undefined && (
        <Line name="Result">
          <span class="num">{formatBytes(node.bytes)}</span> <span class="dim">as sent</span>
        </Line>
      )}
      {node.model && <Line name="Model">{node.model}</Line>}
      {node.tokens && <Line name="Tokens">{tokenWords(node.tokens)}</Line>}
      {cost && (cost.measured.length > 0 || cost.estimated) && (
        <Line name="Cost">
          <span class="num">{costWords(cost)}</span>
          {perSecond && <span class="dim num"> · {costWords(perSecond)} for each second it would save</span>}
        </Line>
      )}
      {kept && (
        <Line name="Cache saved">
          <span class="num">{formatDuration(kept.workUs)}</span>
          {(kept.measured.length > 0 || kept.estimated) && <span class="num"> and {costWords(kept)}</span>}{' '}
          <span class="dim">as it took when it last ran, in run #{state.numberOf(kept.run)}</span>
        </Line>
      )}
      {node.errorClass && (
        <Line name="Error">
          <span class="tone-bad">{node.errorClass}</span>
        </Line>
      )}
      {bottleneck?.belowResolution && (
        <Line name="Note">
          Shorter than {formatDuration(run.resolutionUs)}, the least this engine's clock can tell apart.
        </Line>
      )}
    </dl>
  );
}

/** Its cost over what it would save, measured and estimated apart. */
function perSavedSecond({ measured, estimated }: NodeCost, savesUs: number | undefined): ReturnType<typeof paid> {
  return paid(
    measured.flatMap((m) => costPerSavedSecond(m, savesUs) ?? []),
    estimated && costPerSavedSecond(estimated, savesUs),
  );
}

function paid(
  measured: readonly Money[],
  estimated: Money | undefined,
): { readonly measured: readonly Money[]; readonly estimated?: Money } | undefined {
  return measured.length > 0 || estimated ? { measured, ...(estimated && { estimated }) } : undefined;
}

/** What the cache spared of a node that came from it. */
function useKept(node: NodeRun, run: Run): CachedSaving | undefined {
  const { state } = usePanel();
  if (node.status !== 'cached' && node.status !== 'reused') return undefined;
  const earlier = state.finished
    .runs()
    .filter((r) => r.startUs < run.startUs && r.origin === run.origin && isSameWorkflow(r, run));
  const prices = state.settings.value?.prices ?? NO_PRICES;
  return savedByCache({ ...run, nodes: [node] }, earlier, prices)[0];
}

function Times(props: {
  readonly node: NodeRun;
  readonly run: Run;
  readonly now: number;
  readonly pm: string;
  /** Less than from start to end when it waited in between, or contains other nodes. */
  readonly workUs: number | undefined;
}): JSX.Element {
  const { node, run, now, pm } = props;
  if (node.startUs === undefined) {
    const silent = node.status === 'unknown' || isStatusOnly(run);
    return <Line name="Times">{silent ? 'Not known: it did not tell.' : 'It did not work in this run.'}</Line>;
  }
  const rel = (t: number): string => formatDuration(t - run.startUs);
  const spanUs = (node.endUs ?? now) - node.startUs;
  const holds = run.nodes.some((n) => n.parent?.id === node.id && n.parent.instance === node.instance);
  const workUs = node.endUs === undefined ? spanUs : (props.workUs ?? spanUs);
  return (
    <>
      <Line name="Start, end">
        <span class="num">
          {rel(node.startUs)} → {node.endUs === undefined ? 'not ended' : rel(node.endUs)}
        </span>{' '}
        <span class="dim">after run start</span>
      </Line>
      <Line name="Duration">
        {node.endUs === undefined || spanUs < 0 ? (
          <span class="num">{nodeSpan({ ...node, startUs: node.startUs }, run, now)}</span>
        ) : (
          <>
            <span class="num">{formatDuration(workUs)}</span> <span class="dim num">{pm || 'exact'}</span>
          </>
        )}
        {workUs < spanUs && (
          <span class="dim">
            {' '}
            of {holds ? 'its own work, without the nodes inside it,' : 'work'} in {formatDuration(spanUs)} from start to
            end
          </span>
        )}
      </Line>
    </>
  );
}

function Waits({ node, now }: { readonly node: NodeRun; readonly now: number }): JSX.Element {
  const { readyUs } = waitedBefore(node, now);
  return (
    <>
      {node.waits.map((w) => (
        <Line key={`${w.kind} ${w.startUs}`} name="Waited">
          <span class="num">{formatDuration(w.endUs - w.startUs)}</span> <span class="dim">{waitWords(w.kind)}</span>
        </Line>
      ))}
      {readyUs > 0 && (
        <Line name="Ready for">
          <span class="num">{formatDuration(readyUs)}</span> <span class="dim">from its last input to its start</span>
        </Line>
      )}
    </>
  );
}

function tokenWords({ input, output, cached, total }: NonNullable<NodeRun['tokens']>): string {
  const parts = [
    input !== undefined && `${formatCount(input)} in`,
    output !== undefined && `${formatCount(output)} out`,
    cached !== undefined && `${formatCount(cached)} cached`,
    total !== undefined && `${formatCount(total)} in all`,
  ];
  return parts.filter((p) => p !== false).join(', ');
}

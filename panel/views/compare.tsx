import { Fragment, type JSX } from 'preact';
import {
  type Comparison,
  historyVerdict,
  type NodeComparison,
  type Reason,
  setVerdict,
} from '../../src/analysis/index.ts';
import { formatDuration, formatPercent, plural } from '../../src/drawing/format.ts';
import { nodeKey } from '../../src/drawing/rows.ts';
import { reasonName } from '../state/cause.ts';
import { usePanel } from '../state/context.ts';

/** Nodes listed at once. */
const ROWS = 30;

/** The run shown against its baseline: why it took longer, node by node, and what changed in the graph. */
export function Compare(): JSX.Element {
  const { state, ui, baseline } = usePanel();
  const choices = baseline.choices.value;
  const chosen = baseline.chosen.value;
  if (state.live.value) return <p class="dim">The run still goes on: it can be compared when it is over.</p>;
  if (!chosen) {
    return (
      <p class="dim">There is no other run of this workflow yet. Run it again, or import a session that has one.</p>
    );
  }
  const comparison = baseline.comparison.value;
  return (
    <div class="compare" data-view="compare" data-before={comparison?.before.id}>
      <p class="compare-head">
        <label>
          Baseline{' '}
          <select
            data-field="baseline"
            value={chosen.key}
            onChange={(event) => (ui.baseline.value = event.currentTarget.value)}
          >
            {choices.map((c) => (
              <option key={c.key} value={c.key}>
                {c.words}
              </option>
            ))}
          </select>
        </label>{' '}
        <span class="dim">Pin runs to make them the baseline.</span>
      </p>
      {comparison ? <Result comparison={comparison} /> : <p class="dim">Loading its runs…</p>}
    </div>
  );
}

/** Against its history a run has a verdict of its own; one against one, or set against set, what ranks can tell. */
function useVerdict({ differ, sets, counts }: Comparison): { readonly tone: string; readonly text: string } {
  const { findings, baseline } = usePanel();
  const { against } = findings.found.value;
  if (differ !== undefined) return { tone: 'dim', text: differ };
  if (baseline.chosen.value?.key === 'usual' && against) {
    const { tone, text } = historyVerdict(against);
    return { tone: tone === 'neutral' ? 'dim' : `tone-${tone}`, text };
  }
  const tone = sets?.kind === 'slower' ? 'tone-bad' : sets?.kind === 'faster' ? 'tone-good' : 'dim';
  return { tone, text: setVerdict(sets, counts) };
}

/** Nodes that are told apart for sure: from their history, or from the other set. */
function useSure(): (node: NodeComparison) => 'slower' | 'faster' | undefined {
  const { findings, baseline } = usePanel();
  const { against } = findings.found.value;
  if (baseline.chosen.value?.key !== 'usual')
    return ({ sure }) => (sure ? (sure.kind === 'slower' ? 'slower' : 'faster') : undefined);
  const grades = new Map(against?.nodes.map((n) => [n.id, n.grade.kind]));
  return ({ node }) => {
    const kind = grades.get(node.after ?? '');
    return kind === 'confirmed' ? 'slower' : kind === 'improved' ? 'faster' : undefined;
  };
}

function Result({ comparison }: { readonly comparison: Comparison }): JSX.Element {
  const { state } = usePanel();
  const verdict = useVerdict(comparison);
  const { before, explanation, counts } = comparison;
  const { beforeUs, afterUs, reasons } = explanation;
  const deltaUs = afterUs - beforeUs;
  const largest = Math.max(1, ...reasons.map((r) => Math.abs(r.deltaUs)));
  const changed = reasons.filter((r) => r.deltaUs !== 0);
  return (
    <>
      <p data-field="difference">
        <b class="num">
          {formatDuration(beforeUs)} → {formatDuration(afterUs)}
        </b>{' '}
        <span class="num">
          {signed(deltaUs)}
          {beforeUs > 0 && ` (${deltaUs > 0 ? '+' : ''}${formatPercent(deltaUs / beforeUs)})`}
        </span>{' '}
        <span class="dim">
          against run #{state.numberOf(before.id)}
          {counts[0] > 1 && ', the middle one of them'}
        </span>
      </p>
      <p class={verdict.tone} data-field="verdict">
        {verdict.text}
      </p>
      <GraphChanges comparison={comparison} />
      <h2>Why: along the critical paths, adding up to {signed(deltaUs)}</h2>
      {changed.length === 0 ? (
        <p class="dim">No step of the critical path took another time.</p>
      ) : (
        <table class="waterfall" data-table="why">
          <caption class="sr">Changes along the critical path, largest first</caption>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col" class="number">
                Before
              </th>
              <th scope="col" class="number">
                After
              </th>
              <th scope="col" class="number">
                Change
              </th>
              <th scope="col">
                <span class="sr">As a bar</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {changed.map((r) => (
              <Step key={`${r.kind} ${r.node?.after ?? r.node?.before ?? ''}`} reason={r} largest={largest} />
            ))}
          </tbody>
        </table>
      )}
      <h2>
        Node by node{' '}
        <span class="dim">
          {counts[0] + counts[1] > 2
            ? `medians of ${plural(counts[0], 'run')} and of ${counts[1]}, on the critical path or not`
            : 'on the critical path or not'}
        </span>
      </h2>
      <Nodes nodes={comparison.nodes} />
    </>
  );
}

function Step({ reason, largest }: { readonly reason: Reason; readonly largest: number }): JSX.Element {
  const { timeline, state } = usePanel();
  const { node, beforeUs, afterUs, deltaUs, moved } = reason;
  const id = node?.after;
  const place = state.run.value?.nodes.find((n) => n.id === id);
  return (
    <tr>
      <th scope="row">
        {place ? (
          <button type="button" class="link" onClick={() => timeline.select(nodeKey(place))}>
            {reasonName(reason)}
          </button>
        ) : (
          <span class={node ? '' : 'dim'}>{reasonName(reason)}</span>
        )}
        {node?.guessed && <span class="dim"> matched by its place</span>}
        {moved === 'entered' && <span class="dim"> came onto the path</span>}
        {moved === 'left' && <span class="dim"> left the path</span>}
      </th>
      <td class="number num">{formatDuration(beforeUs)}</td>
      <td class="number num">{formatDuration(afterUs)}</td>
      <td class={`number num ${deltaUs > 0 ? 'tone-bad' : 'tone-good'}`}>{signed(deltaUs)}</td>
      <td class="delta" aria-hidden="true">
        <span
          class={deltaUs > 0 ? 'more' : 'less'}
          style={{ width: `${(Math.abs(deltaUs) / largest) * 50}%`, [deltaUs > 0 ? 'left' : 'right']: '50%' }}
        />
      </td>
    </tr>
  );
}

function Nodes({ nodes }: { readonly nodes: readonly NodeComparison[] }): JSX.Element {
  const sureOf = useSure();
  const both = nodes.filter((n) => n.beforeUs !== undefined && n.afterUs !== undefined);
  if (both.length === 0) return <p class="dim">No node worked in both.</p>;
  return (
    <table data-table="compare">
      <caption class="sr">Working time of each node, largest change first</caption>
      <thead>
        <tr>
          <th scope="col">Node</th>
          <th scope="col" class="number">
            Before
          </th>
          <th scope="col" class="number">
            After
          </th>
          <th scope="col" class="number">
            Change
          </th>
          <th scope="col" class="number">
            <span class="sr">Change in percent</span>
          </th>
          <th scope="col">Sure</th>
        </tr>
      </thead>
      <tbody>
        {both.slice(0, ROWS).map((row) => (
          <tr key={row.node.after}>
            <NodeCells row={row} sure={sureOf(row)} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NodeCells(props: {
  readonly row: NodeComparison;
  readonly sure: 'slower' | 'faster' | undefined;
}): JSX.Element {
  const { node, beforeUs = 0, afterUs = 0, deltaUs } = props.row;
  return (
    <>
      <th scope="row">
        {node.title || node.after}
        {node.guessed && <span class="dim"> matched by its place</span>}
      </th>
      <td class="number num">{formatDuration(beforeUs)}</td>
      <td class="number num">{formatDuration(afterUs)}</td>
      <td class="number num">{signed(deltaUs)}</td>
      <td class="number num dim">{beforeUs > 0 ? formatPercent(deltaUs / beforeUs) : '–'}</td>
      <td class={props.sure === 'slower' ? 'tone-bad' : props.sure === 'faster' ? 'tone-good' : 'dim'}>
        {props.sure ? `${props.sure} for sure` : 'may be chance'}
      </td>
    </>
  );
}

/** What was added, removed or rewired, by name. */
function GraphChanges({ comparison }: { readonly comparison: Comparison }): JSX.Element | null {
  const { graph, after } = comparison;
  if (graph.same && graph.guessed === 0) return null;
  const title = (id: string): string => after.nodes.find((n) => n.id === id)?.title || id;
  const edge = ([from, to]: readonly [string, string, ...unknown[]]): string => `${title(from)} → ${title(to)}`;
  const parts = [
    ['Added', graph.added.map((m) => m.title || m.after || '')],
    ['Removed', graph.removed.map((m) => m.title || m.before || '')],
    ['New connections', graph.edgesAdded.map(edge)],
    ['Removed connections', graph.edgesRemoved.map(edge)],
  ] as const;
  return (
    <div data-view="graph-changes">
      <h2>What changed in the graph</h2>
      <dl class="lines">
        {parts
          .filter(([, names]) => names.length > 0)
          .map(([what, names]) => (
            <Fragment key={what}>
              <dt>{what}</dt>
              <dd class="wrap">
                {names.slice(0, 10).join(', ')}
                {names.length > 10 && ` and ${names.length - 10} more`}
              </dd>
            </Fragment>
          ))}
      </dl>
      {graph.guessed > 0 && (
        <p class="dim">{plural(graph.guessed, 'node')} with a new id matched by type, title and neighbours.</p>
      )}
    </div>
  );
}

function signed(us: number): string {
  // Less than that would read "−< 0.01 ms".
  if (Math.abs(us) < 10) return formatDuration(Math.abs(us));
  return us > 0 ? `+${formatDuration(us)}` : formatDuration(us);
}

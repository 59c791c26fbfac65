import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { changeText, nodeCurve, whatIfs, whyNotProjected } from '../../src/analysis/index.ts';
import { formatDuration, formatPercent, sig3 } from '../../src/drawing/format.ts';
import { nodeName } from '../../src/drawing/rows.ts';
import { CurveChart } from '../charts/curve-chart.tsx';
import { usePanel } from '../state/context.ts';

/** Right end of the slider: no time at all. */
const STEPS = 50;

/** What the run would take if a node were faster, and what else would make it shorter. All of it projected, and called so. */
export function WhatIf(): JSX.Element {
  const { findings, timeline } = usePanel();
  const analysis = findings.analysis.value;
  const id = timeline.selected.value?.node.id ?? analysis?.bottlenecks[0]?.id;
  const node = analysis?.bottlenecks.find((b) => b.id === id);
  if (!analysis) return <p class="dim">No run to project.</p>;
  return (
    <div class="what-if">
      {node ? (
        <OneNode key={node.id} id={node.id} name={nodeName({ ...node, instance: 0 })} workUs={node.workUs} />
      ) : (
        <p class="dim">Select a node that worked in this run.</p>
      )}
      <Others />
    </div>
  );
}

function OneNode(props: { readonly id: string; readonly name: string; readonly workUs: number }): JSX.Element {
  const { ui, findings, timeline } = usePanel();
  const { id, name, workUs } = props;
  const curve = useComputed(() => {
    const analysis = findings.analysis.value;
    return analysis && nodeCurve(analysis, id);
  });
  const points = useComputed(() => {
    const c = curve.value;
    return c?.known ? Array.from({ length: STEPS + 1 }, (_, i) => c.at(1 / (1 - i / STEPS))) : [];
  });
  const c = curve.value;
  const chosen = timeline.selected.value !== undefined;
  const head = (
    <h2>
      If {name} were faster {!chosen && <span class="dim">(select another node in the timeline)</span>}
    </h2>
  );
  if (!c?.known) {
    return (
      <section data-view="node-curve">
        {head}
        <p class="dim">Nothing can be projected: {c?.reason}</p>
      </section>
    );
  }
  const place = Math.round((1 - 1 / ui.speedUp.value) * STEPS);
  const factor = place >= STEPS ? Number.POSITIVE_INFINITY : 1 / (1 - place / STEPS);
  const now = c.at(1);
  const then = c.at(factor);
  const speed = Number.isFinite(factor) ? `${sig3(factor)}× as fast` : 'instant';
  return (
    <section data-view="node-curve">
      {head}
      <div class="slider">
        <input
          type="range"
          min={0}
          max={STEPS}
          value={place}
          aria-label={`How much faster ${name} is`}
          aria-valuetext={`${speed}: the run would take ${formatDuration(then)}`}
          data-field="speed-up"
          onInput={(event) => {
            ui.speedUp.value = 1 / (1 - Math.min(Number(event.currentTarget.value), STEPS - 1e-6) / STEPS);
          }}
        />
        <span class="num">
          {speed}: {formatDuration(workUs)} → {formatDuration(Number.isFinite(factor) ? workUs / factor : 0)}
        </span>
      </div>
      <p class="projected" data-field="projected">
        <b class="num">
          Run {formatDuration(now)} → {formatDuration(then)}
        </b>{' '}
        <span class="dim">
          projected, {formatDuration(now - then)} less ({formatPercent(now > 0 ? (now - then) / now : 0)})
        </span>
      </p>
      <p class="dim">{kneeWords(c.knee)}</p>
      <CurveChart points={points} place={place} knee={c.knee === undefined ? undefined : 1 - 1 / c.knee} />
      <p class="dim">{MODELS[c.basis]}</p>
    </section>
  );
}

const MODELS = {
  'closed-form': 'By the longest chain of work, as many nodes at once as are ready, all gaps as they were.',
  'critical-path': 'By the longest chain of work, computed anew at each speed, all gaps as they were.',
  work: 'The engine takes one node at a time: what this one takes less, the run takes less.',
  simulated:
    'By repeating the run with the limits of its engine; the repetition of the run as it was is within 5 % of what was seen (10 % below 2 s).',
} as const;

function kneeWords(knee: number | undefined): string {
  if (knee === undefined) return 'All of its time counts: the faster, the shorter the run.';
  if (knee <= 1) return 'Other work takes as long: faster alone, it gains nothing.';
  return `Beyond ${sig3(knee)}× as fast nothing more is gained: then other work takes as long.`;
}

/** Changes worth at least a hundredth of the run, largest gain first. */
function Others(): JSX.Element {
  const { findings } = usePanel();
  const list = useComputed(() => {
    const analysis = findings.analysis.value;
    if (!analysis) return undefined;
    return { model: analysis.model(), reason: whyNotProjected(analysis), projections: whatIfs(analysis) };
  });
  const { model, reason, projections } = list.value ?? {};
  const name = (id: string): string => {
    const node = findings.analysis.value?.run.nodes.find((n) => n.id === id);
    return node ? nodeName({ ...node, instance: 0 }) : id;
  };
  return (
    <section data-view="what-ifs">
      <h2>What would help</h2>
      {reason ? (
        <p class="dim">Nothing can be projected: {reason}</p>
      ) : projections?.length === 0 ? (
        <p class="dim">No single change would make this run shorter by a hundredth.</p>
      ) : (
        <div class="table-scroll">
          <table data-table="what-ifs">
            <caption class="sr">Projected changes, largest gain first</caption>
            <thead>
              <tr>
                <th scope="col">Change</th>
                <th scope="col" class="number">
                  Run then
                </th>
                <th scope="col" class="number">
                  Less
                </th>
              </tr>
            </thead>
            <tbody>
              {projections?.map((p) => (
                <tr key={changeText(p.change, name)}>
                  <th scope="row">{changeText(p.change, name)}</th>
                  <td class="number num">{formatDuration(p.projectedUs)}</td>
                  <td class="number num">{formatDuration(p.savedUs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p class="dim">
            Projected: one change each, all else as it was.
            {model && !model.trusted && ` Other schedules cannot be told: ${model.reason}`}
            {model?.trusted &&
              model.raised.length > 0 &&
              ` ${model.raised.join(', ')}: taken for as many workers as were seen at work.`}
          </p>
        </div>
      )}
    </section>
  );
}

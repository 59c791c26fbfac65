import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatMeasured } from '../../src/drawing/format.ts';
import { isStatusOnly } from '../../src/model/run.ts';
import { DurationChart } from '../charts/duration-chart.tsx';
import { usePanel } from '../state/context.ts';
import { holders, longestKey, timedName } from '../state/node-table.ts';
import { NodeTable } from './node-table.tsx';

/** Bars drawn at most: beyond that they are all thin and the table reads better. */
const MOST_BARS = 50;

/** Node execution times: as bars, or as the table of all nodes. */
export function Details(): JSX.Element {
  const { state, ui, findings, timeline } = usePanel();
  const ref = useRef<HTMLElement>(null);
  const asked = ui.showDetails.value;
  useEffect(() => {
    if (asked === 0) return;
    ref.current?.scrollIntoView({ block: 'nearest' });
    ref.current?.querySelector<HTMLElement>('table button')?.focus({ preventScroll: true });
  }, [asked]);
  const all = useComputed(() => findings.analysis.value?.bottlenecks ?? []);
  const bars = useComputed(() => {
    const nodes = findings.analysis.value?.run.nodes ?? [];
    const holding = holders(nodes);
    return all.value.slice(0, MOST_BARS).map((b) => ({
      key: longestKey(b),
      name: b.count > 1 ? `${timedName(b, holding)} ×${b.count}` : timedName(b, holding),
      us: b.workUs,
      label: formatMeasured(b.workUs, findings.analysis.value?.run.resolutionUs ?? 0),
      critical: b.onPathUs > 0,
      failed: b.instances.some((i) => nodes[i.index]?.status === 'error'),
    }));
  });
  const selected = useComputed(() => {
    const id = timeline.selected.value?.node.id;
    const b = all.value.find((x) => x.id === id);
    return b && longestKey(b);
  });
  const reported = state.run.value !== undefined && isStatusOnly(state.run.value);
  const hidden = all.value.length - bars.value.length;
  return (
    <section ref={ref} class="pane details" data-view="chart" aria-labelledby="h-times">
      <div class="card-head">
        <h2 id="h-times">{reported ? 'Times that nodes reported' : 'Node execution times'}</h2>
        <fieldset class="segments" aria-label="Show as">
          {(['chart', 'table'] as const).map((kind) => (
            <button
              key={kind}
              type="button"
              data-action={`show-${kind}`}
              aria-pressed={ui.detail.value === kind}
              onClick={() => (ui.detail.value = kind)}
            >
              {kind === 'chart' ? 'Chart' : 'Table'}
            </button>
          ))}
        </fieldset>
        {ui.detail.value === 'chart' && hidden > 0 && (
          <span class="dim">
            the {MOST_BARS} slowest; {hidden} more in the table
          </span>
        )}
      </div>
      {ui.detail.value === 'table' ? (
        <NodeTable />
      ) : bars.value.length === 0 ? (
        <p class="dim">No node has a measured time yet.</p>
      ) : (
        <div class="chart-scroll">
          <p class="sr">A bar chart of the table beside it: choose Table to read it.</p>
          <DurationChart bars={bars} selected={selected} onSelect={(key) => timeline.select(key)} />
        </div>
      )}
    </section>
  );
}

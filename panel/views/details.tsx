import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatCount, formatMeasured, plural } from '../../src/drawing/format.ts';
import { isStatusOnly } from '../../src/model/run.ts';
import { DurationChart } from '../charts/duration-chart.tsx';
import { usePanel } from '../state/context.ts';
import { holders, longestKey, timedName } from '../state/node-table.ts';
import { type Spread, spreadOf } from '../state/spread.ts';
import type { Detail } from '../state/ui.ts';
import { Compare } from './compare.tsx';
import { Log } from './log.tsx';
import { NodeTable } from './node-table.tsx';
import { OverRuns } from './over-runs.tsx';
import { Selection } from './selection.tsx';
import { WhatIf } from './what-if.tsx';

/** Bars drawn at most: beyond that they are all thin and the table reads better. */
const MOST_BARS = 50;

const TABS: readonly { readonly kind: Detail; readonly name: string }[] = [
  { kind: 'chart', name: 'Times' },
  { kind: 'table', name: 'Table' },
  { kind: 'whatif', name: 'What if' },
  { kind: 'compare', name: 'Compare' },
  { kind: 'history', name: 'History' },
  { kind: 'log', name: 'Log' },
];
/** Of a status timeline no figure of the whole run can be made, so nothing is projected or compared. */
const WITHOUT_FIGURES: readonly Detail[] = ['chart', 'table', 'log'];
const SELECTION = { kind: 'selection', name: 'Selection' } as const;

/** The pane beside the selection: node times as bars or table, what could be changed, what did change, all runs. */
export function Details({ narrow }: { readonly narrow: boolean }): JSX.Element {
  const { state, ui } = usePanel();
  const ref = useRef<HTMLElement>(null);
  const asked = ui.showDetails.value;
  useEffect(() => {
    if (asked === 0) return;
    ref.current?.scrollIntoView({ block: 'nearest' });
    ref.current?.querySelector<HTMLElement>('.details-body button')?.focus({ preventScroll: true });
  }, [asked]);
  const run = state.run.value;
  const timelineOnly = run !== undefined && isStatusOnly(run);
  const able = timelineOnly ? TABS.filter((t) => WITHOUT_FIGURES.includes(t.kind)) : TABS;
  // Where there is no room for the selection beside it, it is the first of the tabs.
  const tabs = narrow ? [SELECTION, ...able] : able;
  const shown = tabs.find((t) => t.kind === ui.detail.value)?.kind ?? (narrow ? 'selection' : 'chart');
  return (
    <section ref={ref} class="pane details" data-view="chart" aria-label="Details">
      <div class="card-head">
        <div class="segments" role="tablist" aria-label="Details">
          {tabs.map(({ kind, name }) => (
            <button
              key={kind}
              type="button"
              role="tab"
              id={`tab-${kind}`}
              aria-controls="details"
              aria-selected={shown === kind}
              tabIndex={shown === kind ? 0 : -1}
              data-action={`show-${kind}`}
              onClick={() => (ui.detail.value = kind)}
              onKeyDown={(event) => {
                const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
                const next = tabs[(tabs.findIndex((t) => t.kind === kind) + by + tabs.length) % tabs.length];
                if (by === 0 || !next) return;
                event.preventDefault();
                ui.detail.value = next.kind;
                document.getElementById(`tab-${next.kind}`)?.focus();
              }}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
      <div class="details-body" id="details" role="tabpanel" aria-labelledby={`tab-${shown}`} data-tab={shown}>
        {shown === 'selection' && <Selection />}
        {shown === 'table' && <NodeTable />}
        {shown === 'chart' && <Bars reported={timelineOnly} />}
        {shown === 'whatif' && <WhatIf />}
        {shown === 'compare' && <Compare />}
        {shown === 'history' && <OverRuns />}
        {shown === 'log' && <Log />}
      </div>
    </section>
  );
}

/** Node execution times as bars. */
function Bars({ reported }: { readonly reported: boolean }): JSX.Element {
  const { findings, timeline } = usePanel();
  const all = useComputed(() => [...(findings.analysis.value?.bottlenecks ?? [])].sort((a, b) => b.workUs - a.workUs));
  const spreads = useComputed(() => spreadOf(findings.found.value.against?.history ?? []));
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
      ...withSpread(spreads.value.get(b.id)),
    }));
  });
  const selected = useComputed(() => {
    const id = timeline.selected.value?.node.id;
    const b = all.value.find((x) => x.id === id);
    return b && longestKey(b);
  });
  const hidden = all.value.length - bars.value.length;
  if (bars.value.length === 0) return <p class="dim">No node has a measured time yet.</p>;
  return (
    <div class="chart-scroll">
      <h2 class="sr">{reported ? 'Times that nodes reported' : 'Node execution times'}</h2>
      <p class="sr">A bar chart of the table beside it: choose Table to read it.</p>
      {spreads.value.size > 0 && (
        <p class="dim">
          Lines: least, median and greatest of{' '}
          {plural(findings.found.value.against?.history.length ?? 0, 'comparable run')} before.
        </p>
      )}
      {hidden > 0 && (
        <p class="dim">
          The first {MOST_BARS}; {formatCount(hidden)} more in the table.
        </p>
      )}
      <DurationChart bars={bars} selected={selected} onSelect={(key) => timeline.select(key)} />
    </div>
  );
}

function withSpread(spread: Spread | undefined): { readonly spread?: Spread } {
  return spread ? { spread } : {};
}

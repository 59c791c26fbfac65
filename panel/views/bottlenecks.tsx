import type { JSX } from 'preact';
import type { Bottleneck } from '../../src/analysis/index.ts';
import { formatDuration, formatMeasured, formatPercent, plural } from '../../src/drawing/format.ts';
import { usePanel } from '../state/context.ts';
import { doubtOf, holders, longestKey, timedName } from '../state/node-table.ts';

const TOP = 3;

/** The slowest nodes: three at once, all of them in the table. */
export function Bottlenecks(): JSX.Element | null {
  const { ui, findings, timeline } = usePanel();
  const analysis = findings.analysis.value;
  if (!analysis) return null;
  const all = analysis.bottlenecks;
  const longest = all[0]?.workUs ?? 0;
  const holding = holders(analysis.run.nodes);
  const selected = timeline.selected.value?.node.id;
  return (
    <section class="card" data-view="bottlenecks" aria-labelledby="h-bottlenecks">
      <div class="card-head">
        <h2 id="h-bottlenecks">Bottlenecks</h2>
        {all.length > 0 && (
          <button
            type="button"
            class="link"
            data-action="show-all"
            onClick={() => {
              ui.detail.value = 'table';
              ui.sort.value = { column: 'duration', down: true };
              ui.showDetails.value++;
            }}
          >
            Show all {all.length}
          </button>
        )}
      </div>
      {all.length === 0 && <p class="dim">No node has a measured time yet.</p>}
      <ol class="top">
        {all.slice(0, TOP).map((b) => (
          <li key={b.id}>
            <button
              type="button"
              class="top-row"
              aria-pressed={b.id === selected}
              data-node-id={b.id}
              onClick={() => timeline.select(longestKey(b))}
            >
              <span class="top-name">
                <span class="clip">{timedName(b, holding)}</span>
                {b.count > 1 && <span class="dim"> ×{b.count}</span>}
              </span>
              <span class="num">{formatMeasured(b.workUs, analysis.run.resolutionUs)}</span>
              <span class="num share">{formatPercent(b.share)}</span>
              <span class="top-bar" aria-hidden="true">
                <span
                  class={b.onPathUs > 0 ? 'critical' : ''}
                  style={{ width: `${longest > 0 ? (b.workUs / longest) * 100 : 0}%` }}
                />
              </span>
              <span class="top-note dim">
                {b.belowResolution
                  ? 'too quick to measure'
                  : note(b, analysis.path.guessed) + doubtWords(doubtOf(b, analysis.run.nodes))}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function doubtWords(us: number): string {
  return us > 0 ? `; may be off by ${formatDuration(us)}` : '';
}

/** What speeding this node up would bring, as far as it is known. */
function note({ onPathUs, savesUs, count }: Bottleneck, guessed: boolean): string {
  const times = count > 1 ? `, ${plural(count, 'time')}` : '';
  if (savesUs !== undefined && savesUs > 0) return `speeding it up saves at most ${formatDuration(savesUs)}${times}`;
  if (savesUs === 0)
    return onPathUs > 0
      ? `other work takes as long: alone it saves nothing${times}`
      : `hidden by parallel work: saves nothing${times}`;
  // Without the graph the path is no more than the order in time.
  if (guessed) return `what waited for it is not known${times}`;
  return onPathUs > 0
    ? `on the critical path for ${formatDuration(onPathUs)}${times}`
    : `not on the critical path${times}`;
}

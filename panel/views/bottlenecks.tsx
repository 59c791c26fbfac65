import type { JSX } from 'preact';
import { type Bottleneck, rankingText } from '../../src/analysis/index.ts';
import { formatCount, formatDuration, formatMeasured, formatPercent, plural } from '../../src/drawing/format.ts';
import { usePanel } from '../state/context.ts';
import { doubtOf, holders, longestKey, timedName } from '../state/node-table.ts';

const TOP = 3;

/** What to fix first: the nodes that would save most, three at once, all of them in the table. */
export function Bottlenecks(): JSX.Element | null {
  const { ui, findings, timeline } = usePanel();
  const analysis = findings.analysis.value;
  if (!analysis) return null;
  const all = analysis.bottlenecks;
  const { actualUs } = analysis.parallelization;
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
              ui.sort.value = { column: 'saves', down: true };
              ui.showDetails.value++;
            }}
          >
            Show all {formatCount(all.length)}
          </button>
        )}
      </div>
      {all.length === 0 ? (
        <p class="dim">No node has a measured time yet.</p>
      ) : (
        <p class="dim">{rankingText(analysis.savings)}</p>
      )}
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
              {/* All of its work, and in front of it the part that would be saved: both as shares of the run. */}
              <span class="top-bar" aria-hidden="true">
                <span style={{ width: partOf(b.workUs, actualUs) }} />
                <span class="critical" style={{ width: partOf(savedPart(b), actualUs) }} />
              </span>
              <span class="top-note dim">
                {b.belowResolution
                  ? 'too quick to measure'
                  : note(b, analysis.path.guessed, analysis.parallelization.actualUs) +
                    doubtWords(doubtOf(b, analysis.run.nodes))}
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

/** Of a node whose saving is not known: its work on the critical path. */
function savedPart({ savesUs, onPathUs }: Bottleneck): number {
  return savesUs ?? onPathUs;
}

function partOf(us: number, actualUs: number): string {
  return `${actualUs > 0 ? Math.min(100, (us / actualUs) * 100) : 0}%`;
}

/** What speeding this node up would bring, as far as it is known. */
function note({ onPathUs, savesUs, floatUs, count }: Bottleneck, guessed: boolean, actualUs: number): string {
  const times = count > 1 ? `, ${plural(count, 'time')}` : '';
  if (savesUs !== undefined && savesUs > 0)
    return `would save up to ${formatDuration(savesUs)}, ${formatPercent(actualUs > 0 ? savesUs / actualUs : 0)} of the run${times}`;
  if (savesUs === 0)
    return onPathUs > 0 || !((floatUs ?? 0) > 0.02 * actualUs)
      ? `other work takes as long: alone it saves nothing${times}`
      : `hidden by parallel work: saves nothing${times}`;
  // Without the graph the path is no more than the order in time.
  if (guessed) return `what waited for it is not known${times}`;
  return onPathUs > 0
    ? `on the critical path for ${formatDuration(onPathUs)}${times}`
    : `not on the critical path${times}`;
}

import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { formatDuration } from '../../src/drawing/format.ts';
import { visibleRows } from '../../src/drawing/rows.ts';
import { usePanel } from '../state/context.ts';
import { logOf } from '../state/log.ts';
import { useSize } from './use-size.ts';

/** CSS pixels; the rows of a run of thousands of nodes are drawn as they come into view. */
const ROW = 20;

/** What happened, moment by moment. */
export function Log(): JSX.Element {
  const { state, ui, timeline } = usePanel();
  const scroller = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const size = useSize(scroller);
  const entries = useComputed(() => (state.run.value ? logOf(state.run.value) : []));
  const { first, last } = visibleRows(entries.value.length, ROW, top.value, Math.max(size.value.height, 200));
  return (
    <div class="log" ref={scroller} data-view="log" onScroll={(e) => (top.value = e.currentTarget.scrollTop)}>
      <ol style={{ height: `${entries.value.length * ROW}px` }} aria-label="What happened, in order of time">
        {entries.value.slice(first, last).map((entry, offset) => {
          const i = first + offset;
          const { key } = entry;
          return (
            <li
              key={i}
              style={{ top: `${i * ROW}px`, height: `${ROW}px` }}
              aria-posinset={i + 1}
              aria-setsize={entries.value.length}
              data-selected={key !== undefined && key === ui.selected.value}
            >
              <span class="num dim log-time">{formatDuration(entry.us)}</span>
              {key === undefined ? (
                <span class={entry.tone ? `tone-${entry.tone}` : ''}>{entry.text}</span>
              ) : (
                <button
                  type="button"
                  class={entry.tone ? `tone-${entry.tone}` : ''}
                  onClick={() => timeline.select(key)}
                >
                  {entry.text}
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

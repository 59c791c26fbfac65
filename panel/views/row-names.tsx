import type { JSX } from 'preact';
import { bareName, instanceMark, nodeName, ROW_HEIGHT, shortType } from '../../src/drawing/rows.ts';
import { usePanel } from '../state/context.ts';
import { speakRow } from '../state/speak.ts';
import { Icon, nodeLook } from './icons.tsx';

/** Pixels by which a node stands to the right of the one it lies inside. */
const INDENT = 10;

/** Names and types of the rows in view: a list box whose options say in words what the bars show. */
export function RowNames({
  range,
}: {
  readonly range: { readonly first: number; readonly last: number };
}): JSX.Element {
  const { state, ui, findings, timeline } = usePanel();
  const rows = timeline.rows.value;
  const selected = ui.selected.value;
  const index = rows.findIndex((r) => r.key === selected);
  const run = state.run.value;
  const optionId = (i: number): string => `row-${i}`;
  return (
    <div
      class="tl-names"
      role="listbox"
      aria-label="Nodes in start order"
      tabIndex={0}
      aria-activedescendant={index >= range.first && index < range.last ? optionId(index) : undefined}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        if (by === 0 && event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        event.preventDefault();
        if (by === 0) timeline.panBy(event.key === 'ArrowLeft' ? -0.15 : 0.15);
        else timeline.step(by, 'rows');
      }}
    >
      {rows.slice(range.first, range.last).map((row, offset) => {
        const i = range.first + offset;
        const { node } = row;
        const critical = findings.critical.value.has(row.key);
        const look = nodeLook(node.status);
        return (
          <div
            // By place, not by node: elements then never move. Chromium 156 kept stale colours on moved ones.
            key={i}
            id={optionId(i)}
            role="option"
            tabIndex={-1}
            aria-selected={row.key === selected}
            aria-posinset={i + 1}
            aria-setsize={rows.length}
            aria-label={run ? speakRow(row, critical, state.nowUs.peek(), run.startUs) : undefined}
            class={`row-name ${row.kind} ${critical ? 'critical' : ''} ${row.key === ui.hovered.value ? 'hovered' : ''}`}
            style={{ top: `${i * ROW_HEIGHT}px`, height: `${ROW_HEIGHT}px` }}
            title={`${nodeName(node)} · ${node.type}`}
            onClick={(event) => {
              // The list has the focus, its rows are recycled.
              event.currentTarget.parentElement?.focus({ preventScroll: true });
              timeline.select(row.key);
            }}
            onDblClick={() => timeline.fitNext()}
            onKeyDown={() => {}}
            onPointerEnter={() => (ui.hovered.value = row.key)}
            onPointerLeave={() => (ui.hovered.value = undefined)}
          >
            <span class={`row-mark tone-${look.tone}`}>
              <Icon name={look.icon} />
            </span>
            <span
              class="row-title"
              style={row.depth > 0 ? { paddingInlineStart: `${row.depth * INDENT}px` } : undefined}
            >
              <span class="clip">{bareName(node)}</span>
              {instanceMark(node)}
            </span>
            <span class="row-type">{row.kind === 'quiet' ? look.word : shortType(node.type)}</span>
          </div>
        );
      })}
    </div>
  );
}

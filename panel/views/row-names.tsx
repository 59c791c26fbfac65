import type { JSX } from 'preact';
import { bareName, instanceMark, nodeKey, nodeName, ROW_HEIGHT, type Row, shortType } from '../../src/drawing/rows.ts';
import { usePanel } from '../state/context.ts';
import { speakRow } from '../state/speak.ts';
import { Icon, nodeLook } from './icons.tsx';

/** Pixels by which a node stands to the right of the one it lies inside. */
const INDENT = 10;

/** Names and types of the rows in view: a tree whose items say in words what the bars show. */
export function RowNames({
  range,
}: {
  readonly range: { readonly first: number; readonly last: number };
}): JSX.Element {
  const { state, ui, findings, timeline } = usePanel();
  const rows = timeline.rows.value;
  const selected = ui.selected.value;
  const index = timeline.layout.value.placeOf.get(selected ?? '') ?? -1;
  const run = state.run.value;
  const optionId = (i: number): string => `row-${i}`;
  return (
    <div
      class="tl-names"
      role="tree"
      aria-label="Nodes in start order"
      tabIndex={0}
      aria-activedescendant={index >= range.first && index < range.last ? optionId(index) : undefined}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        const row = rows[index];
        const opens = event.key === 'ArrowRight' || event.key === 'Enter';
        const closes = event.key === 'ArrowLeft';
        if (by === 0 && !opens && !closes) return;
        event.preventDefault();
        if (by !== 0) timeline.step(by, 'rows');
        else if (row?.fold && (event.key === 'Enter' || row.fold.open === closes)) timeline.toggle(row.key);
        else if (event.key !== 'Enter') timeline.panBy(closes ? -0.15 : 0.15);
      }}
    >
      {rows.slice(range.first, range.last).map((row, offset) => {
        const i = range.first + offset;
        const { node } = row;
        const critical = isCritical(row, findings.critical.value);
        const look = nodeLook(node.status);
        const shown = shownOf(row);
        const [name, mark, type] = shown;
        return (
          <div
            // By place, not by node: elements then never move. Chromium 156 kept stale colours on moved ones.
            key={i}
            id={optionId(i)}
            role="treeitem"
            tabIndex={-1}
            aria-level={row.depth + 1}
            aria-expanded={row.fold?.open}
            aria-selected={i === index}
            aria-posinset={i + 1}
            aria-setsize={rows.length}
            aria-label={
              run
                ? speakRow(row, shown.filter(Boolean).join(' '), {
                    critical,
                    nowUs: state.nowUs.peek(),
                    originUs: run.startUs,
                  })
                : undefined
            }
            class={`row-name ${row.kind} ${critical ? 'critical' : ''} ${row.key === ui.hovered.value ? 'hovered' : ''}`}
            style={{ top: `${i * ROW_HEIGHT}px`, height: `${ROW_HEIGHT}px` }}
            title={`${nodeName(node)} · ${node.type}`}
            data-key={row.key}
            onClick={(event) => {
              // The list has the focus, its rows are recycled.
              event.currentTarget.parentElement?.focus({ preventScroll: true });
              timeline.select(row.key);
            }}
            onDblClick={() => (row.fold ? timeline.toggle(row.key) : timeline.fitNext())}
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
              {row.fold && (
                <button
                  type="button"
                  class="fold"
                  tabIndex={-1}
                  aria-hidden="true"
                  onClick={(event) => {
                    event.stopPropagation();
                    timeline.toggle(row.key);
                  }}
                >
                  <Icon name={row.fold.open ? 'down' : 'right'} />
                </button>
              )}
              <span class="clip">{name}</span>
              {mark && <span> {mark}</span>}
            </span>{' '}
            <span class="row-type">{type}</span>
          </div>
        );
      })}
    </div>
  );
}

/** What is written in a row: the name, its rounds or how many are put away inside, and the type (of one that did not run: why). */
function shownOf({ node, fold, kind }: Row): readonly [name: string, mark: string, type: string] {
  const rounds = fold?.what === 'loop' ? `×${fold.count}` : instanceMark(node).trim();
  const inside = fold?.what === 'inside' && !fold.open ? `+${fold.count}` : '';
  const type = kind === 'quiet' ? nodeLook(node.status).word : shortType(node.type);
  return [bareName(node), [rounds, inside].filter(Boolean).join(' '), type];
}

/** A loop is when one of its rounds is. */
function isCritical({ key, fold }: Row, critical: ReadonlySet<string>): boolean {
  return fold?.what === 'loop' ? fold.members.some((m) => critical.has(nodeKey(m))) : critical.has(key);
}

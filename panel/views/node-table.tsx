import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { formatBytes, formatDuration, formatMeasured, formatPercent } from '../../src/drawing/format.ts';
import { nodeKey, shortType } from '../../src/drawing/rows.ts';
import { usePanel } from '../state/context.ts';
import { costWords } from '../state/cost-words.ts';
import { sortRows, type TableRow, tableRows } from '../state/node-table.ts';
import type { Column } from '../state/ui.ts';
import { Icon, nodeLook, StatusWord } from './icons.tsx';
import { spans, useRowFocus } from './use-row-focus.ts';
import { useWindow } from './use-window.ts';

const COLUMNS: readonly {
  readonly column: Column;
  readonly name: string;
  readonly number: boolean;
  readonly title?: string;
}[] = [
  { column: 'name', name: 'Node', number: false },
  { column: 'type', name: 'Type', number: false },
  { column: 'start', name: 'Start', number: true, title: 'After the start of the run' },
  {
    column: 'duration',
    name: 'Duration',
    number: true,
    title: 'Time in which the node worked; waiting is not part of it',
  },
  { column: 'share', name: '% of run', number: true },
  {
    column: 'saves',
    name: 'Would save',
    number: true,
    title: "What the run would save were the node instant, under the engine's limits",
  },
  {
    column: 'waited',
    name: 'Waited',
    number: true,
    title: 'For its inputs, for a worker or for something outside; never part of the duration',
  },
  { column: 'cost', name: 'Cost', number: true, title: 'As the engine sent it; ~ estimated with your prices' },
  { column: 'bytes', name: 'Result', number: true, title: 'Bytes of its result as sent' },
  { column: 'status', name: 'Status', number: false },
];

/** Height of a row in CSS pixels (style/table.css). */
const ROW = 20;

/** All nodes, sortable: the twin of the pictures for keyboard and screen reader, with the same selection. */
export function NodeTable(): JSX.Element | null {
  const { ui, findings, timeline } = usePanel();
  const rows = useComputed(() => {
    const analysis = findings.analysis.value;
    const { column, down } = ui.sort.value;
    if (!analysis) return [];
    const only = timeline.filtered.value;
    const ids = only && new Set(analysis.run.nodes.filter((n) => only.has(nodeKey(n))).map((n) => n.id));
    const all = tableRows(analysis, findings.cost.value);
    return sortRows(ids ? all.filter((r) => ids.has(r.id)) : all, column, down);
  });
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const shown = useWindow(
    scroller,
    useComputed(() => rows.value.length),
    ROW,
  );
  const focus = useRowFocus(body, rows.value);
  const whole = shown.value.last - shown.value.first === rows.value.length;
  // The row with the focus is made wherever it is scrolled to, or the focus would be lost.
  const made = spans(shown.value, focus.at);
  // A column that nothing stands in says nothing.
  const columns = COLUMNS.filter((c) => c.column !== 'cost' || rows.value.some((r) => r.cost !== undefined));
  const costly = columns.some((c) => c.column === 'cost');
  const { column, down } = ui.sort.value;
  const resolutionUs = findings.analysis.value?.run.resolutionUs ?? 0;
  const selected = timeline.selected.value?.node.id;
  const sortBy = (next: Column, number: boolean): void => {
    ui.sort.value = { column: next, down: next === column ? !down : number && next !== 'start' };
  };
  return (
    <div ref={scroller} class="table-scroll">
      {/* Rows out of view are not made: 5 000 took more than a second. */}
      <table data-table="nodes" class={whole ? '' : 'windowed'} aria-rowcount={rows.value.length + 1}>
        <caption class="sr">Nodes of this run, ranked. Use the column buttons to sort.</caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((c) => (
              <th
                key={c.column}
                scope="col"
                class={`col-${c.column} ${c.number ? 'number' : ''}`}
                aria-sort={c.column === column ? (down ? 'descending' : 'ascending') : 'none'}
                title={c.title}
              >
                <button type="button" onClick={() => sortBy(c.column, c.number)}>
                  {c.name}
                  {c.column === column && <Icon name={down ? 'arrowDown' : 'arrowUp'} />}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={focus.onKeyDown} onFocusCapture={focus.onFocus}>
          {/* One flat list: a row keeps its element, and the focus in it, when the window moves on. */}
          {made.flatMap(({ first, last }, i) => [
            <Space key={`before ${i}`} rows={first - (made[i - 1]?.last ?? 0)} columns={columns.length} />,
            ...rows.value
              .slice(first, last)
              .map((row, offset) => (
                <NodeRow
                  key={row.id}
                  row={row}
                  index={first + offset}
                  selected={row.id === selected}
                  costly={costly}
                  resolutionUs={resolutionUs}
                  onSelect={() => timeline.select(row.key)}
                />
              )),
          ])}
          <Space key="after" rows={rows.value.length - (made.at(-1)?.last ?? 0)} columns={columns.length} />
        </tbody>
      </table>
      {rows.value.length === 0 && <p class="dim">No node of this run is let through by the filter.</p>}
    </div>
  );
}

/** In place of so many rows. */
function Space({ rows, columns }: { readonly rows: number; readonly columns: number }): JSX.Element | null {
  if (rows === 0) return null;
  return (
    <tr class="space">
      <td colSpan={columns} style={{ height: `${rows * ROW}px` }} />
    </tr>
  );
}

function NodeRow(props: {
  readonly row: TableRow;
  readonly index: number;
  readonly selected: boolean;
  readonly costly: boolean;
  readonly resolutionUs: number;
  readonly onSelect: () => void;
}): JSX.Element {
  const { row: r, index, selected, costly, resolutionUs, onSelect } = props;
  return (
    <tr
      aria-rowindex={index + 2}
      data-node-id={r.id}
      aria-selected={selected}
      class={r.critical ? 'critical' : ''}
      onClick={onSelect}
    >
      <th scope="row" class="col-name" title={r.name}>
        <button type="button" class="cell-button" aria-pressed={selected}>
          {r.name}
        </button>
        {r.count > 1 && <span class="dim"> ×{r.count}</span>}
        {r.holds && (
          <span class="dim" title="Without the nodes inside it, which have rows of their own">
            {' '}
            own time
          </span>
        )}
      </th>
      <td class="col-type dim" title={r.type}>
        {shortType(r.type)}
      </td>
      <td class="number num col-start">{r.startUs === undefined ? '–' : formatDuration(Math.max(0, r.startUs))}</td>
      <td
        class="number num"
        title={r.belowResolution ? 'Shorter than the clock of this run can tell apart' : undefined}
      >
        {r.workUs === undefined ? '–' : formatMeasured(r.workUs, resolutionUs)}
      </td>
      <td class="number num">{r.share === undefined ? '–' : formatPercent(r.share)}</td>
      <td class="number num">{r.savesUs === undefined ? '–' : formatDuration(r.savesUs)}</td>
      <td class="number num">{r.waitedUs ? formatDuration(r.waitedUs) : '–'}</td>
      {costly && <td class="number num">{r.cost ? costWords(r.cost) : '–'}</td>}
      <td class="number num col-bytes">{r.bytes === undefined ? '–' : formatBytes(r.bytes)}</td>
      <td class="col-status">
        <StatusWord look={nodeLook(r.status)} />
      </td>
    </tr>
  );
}

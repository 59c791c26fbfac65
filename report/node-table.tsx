import type { JSX } from 'preact';
import { costWords } from '../panel/state/cost-words.ts';
import { type TableRow, tableRows } from '../panel/state/node-table.ts';
import { nodeLook, StatusWord } from '../panel/views/icons.tsx';
import { type Analysis, costOf, rankingText } from '../src/analysis/index.ts';
import { formatBytes, formatDuration, formatMeasured, formatPercent } from '../src/drawing/format.ts';
import { shortType } from '../src/drawing/rows.ts';
import { NO_PRICES } from '../src/model/price.ts';
import { Bar } from './bar.tsx';
import { TableBox } from './table-box.tsx';
import { useShown } from './use-shown.tsx';

interface Props {
  readonly analysis: Analysis;
  readonly paper: boolean;
}

/** All nodes, what to fix first at the top. */
export function NodeTable({ analysis, paper }: Props): JSX.Element {
  const { run, savings, bottlenecks } = analysis;
  const rows = tableRows(analysis, costOf(run, NO_PRICES));
  const { shown, more } = useShown(rows, 'nodes', paper);
  const has = (of: (r: TableRow) => unknown): boolean => rows.some((r) => of(r) !== undefined);
  // A column that nothing stands in says nothing.
  const costly = has((r) => r.cost);
  const sized = has((r) => r.bytes);
  return (
    <section aria-labelledby="h-nodes">
      <h2 id="h-nodes">Nodes</h2>
      <p class="dim">{bottlenecks.length === 0 ? 'No node has a measured time.' : rankingText(savings)}</p>
      <TableBox label="Table of nodes">
        <table data-table="nodes">
          <thead>
            <tr>
              <th scope="col">Node</th>
              <th scope="col">Type</th>
              <th scope="col" class="number">
                Would save
              </th>
              <th scope="col" class="number">
                Worked
              </th>
              <th scope="col" class="number">
                Of the run
              </th>
              <td class="bar-cell" aria-hidden="true" />
              <th scope="col" class="number">
                Start
              </th>
              <th scope="col" class="number">
                Waited
              </th>
              {costly && (
                <th scope="col" class="number">
                  Cost
                </th>
              )}
              {sized && (
                <th scope="col" class="number">
                  Result
                </th>
              )}
              <th scope="col">Status</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((r) => (
              <tr key={r.id} data-node-id={r.id} class={r.critical ? 'critical' : ''}>
                <th scope="row" class="wrap">
                  {r.name}
                  {r.count > 1 && <span class="dim"> ×{r.count}</span>}
                  {r.holds && <span class="dim"> own time</span>}
                </th>
                <td class="dim wrap">{shortType(r.type)}</td>
                <td class="number num">{r.savesUs === undefined ? '–' : formatDuration(r.savesUs)}</td>
                <td class="number num">{r.workUs === undefined ? '–' : formatMeasured(r.workUs, run.resolutionUs)}</td>
                <td class="number num">{r.share === undefined ? '–' : formatPercent(r.share)}</td>
                <td class="bar-cell" aria-hidden="true">
                  {r.share !== undefined && <Bar share={r.share} critical={r.critical} />}
                </td>
                <td class="number num">{r.startUs === undefined ? '–' : formatDuration(Math.max(0, r.startUs))}</td>
                <td class="number num">{r.waitedUs ? formatDuration(r.waitedUs) : '–'}</td>
                {costly && <td class="number num">{r.cost ? costWords(r.cost) : '–'}</td>}
                {sized && <td class="number num">{r.bytes === undefined ? '–' : formatBytes(r.bytes)}</td>}
                <td>
                  <StatusWord look={nodeLook(r.status)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      {more}
    </section>
  );
}

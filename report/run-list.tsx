import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { runLength, workflowName } from '../panel/state/words.ts';
import { lookOfRun, StatusWord } from '../panel/views/icons.tsx';
import { wrongLength } from '../src/analysis/index.ts';
import { formatCount } from '../src/drawing/format.ts';
import { nameOfEditor } from '../src/model/editor-facts.ts';
import type { Run } from '../src/model/run.ts';
import { Bar } from './bar.tsx';
import type { Data } from './data.ts';
import { TableBox } from './table-box.tsx';
import { useShown } from './use-shown.tsx';
import { Utc } from './utc.tsx';

interface Props {
  readonly data: Data;
  /** Index of the run that the report shows. */
  readonly shown: number;
  readonly paper: boolean;
}

/** The runs of the session, newest first; each leads to its report. */
export function RunList({ data, shown: current, paper }: Props): JSX.Element {
  const { runs } = data;
  const newest = useMemo(() => runs.map((run, index) => ({ run, index })).reverse(), [runs]);
  const longest = useMemo(() => runs.reduce((most, run) => Math.max(most, lengthUs(run)), 0), [runs]);
  const { shown, more } = useShown(newest, 'runs', paper);
  return (
    <section aria-labelledby="runs">
      <h2 id="runs">Runs in this report</h2>
      <TableBox label="Table of runs">
        <table data-table="runs">
          <thead>
            <tr>
              <th scope="col" class="number">
                Run
              </th>
              <th scope="col">Workflow</th>
              <th scope="col">Begun</th>
              <th scope="col" class="number">
                Took
              </th>
              <td class="bar-cell" aria-hidden="true" />
              <th scope="col">Status</th>
              <th scope="col" class="number">
                Nodes
              </th>
              <th scope="col">Editor</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ run, index }) => (
              <tr key={run.id} aria-current={index === current ? 'true' : undefined}>
                <th scope="row" class="number">
                  {index === current ? `#${index + 1}` : <a href={`#run-${index + 1}`}>#{index + 1}</a>}
                </th>
                <td class="wrap">{workflowName(run.workflow)}</td>
                <td>
                  <Utc us={run.startUs} />
                </td>
                <td class="number num">{runLength(run) || 'not over'}</td>
                <td class="bar-cell" aria-hidden="true">
                  {longest > 0 && <Bar share={lengthUs(run) / longest} />}
                </td>
                <td>
                  <StatusWord look={lookOfRun(run)} />
                </td>
                <td class="number num">{formatCount(new Set(run.nodes.map((n) => n.id)).size)}</td>
                <td>{nameOfEditor(run.editor, run.editorName)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      {more}
    </section>
  );
}

function lengthUs(run: Run): number {
  return run.endUs === undefined || wrongLength(run) !== undefined ? 0 : run.endUs - run.startUs;
}

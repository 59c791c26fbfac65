import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { workflowName } from '../panel/state/words.ts';
import { ParallelFigures } from '../panel/views/parallel-figures.tsx';
import { findings, historyVerdict } from '../src/analysis/index.ts';
import { plural } from '../src/drawing/format.ts';
import { isStatusOnly } from '../src/model/run.ts';
import type { Data } from './data.ts';
import { Facts } from './facts.tsx';
import { Insights } from './insights.tsx';
import { NodeTable } from './node-table.tsx';
import { RunList } from './run-list.tsx';
import { TimeBar } from './time-bar.tsx';
import { Timeline } from './timeline.tsx';
import { Utc } from './utc.tsx';

interface Props {
  readonly data: Data;
  readonly paper: boolean;
}

/** The whole report: one run of the session, which the address names, and the list of all. */
export function Report({ data, paper }: Props): JSX.Element {
  const [index, setIndex] = useState(() => indexIn(data));
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const follow = (): void => {
      // Other addresses are places in this page; none is where one came in.
      if (!/^(#run-\d+)?$/.test(location.hash)) return;
      setIndex(indexIn(data));
      scrollTo(0, 0);
      title.current?.focus({ preventScroll: true });
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [data]);
  const run = data.runs[index];
  const found = useMemo(() => run && findings(data.analysisOf(run), data.runs), [data, run]);
  const name = run ? workflowName(run.workflow) : 'Longpole report';
  useEffect(() => {
    document.title = `${name}, Longpole report`;
  }, [name]);
  if (!run || !found) {
    return (
      <main>
        <h1>Longpole report</h1>
        <p>There is no run in it.</p>
      </main>
    );
  }
  const analysis = data.analysisOf(run);
  const verdict = found.against && historyVerdict(found.against);
  return (
    <>
      <header class="masthead">
        <p class="dim">
          Longpole report
          {data.exportedAtUs !== undefined && (
            <>
              , <Utc us={data.exportedAtUs} />
            </>
          )}
        </p>
        <h1 ref={title} tabIndex={-1} class="wrap">
          {name}
        </h1>
        <p class="dim">
          Run {index + 1} of {data.runs.length}, begun <Utc us={run.startUs} />
          {data.runs.length > 1 && !paper && (
            <>
              {' · '}
              <a href="#runs">{`all ${plural(data.runs.length, 'run')}`}</a>
            </>
          )}
        </p>
      </header>
      <main>
        <Facts analysis={analysis} {...(verdict && { verdict })} />
        <Insights insights={found.shown} run={run} />
        <Timeline key={run.id} analysis={analysis} paper={paper} />
        {!isStatusOnly(run) && <ParallelFigures analysis={analysis} bar={(parts) => <TimeBar parts={parts} />} />}
        <NodeTable key={`${run.id} nodes`} analysis={analysis} paper={paper} />
        <RunList data={data} shown={index} paper={paper} />
      </main>
      <footer class="dim">
        Made by Longpole from timings. Names of workflows and nodes are in this file; prompts, results and parameters
        are not. It asks the network for nothing.
      </footer>
    </>
  );
}

/** Index of the run that the address names, else of the one to show first. */
function indexIn({ runs, first }: Data): number {
  const [, n] = /^#run-(\d+)$/.exec(location.hash) ?? [];
  const index = Number(n) - 1;
  return runs[index] ? index : first;
}

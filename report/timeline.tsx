import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { createMeasure } from '../panel/paint/measure.ts';
import { readTheme } from '../panel/paint/theme.ts';
import { pathWaits } from '../panel/state/path-waits.ts';
import { speakRow } from '../panel/state/speak.ts';
import { Marks } from '../panel/views/marks.tsx';

import type { Analysis } from '../src/analysis/index.ts';
import type { Measure } from '../src/drawing/draw.ts';
import { plural, sig3 } from '../src/drawing/format.ts';
import { overviewDraws } from '../src/drawing/overview.ts';
import { layoutRows, nodeKey, ROW_HEIGHT } from '../src/drawing/rows.ts';
import { axisDraws, timelineDraws } from '../src/drawing/timeline.ts';
import { fitRun } from '../src/drawing/view.ts';
import { isStatusOnly, type Run } from '../src/model/run.ts';
import { nameDraws, rowName } from './names.ts';
import { Drawing } from './svg.tsx';
import { useWidth } from './use-width.ts';

/** Width on paper: that of a portrait page at 96 pixels an inch. A wider page shows the same, larger. */
const PAPER_WIDTH = 718;
/** Rows drawn as one picture. A page break comes between two of them. */
const BLOCK = 10;
const OVERVIEW = 40;
const AXIS = 20;

interface Props {
  readonly analysis: Analysis;
  readonly paper: boolean;
}

/** The waterfall of a run: names and bars of every node that worked, what happened at once, and what the marks mean. */
export function Timeline({ analysis, paper }: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const screen = useWidth(box);
  const [rounds, setRounds] = useState(false);
  const measure = useMemo(() => createMeasure(readTheme(document.documentElement).font), []);
  const width = paper ? PAPER_WIDTH : screen;
  const { run } = analysis;
  const loops = useMemo(() => loopsOf(run), [run]);
  const layout = useMemo(() => layoutRows(run, { toggled: rounds ? loops : new Set() }), [run, rounds, loops]);
  const bars = layout.rows.length - layout.quiet;
  const timelineOnly = isStatusOnly(run);
  return (
    <section aria-labelledby="h-timeline">
      <h2 id="h-timeline">Timeline</h2>
      {loops.size > 0 && !paper && (
        <button type="button" class="button" aria-pressed={rounds} onClick={() => setRounds(!rounds)}>
          Show each round of loops
        </button>
      )}
      <div
        ref={box}
        class="sheet"
        role="img"
        aria-label={`${plural(bars, 'row')} of bars over time. The table of nodes has the same in figures.`}
      >
        {width > 0 && bars > 0 && (
          <Sheet analysis={analysis} layout={layout} count={bars} width={width} measure={measure} />
        )}
      </div>
      {bars === 0 && <p class="dim">No node has a measured time.</p>}
      {layout.quiet > 0 && (
        <p class="dim">
          {layout.quietWords}: no bars, they{' '}
          {timelineOnly ? 'did not tell when they worked' : 'did not work in this run'}.
        </p>
      )}
      {bars > 0 && (
        <details open={paper}>
          <summary>What the marks mean</summary>
          <Marks critical={analysis.path.nodes.length > 0} />
        </details>
      )}
    </section>
  );
}

interface SheetProps {
  readonly analysis: Analysis;
  readonly layout: ReturnType<typeof layoutRows>;
  readonly count: number;
  readonly width: number;
  readonly measure: Measure;
}

function Sheet({ analysis, layout, count, width, measure }: SheetProps): JSX.Element {
  const { run, net, path } = analysis;
  const names = Math.round(Math.min(300, width * 0.32));
  const track = width - names;
  const keys = path.nodes.flatMap((i) => (run.nodes[i] ? [nodeKey(run.nodes[i])] : []));
  const critical = new Set(keys);
  const scene = {
    view: fitRun(run.startUs, net.window.endUs),
    width: track,
    originUs: run.startUs,
    nowUs: net.window.endUs,
    live: net.window.live,
    resolutionUs: run.resolutionUs,
    measure,
  };
  const bars = {
    ...scene,
    ...layout,
    rowHeight: ROW_HEIGHT,
    critical,
    path: keys,
    pathWaits: pathWaits(analysis),
    edges: run.edges,
    gaps: run.gaps ?? [],
  };
  const blocks = Array.from(
    { length: Math.ceil(count / BLOCK) },
    (_, i) => [i * BLOCK, Math.min(count, (i + 1) * BLOCK)] as const,
  );
  return (
    <>
      <Overview analysis={analysis} scene={scene} names={names} />
      {blocks.map(([first, last]) => {
        const height = (last - first) * ROW_HEIGHT;
        return (
          <svg key={first} aria-hidden="true" class="block" viewBox={`0 0 ${width} ${height}`}>
            <Drawing list={nameDraws(layout.rows, [first, last], names, critical, measure)} name={`names-${first}`} />
            <svg aria-hidden="true" x={names} width={track} height={height}>
              <Drawing list={timelineDraws({ ...bars, first, last, height })} name={`rows-${first}`} />
            </svg>
            {layout.rows.slice(first, last).map((row, i) => (
              <rect key={row.key} class="row" y={i * ROW_HEIGHT} width={width} height={ROW_HEIGHT}>
                <title>
                  {speakRow(row, `${rowName(row)} ${row.node.type}`, {
                    critical: critical.has(row.key),
                    nowUs: scene.nowUs,
                    originUs: scene.originUs,
                  })}
                </title>
              </rect>
            ))}
          </svg>
        );
      })}
    </>
  );
}

interface OverviewProps {
  readonly analysis: Analysis;
  readonly scene: Omit<Parameters<typeof axisDraws>[0], 'now'>;
  readonly names: number;
}

/** The strip above: nodes at work at once, the critical path as a ribbon, and the axis of time. */
function Overview({ analysis, scene, names }: OverviewProps): JSX.Element {
  const { average, peak, profile } = analysis.parallelization.concurrency;
  const strip = overviewDraws({
    profile,
    path: analysis.path.segments.filter((s) => s.kind === 'WORK'),
    whole: scene.view,
    width: scene.width,
    height: OVERVIEW,
  });
  const [what, figures] = isStatusOnly(analysis.run)
    ? ['Reported work', 'of nodes that tell']
    : ['Nodes at once', `mean ${sig3(average)}, peak ${peak}`];
  return (
    <svg aria-hidden="true" class="block" viewBox={`0 0 ${names + scene.width} ${OVERVIEW + AXIS}`}>
      <Drawing
        list={[
          { op: 'text', x: 2, y: 11, text: what, ink: 'textDim', align: 'left' },
          { op: 'text', x: 2, y: 27, text: figures, ink: 'text', align: 'left' },
        ]}
        name="words"
      />
      <svg aria-hidden="true" x={names} width={scene.width} height={OVERVIEW}>
        <Drawing list={strip} name="strip" />
      </svg>
      <svg aria-hidden="true" x={names} y={OVERVIEW} width={scene.width} height={AXIS}>
        <Drawing list={axisDraws(scene, AXIS)} name="axis" />
      </svg>
    </svg>
  );
}

/** Keys of the rows that stand for several rounds of a node. */
function loopsOf(run: Run): ReadonlySet<string> {
  return new Set(layoutRows(run).rows.flatMap((row) => (row.fold?.what === 'loop' ? [row.key] : [])));
}

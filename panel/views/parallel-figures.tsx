import type { ComponentChildren, JSX } from 'preact';
import type { Analysis, EngineLimit, LostTime, Parallelization as Numbers } from '../../src/analysis/index.ts';
import { wrongLength } from '../../src/analysis/index.ts';
import { formatDuration, formatMeasured, formatPercent, sig3 } from '../../src/drawing/format.ts';

/** Parts of the run's time in the order they are stacked, with what each means. */
const PARTS: readonly {
  readonly field: keyof Numbers['spent'];
  readonly name: string;
  readonly why: string;
}[] = [
  {
    field: 'startupUs',
    name: 'start-up',
    why: 'Before the first node on the path began: the engine was getting ready.',
  },
  {
    field: 'workUs',
    name: 'work on the path',
    why: 'Nodes of the critical path were working. Make these faster to make the run faster.',
  },
  {
    field: 'resourceWorkUs',
    name: 'work behind a busy worker',
    why: 'Nodes of the path that began only when another node had left the worker: the engine, not the graph, put them there.',
  },
  {
    field: 'handoffUs',
    name: 'hand-off',
    why: 'Inputs were there, the next node had not begun: overhead between nodes.',
  },
  { field: 'dispatchUs', name: 'wait for a worker', why: 'The next node was ready and waited for a free worker.' },
  { field: 'externalUs', name: 'parked', why: 'Waiting for something outside: an approval, a timer.' },
  { field: 'tailUs', name: 'tail', why: 'All nodes had ended, the run had not: saving results, reporting the end.' },
];

/** T = L + (LB - L) + (T - LB). */
const LIMITS: readonly { readonly field: keyof LostTime; readonly name: string; readonly why: string }[] = [
  { field: 'graphUs', name: 'the graph', why: 'Its longest chain of work: shorten or cut it.' },
  { field: 'engineUs', name: 'the engine', why: 'What it adds because it runs only so many nodes at once.' },
  {
    field: 'schedulingUs',
    name: 'neither',
    why: 'Lost beside both: start-up, hand-offs, waits that nothing asks for.',
  },
];

interface TileProps {
  readonly value: string;
  readonly name: string;
  /** In a few words, always visible; `why` is the longer form. */
  readonly what: string;
  readonly why: string;
}

function Tile({ value, name, what, why }: TileProps): JSX.Element {
  return (
    <div class="tile" title={why}>
      <dd class="num">{value}</dd>
      <dt>{name}</dt>
      <dd class="tile-what">{what}</dd>
    </div>
  );
}

/** A part of the run's time, and the member of the analysis that has it. */
export interface TimePart {
  readonly field: string;
  readonly us: number;
}

interface Props {
  readonly analysis: Analysis;
  /** How many nodes were at work at once, drawn; nothing for a run that goes on. */
  readonly concurrency?: ComponentChildren;
  /** One bar of parts that add up to the run. The same is in words below it. */
  readonly bar: (parts: readonly TimePart[]) => ComponentChildren;
}

/** Theoretical minimum against actual, how well graph and engine were used, and where the time went. */
export function ParallelFigures({ analysis, concurrency: chart, bar }: Props): JSX.Element {
  const { run } = analysis;
  const { actualUs, minimum, engine, lost, concurrency, spent } = analysis.parallelization;
  const wrong = wrongLength(run);
  if (wrong !== undefined) {
    return (
      <section class="card" data-view="parallelization" aria-labelledby="h-parallel">
        <h2 id="h-parallel">Parallelization</h2>
        <p class="explain">No figures: {wrong}</p>
      </section>
    );
  }
  const brokenOff = run.status === 'error' || run.status === 'cancelled';
  const parts = PARTS.map((p) => ({ ...p, us: spent[p.field] })).filter((p) => p.us > 0);
  return (
    <section class="card" data-view="parallelization" aria-labelledby="h-parallel">
      <h2 id="h-parallel">Parallelization</h2>
      <dl class="tiles">
        <Tile
          value={minimum.known ? formatDuration(minimum.minimumUs) : 'not known'}
          name="theoretical minimum"
          what={engine ? 'by the graph alone' : 'longest chain of work'}
          why="The longest chain of dependent work in the graph, with unlimited workers and no waits. No schedule is shorter."
        />
        <Tile
          value={formatDuration(actualUs)}
          name="actual"
          what="start to end, no queue"
          why="From the run's start to its end, queue not included."
        />
        <Tile
          value={minimum.known ? formatPercent(minimum.efficiency) : 'not known'}
          name="dependency efficiency"
          what="minimum ÷ actual"
          why="Theoretical minimum divided by actual. 100 % means only faster nodes or a different graph can help."
        />
        <EngineTile engine={engine} known={minimum.known} />
        <Tile
          value={`${sig3(concurrency.average)}×`}
          name="average concurrency"
          what={`work ÷ actual, ${concurrency.peak} at most`}
          why="Nodes at work at the same time, averaged over the run."
        />
      </dl>
      {engine && (
        <p class="explain" data-engine-limit>
          {limited(engine)}
        </p>
      )}
      <p class="explain">
        {brokenOff
          ? 'The run broke off: these figures are of the part that ran.'
          : minimum.known
            ? explain(engine?.efficiency ?? minimum.efficiency, minimum.lostUs, engine, actualUs)
            : minimum.reason}
      </p>
      {actualUs > 0 && chart && (
        <>
          <h3>Nodes at work at once</h3>
          {chart}
        </>
      )}
      {lost && actualUs > 0 && (
        <Stack
          title="What kept it from being shorter"
          actualUs={actualUs}
          resolutionUs={run.resolutionUs}
          bar={bar}
          parts={LIMITS.map((p) => ({ ...p, us: lost[p.field] })).filter((p) => p.us > 0)}
        />
      )}
      {parts.length > 0 && actualUs > 0 && (
        <Stack
          title={`Where the ${formatDuration(actualUs)} went`}
          actualUs={actualUs}
          resolutionUs={run.resolutionUs}
          bar={bar}
          parts={parts}
        />
      )}
    </section>
  );
}

function EngineTile({
  engine,
  known,
}: {
  readonly engine: EngineLimit | undefined;
  readonly known: boolean;
}): JSX.Element {
  const most = engine && engine.raised.length > 0 ? '≤ ' : '';
  return (
    <Tile
      value={engine ? `${most}${formatPercent(engine.efficiency)}` : known ? 'no limit' : 'not known'}
      name="engine efficiency"
      what={
        engine
          ? `${most === '' ? '' : 'at most: '}${formatDuration(engine.boundUs)} ÷ actual`
          : 'as many nodes at once as are ready'
      }
      why="The least time this engine needs for these nodes, with the number it runs at once, divided by actual."
    />
  );
}

interface StackProps {
  readonly title: string;
  readonly bar: Props['bar'];
  readonly actualUs: number;
  readonly resolutionUs: number;
  readonly parts: readonly {
    readonly field: string;
    readonly name: string;
    readonly why: string;
    readonly us: number;
  }[];
}

/** One bar that adds up to the run, with what each part means below. */
function Stack({ title, bar, actualUs, resolutionUs, parts }: StackProps): JSX.Element {
  return (
    <>
      <h3>{title}</h3>
      {bar(parts)}
      <ul class="legend">
        {parts.map((p) => (
          <li key={p.field}>
            <span class="swatch" style={{ background: `var(--part-${p.field})` }} aria-hidden="true" />
            <span class="legend-name">{p.name}</span>
            <span class="num">{formatMeasured(p.us, resolutionUs)}</span>
            <span class="num dim">{formatPercent(p.us / actualUs)}</span>
            <span class="legend-why">{p.why}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What the engine cannot do, so that nobody looks for it in the graph. */
function limited({ words, boundUs, raised }: EngineLimit): string {
  return raised.length > 0
    ? `${words} That many were seen at work at once, more than its description says; the least it needs may be shorter still.`
    : `${words} With these node times it cannot take less than ${formatDuration(boundUs)}, whatever the graph would allow.`;
}

/** One sentence on what the efficiency (of the engine, where that sets a limit) means for the author. */
function explain(efficiency: number, lostUs: number, engine: EngineLimit | undefined, actualUs: number): string {
  if (engine) {
    const beside = actualUs - engine.boundUs;
    return efficiency >= 0.9
      ? 'The run is about as short as this engine allows: only faster or fewer nodes would help, not another order.'
      : `${formatDuration(beside)} more than that went into waiting before, between and after nodes.`;
  }
  if (efficiency >= 0.9)
    return 'The run is about as short as its graph allows: only faster nodes on the path, or another graph, would help.';
  if (efficiency >= 0.6)
    return `${formatDuration(lostUs)} went into waiting before, between and after nodes rather than into work on the path.`;
  return `More time was lost between nodes than the graph explains: ${formatDuration(lostUs)} is not work on the longest chain.`;
}

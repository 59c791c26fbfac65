import type { JSX } from 'preact';
import type { EngineLimit, Parallelization as Numbers } from '../../src/analysis/index.ts';
import { formatDuration, formatMeasured, formatPercent, sig3 } from '../../src/drawing/format.ts';
import { usePanel } from '../state/context.ts';

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

/** Theoretical minimum against actual, and where the time went. */
export function Parallelization(): JSX.Element | null {
  const { findings } = usePanel();
  const analysis = findings.analysis.value;
  if (!analysis) return null;
  const { run } = analysis;
  const { actualUs, minimum, engine, concurrency, spent } = analysis.parallelization;
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
          name="efficiency"
          what="minimum ÷ actual"
          why="Theoretical minimum divided by actual. 100 % means only faster nodes or a different graph can help."
        />
        <Tile
          value={`${sig3(concurrency.average)}×`}
          name="avg. concurrency"
          what="nodes at work at once"
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
      {parts.length > 0 && actualUs > 0 && (
        <>
          <h3>Where the {formatDuration(actualUs)} went</h3>
          <div class="stack" aria-hidden="true">
            {parts.map((p) => (
              <span
                key={p.field}
                class={`part part-${p.field}`}
                style={{ flexGrow: p.us / actualUs }}
                title={`${p.name} ${formatDuration(p.us)}`}
              />
            ))}
          </div>
          <ul class="legend">
            {parts.map((p) => (
              <li key={p.field}>
                <span class={`swatch part-${p.field}`} aria-hidden="true" />
                <span class="legend-name">{p.name}</span>
                <span class="num">{formatMeasured(p.us, run.resolutionUs)}</span>
                <span class="num dim">{formatPercent(p.us / actualUs)}</span>
                <span class="legend-why">{p.why}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** What the engine cannot do, so that nobody looks for it in the graph. */
function limited({ words, boundUs }: EngineLimit): string {
  return `${words} With these node times it cannot take less than ${formatDuration(boundUs)}, whatever the graph would allow.`;
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

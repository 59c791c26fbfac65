import type { Analysis } from './analyse.ts';
import { certainty, doubtOf } from './certainty.ts';
import type { Insight, Rule } from './insight.ts';
import { SAVING_SHARE, WAIT_MIN_US, WAIT_SHARE } from './rules-time.ts';
import { type Tie, tiesOf, tieTolerance } from './ties.ts';
import { project } from './what-if.ts';
import { count, duration, nameOf, percent } from './words.ts';

/** L / T from here on: the engine does what the graph allows. */
export const GRAPH_BOUND = 0.9;
/** A tie is worth a word when all of it together would save this much of the run. */
const TIE_SHARE = 0.1;
/** A node that works this much of the run is worth a word when it saves next to nothing: at most this share of its work. */
const HIDDEN_SHARE = 0.2;
const NOTHING = 0.05;

/** Ties of an engine without limits; on others no branch runs beside another for nothing. */
function tiesIn({ net, cpm, savings }: Analysis): readonly Tie[] {
  return savings.known && savings.basis === 'drag' ? tiesOf(net, cpm, savings.byId) : [];
}

/** Parallel branches take equally long: each of their nodes alone saves nothing, together they do. */
export const tie: Rule = (facts) => {
  const { analysis } = facts;
  const { run, parallelization, bottlenecks, summary } = analysis;
  const [best] = summary.live ? [] : tiesIn(analysis);
  const total = parallelization.actualUs;
  if (!best || best.jointUs < TIE_SHARE * total) return undefined;
  const names = best.nodes.map((id) => nameOf(bottlenecks.find((b) => b.id === id) ?? { id, title: '', type: '' }));
  const all = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return {
    kind: 'tie',
    severity: best.jointUs >= WAIT_SHARE * total ? 'medium' : 'low',
    title: `${all} are tied: fix ${names.length === 2 ? 'both' : `all ${names.length}`}`,
    evidence: {
      text: `They work side by side for about as long, so each alone saves next to nothing; together they hold ${duration(best.jointUs)} of ${duration(total)}.`,
      numbers: [
        { name: 'would save together', value: best.jointUs, unit: 'us' },
        { name: 'share of the run', value: best.jointUs / total, unit: 'share' },
      ],
      runs: [run.id],
      nodes: best.nodes,
    },
    nextStep: `Shorten ${all} together, or none of them.`,
    sure: certainty(analysis, best.nodes, best.jointUs),
    weightUs: best.jointUs,
  };
};

/** A node with much work that nobody waits for: off the critical path, and it could take noticeably longer without moving the end. */
export const hidden: Rule = ({ analysis }) => {
  const { run, parallelization, bottlenecks, savings, summary, net, cpm } = analysis;
  if (!savings.known || savings.basis === 'work' || summary.live) return undefined;
  const total = parallelization.actualUs;
  const near = tieTolerance(net, cpm);
  const [top] = bottlenecks
    .filter((b) => b.workUs >= HIDDEN_SHARE * total && b.workUs >= WAIT_MIN_US)
    .filter((b) => b.savesUs !== undefined && b.savesUs <= NOTHING * b.workUs && b.onPathUs === 0)
    // As long as another branch, or uncertain by as much: that would be a tie.
    .filter((b) => (b.floatUs ?? 0) > near + doubtOf(b, run))
    .filter((b) => b.instances.every((i) => run.nodes[i.index]?.status === 'success'))
    .sort((a, b) => b.workUs - a.workUs);
  if (!top) return undefined;
  const name = nameOf(top);
  const [first] = bottlenecks;
  const next = first && (first.savesUs ?? 0) >= SAVING_SHARE * total ? `; ${nameOf(first)} comes first` : '';
  return {
    kind: 'hidden',
    severity: 'info',
    title: `${name} works long, but nobody waits for it`,
    evidence: {
      text: `It worked ${duration(top.workUs)}, ${percent(top.share)} of the run, beside work that takes longer: making it faster saves ${top.savesUs ? `only ${duration(top.savesUs)}` : 'nothing'}, and it could take ${duration(top.floatUs ?? 0)} longer.`,
      numbers: [
        { name: 'worked', value: top.workUs, unit: 'us' },
        { name: 'would save', value: top.savesUs ?? 0, unit: 'us' },
        { name: 'could take longer by', value: top.floatUs ?? 0, unit: 'us' },
      ],
      runs: [run.id],
      nodes: [top.id],
    },
    nextStep: `Leave the speed of ${name} as it is${next}.`,
    sure: certainty(analysis, [top.id], top.workUs),
    weightUs: 0,
  };
};

/** Branches that the graph would let run side by side ran one after another, because the engine has too few workers. */
export const engineSerial: Rule = ({ analysis }) => {
  const { run, parallelization, summary, net } = analysis;
  const { engine, lost, actualUs, spent } = parallelization;
  if (!engine || !lost || summary.live || run.status !== 'success') return undefined;
  if (lost.engineUs < WAIT_MIN_US || lost.engineUs < WAIT_SHARE * actualUs || spent.resourceWorkUs === 0) {
    return undefined;
  }
  const waited = net.run.nodes.filter((_, i) =>
    analysis.path.segments.some((s) => s.node === i && s.via === 'resource'),
  );
  const names = [...new Set(waited.map(nameOf))];
  const model = analysis.model();
  const more = project(model, { what: 'workers', times: 2 });
  const projected =
    more && more.savedUs > 0
      ? ` With twice as many at a time it would take about ${duration(more.projectedUs)} (projected).`
      : '';
  return {
    kind: 'engine-serial',
    severity: 'low',
    title: 'Branches run one after another: the engine, not the graph',
    evidence: {
      text: `${engine.words} The graph alone would allow ${duration(lost.graphUs)}, the engine at least ${duration(engine.boundUs)} of ${duration(actualUs)}.${projected} ${count(names.length, 'node')} waited for the worker, not for inputs.`,
      numbers: [
        { name: "the engine's part", value: lost.engineUs, unit: 'us' },
        { name: 'theoretical minimum', value: lost.graphUs, unit: 'us' },
        { name: 'least on this engine', value: engine.boundUs, unit: 'us' },
        ...(projected === '' || !more
          ? []
          : [{ name: 'run with twice the workers', value: more.projectedUs, unit: 'us' as const }]),
      ],
      runs: [run.id],
      nodes: [...new Set(waited.map((n) => n.id))].slice(0, 5),
    },
    nextStep: engine.serial
      ? 'Parallel branches gain nothing here: shorten any of their nodes, each saves all it takes, or run more workers if your server can.'
      : 'Nodes that share a worker gain nothing from parallel branches: shorten those, or run more workers if your server can.',
    sure: { level: 'sure', why: 'Computed from what this engine can run at once and the measured times.' },
    weightUs: lost.engineUs,
  };
};

/** The run is as short as its graph allows, or its engine: more workers, or another order, would not help. */
export const graphLimit: Rule = ({ analysis }) => {
  const { minimum, concurrency } = analysis.parallelization;
  // Of a run that broke off nobody knows what the rest of its graph would have allowed.
  if (analysis.run.status !== 'success') return undefined;
  // Of what was not seen nobody knows what it would have allowed.
  if (analysis.path.guessed || (analysis.run.partial?.length ?? 0) > 0) return undefined;
  if (!minimum.known || analysis.bottlenecks.length < 3 || analysis.summary.live) return undefined;
  if (minimum.efficiency < GRAPH_BOUND) return engineBound(analysis, minimum.minimumUs);
  return {
    kind: 'graph-limit',
    severity: 'info',
    title: 'As fast as the graph allows',
    evidence: {
      text: `The critical path alone needs ${duration(minimum.minimumUs)}, ${percent(minimum.efficiency)} of the run; ${concurrency.average.toFixed(1)} nodes worked at once on average.`,
      numbers: [
        { name: 'theoretical minimum', value: minimum.minimumUs, unit: 'us' },
        { name: 'efficiency', value: minimum.efficiency, unit: 'share' },
      ],
      runs: [analysis.run.id],
      nodes: analysis.path.nodes.flatMap((i) => analysis.run.nodes[i]?.id ?? []),
    },
    nextStep: 'More workers would not help: shorten nodes of the critical path, or cut a dependency between them.',
    sure: { level: 'sure', why: 'Computed from the edges of the graph and the measured times.' },
    weightUs: 0,
  };
};

function engineBound({ parallelization, run }: Analysis, minimumUs: number): Insight | undefined {
  const { engine } = parallelization;
  if (!engine || engine.efficiency < GRAPH_BOUND) return undefined;
  return {
    kind: 'graph-limit',
    severity: 'info',
    title: 'As fast as the engine allows',
    evidence: {
      text: `${engine.words} Its work alone needs ${duration(engine.boundUs)}, ${percent(engine.efficiency)} of the run; the graph would allow ${duration(minimumUs)}.`,
      numbers: [
        { name: 'least on this engine', value: engine.boundUs, unit: 'us' },
        { name: 'engine efficiency', value: engine.efficiency, unit: 'share' },
        { name: 'theoretical minimum', value: minimumUs, unit: 'us' },
      ],
      runs: [run.id],
      nodes: [],
    },
    nextStep: 'Branches that run one after another are no fault of the graph: make nodes faster, or leave some out.',
    sure: { level: 'sure', why: 'Computed from what this engine can run at once and the measured times.' },
    weightUs: 0,
  };
}

import type { NodeRun } from '../model/run.ts';
import type { Analysis } from './analyse.ts';
import type { Bottleneck } from './bottlenecks.ts';
import type { Insight, Rule } from './insight.ts';
import { count, duration, nameOf, percent } from './words.ts';

/** A node that holds this much of the run on the critical path is a bottleneck. */
export const BOTTLENECK_SHARE = 0.3;
/** Waits from this share of the time on are worth a word. */
export const WAIT_SHARE = 0.2;
/** ... if they also last this long. */
export const WAIT_MIN_US = 100_000;
/** L / T from here on: the engine does what the graph allows. */
export const GRAPH_BOUND = 0.9;

/** The node that works longest on the critical path, if it holds at least `BOTTLENECK_SHARE` of the run. */
export const bottleneck: Rule = ({ analysis }) => {
  const { bottlenecks, run, parallelization } = analysis;
  const total = parallelization.actualUs;
  const [top] = [...bottlenecks].sort((a, b) => b.onPathUs - a.onPathUs);
  if (!top || total <= 0 || top.onPathUs / total < BOTTLENECK_SHARE || top.belowResolution) return undefined;
  if (analysis.path.guessed) return undefined;
  const name = nameOf(top);
  const saves = top.savesUs;
  const tied = saves !== undefined && saves < top.onPathUs / 2;
  const most =
    saves === undefined
      ? ''
      : ` Were it instant, the shortest possible run would be ${duration(saves)} shorter${
          tied ? ', not more, because other work takes nearly as long' : ''
        }.`;
  return {
    kind: 'bottleneck',
    severity: saves !== undefined && saves / total < WAIT_SHARE ? 'low' : 'medium',
    title: `${name} holds ${percent(top.onPathUs / total)} of the run`,
    evidence: {
      text: `${duration(top.onPathUs)} of ${duration(total)} on the critical path${
        top.count > 1 ? ` over ${count(top.count, 'instance')}` : ''
      }.${most}`,
      numbers: [
        { name: 'on the critical path', value: top.onPathUs, unit: 'us' },
        { name: 'share of the run', value: top.onPathUs / total, unit: 'share' },
        ...(saves === undefined ? [] : [{ name: 'saves at most', value: saves, unit: 'us' as const }]),
      ],
      runs: [run.id],
      nodes: [top.id],
    },
    nextStep: nextStep(top, bottlenecks, tied),
    sure: certainty(
      top.instances.map((i) => run.nodes[i.index]).filter((n) => n !== undefined),
      top.onPathUs,
    ),
    weightUs: saves ?? top.onPathUs,
  };
};

function nextStep(top: Bottleneck, all: readonly Bottleneck[], tied: boolean): string {
  const name = nameOf(top);
  const best = all.reduce((a, b) => ((b.savesUs ?? 0) > (a.savesUs ?? 0) ? b : a), top);
  if (best !== top) {
    return `Begin with ${nameOf(best)}: it takes less time but can save more, ${duration(best.savesUs ?? 0)} at most.`;
  }
  if (tied) return `Shorten ${name} together with the work beside it: one alone gains little.`;
  return `Make ${name} faster, cache it, or start it earlier: no other node can save as much.`;
}

/** Waited long to be begun. */
export const queue: Rule = ({ analysis }) => {
  const { summary, run, parallelization } = analysis;
  const waited = summary.queueUs ?? 0;
  const share = waited / (waited + parallelization.actualUs);
  // The start may have been earlier by as much: an in-browser run tells of itself in one batch, when it is over.
  const certain = waited - run.uncertaintyUs[0];
  if (certain < WAIT_MIN_US || share < WAIT_SHARE) return undefined;
  return {
    kind: 'queue',
    severity: 'medium',
    title: `Waited ${duration(waited)} in the queue`,
    evidence: {
      text: `${duration(waited)} between asking for the run and its start; the run itself took ${duration(parallelization.actualUs)}.`,
      numbers: [
        { name: 'queue wait', value: waited, unit: 'us' },
        { name: 'run', value: parallelization.actualUs, unit: 'us' },
      ],
      runs: [run.id],
      nodes: [],
    },
    nextStep: 'See which runs were going on in that time: start fewer at once, or raise the number the engine allows.',
    sure: { level: 'sure', why: 'Both moments were seen.' },
    weightUs: waited,
  };
};

/** Time on the critical path in which no node worked: start-up, hand-off, dispatch, tail. */
export const gaps: Rule = ({ analysis }) => {
  const { spent, actualUs } = analysis.parallelization;
  const parts = [
    ['before the first node', spent.startupUs],
    ['between nodes', spent.handoffUs],
    ['waiting for a worker', spent.dispatchUs],
    ['after the last node', spent.tailUs],
  ] as const;
  const lost = parts.reduce((sum, [, us]) => sum + us, 0);
  if (analysis.path.nodes.length === 0 || analysis.path.guessed) return undefined;
  if (lost < WAIT_MIN_US || lost < WAIT_SHARE * actualUs) return undefined;
  const said = [...parts].filter(([, us]) => us > 0).sort((a, b) => b[1] - a[1]);
  return {
    kind: 'gaps',
    severity: 'low',
    title: `${percent(lost / actualUs)} of the run no node of the critical path worked`,
    evidence: {
      text: `${said.map(([what, us]) => `${duration(us)} ${what}`).join(', ')}.`,
      numbers: said.map(([name, value]) => ({ name, value, unit: 'us' as const })),
      runs: [analysis.run.id],
      nodes: [],
    },
    nextStep: `The engine, not a node, spent this time: look at what it does ${said[0]?.[0] ?? 'between nodes'}.`,
    sure: { level: 'sure', why: 'The critical path and its waits add up to the run exactly.' },
    weightUs: lost,
  };
};

/** Parked: an approval, a timer. */
export const external: Rule = ({ analysis }) => {
  const { spent, actualUs } = analysis.parallelization;
  if (spent.externalUs < WAIT_MIN_US || spent.externalUs < WAIT_SHARE * actualUs) return undefined;
  return {
    kind: 'external',
    severity: 'info',
    title: `Parked for ${duration(spent.externalUs)}`,
    evidence: {
      text: `${duration(spent.externalUs)} of ${duration(actualUs)} the run waited for something outside: no node counts it as work.`,
      numbers: [{ name: 'parked', value: spent.externalUs, unit: 'us' }],
      runs: [analysis.run.id],
      nodes: [],
    },
    nextStep: 'If nobody had to be waited for, shorten the timer; otherwise leave it out when comparing runs.',
    sure: { level: 'sure', why: 'The engine said so.' },
    weightUs: spent.externalUs,
  };
};

/** The run is as short as its graph allows, or its engine: more workers, or another order, would not help. */
export const graphLimit: Rule = ({ analysis }) => {
  const { minimum, concurrency } = analysis.parallelization;
  // Of a run that broke off nobody knows what the rest of its graph would have allowed.
  if (analysis.run.status === 'error' || analysis.run.status === 'cancelled') return undefined;
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

function certainty(nodes: readonly NodeRun[], us: number): Insight['sure'] {
  const doubt = Math.max(0, ...nodes.map((n) => n.uncertaintyUs[0] + n.uncertaintyUs[1]));
  if (doubt <= us / 5) return { level: 'sure', why: 'Measured on the critical path over the edges of the graph.' };
  return {
    level: 'unsure',
    why: `Its times may be off by ${duration(doubt)}: the page was busy, or not all its inputs were seen.`,
  };
}

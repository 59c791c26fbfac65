import type { Analysis } from './analyse.ts';
import type { Bottleneck } from './bottlenecks.ts';
import { certainty, doubtOf } from './certainty.ts';
import type { Insight, Rule } from './insight.ts';
import { nodeCurve } from './node-curve.ts';
import type { SavingBasis } from './savings.ts';
import { count, duration, nameOf, percent } from './words.ts';

/** A node that would save this much of the run is a bottleneck. */
export const SAVING_SHARE = 0.1;
/** Where savings are not known: one that holds this much of it on the critical path. */
export const BOTTLENECK_SHARE = 0.3;
/** Savings that differ by less than this share of the larger count as equal. */
const NEARLY = 0.1;
/** A knee further out than this many times as fast is of no interest: nobody gets there. */
const KNEE_WORTH = 10;
/** Waits from this share of the time on are worth a word. */
export const WAIT_SHARE = 0.2;
/** ... if they also last this long. */
export const WAIT_MIN_US = 100_000;

/** The node whose time the run would save most of, under the engine's limits, if that is at least `SAVING_SHARE` of the run. */
export const bottleneck: Rule = ({ analysis }) => {
  const { bottlenecks, run, parallelization, savings, path, summary } = analysis;
  const total = parallelization.actualUs;
  // What is still to come may take longer than all so far.
  if (summary.live || (path.guessed && !savings.known)) return undefined;
  if (!savings.known) return longest(analysis, savings.reason);
  const [top] = bottlenecks;
  const saves = top?.savesUs ?? 0;
  if (!top || total <= 0 || saves < SAVING_SHARE * total || top.belowResolution) return undefined;
  const name = nameOf(top);
  const twice = nodeCurve(analysis, top.id);
  const faster = twice.known ? ` Twice as fast, the run would take about ${duration(twice.at(2))} (projected).` : '';
  const knee =
    twice.known && twice.knee !== undefined && twice.knee < KNEE_WORTH
      ? ` More than ${twice.knee.toFixed(1)} times as fast gains nothing further: other work takes as long then.`
      : '';
  return {
    kind: 'bottleneck',
    severity: saves < WAIT_SHARE * total ? 'low' : 'medium',
    title: `${name} is what to make faster: up to ${duration(saves)} of ${duration(total)}`,
    evidence: {
      text: `It worked ${duration(top.workUs)}${top.count > 1 ? ` over ${count(top.count, 'instance')}` : ''}, ${percent(top.share)} of the run. ${BASIS[savings.basis]} ${duration(saves)} shorter.${faster}${knee}`,
      numbers: [
        { name: 'would save at most', value: saves, unit: 'us' },
        { name: 'share of the run', value: saves / total, unit: 'share' },
        { name: 'worked', value: top.workUs, unit: 'us' },
        { name: 'on the critical path', value: top.onPathUs, unit: 'us' },
        ...(twice.known ? [{ name: 'run if twice as fast', value: twice.at(2), unit: 'us' as const }] : []),
      ],
      runs: [run.id],
      nodes: [top.id],
    },
    nextStep: `Make ${name} faster, cache it, or leave it out${rival(analysis, top)}.`,
    sure: certainty(analysis, [top.id], saves),
    weightUs: saves,
  };
};

/** Whether another node would save nearly as much, as far as their times can tell the two apart. */
function rival({ bottlenecks, run }: Analysis, top: Bottleneck): string {
  const [, second] = bottlenecks;
  const lead = (top.savesUs ?? 0) - (second?.savesUs ?? 0);
  if (!second || lead > doubtOf(top, run) + doubtOf(second, run) + NEARLY * (top.savesUs ?? 0)) return '';
  return `. ${nameOf(second)} would save about as much: ${duration(second.savesUs ?? 0)}`;
}

const BASIS: Record<SavingBasis, string> = {
  drag: 'Were it instant, the longest chain of work would be',
  work: 'The engine takes one node at a time, so were it instant, the run would be',
  simulated: 'Were it instant, the run replayed on this engine would be',
};

/** Where the saving is not known: the node that holds most of the critical path, if it is much of the run. */
function longest({ bottlenecks, run, parallelization }: Analysis, reason: string): Insight | undefined {
  const total = parallelization.actualUs;
  const [top] = [...bottlenecks].sort((a, b) => b.onPathUs - a.onPathUs);
  if (!top || total <= 0 || top.onPathUs / total < BOTTLENECK_SHARE || top.belowResolution) return undefined;
  return {
    kind: 'bottleneck',
    severity: 'low',
    title: `${nameOf(top)} holds ${percent(top.onPathUs / total)} of the run`,
    evidence: {
      text: `${duration(top.onPathUs)} of ${duration(total)} on the critical path. What it would save is not known: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
      numbers: [
        { name: 'on the critical path', value: top.onPathUs, unit: 'us' },
        { name: 'share of the run', value: top.onPathUs / total, unit: 'share' },
      ],
      runs: [run.id],
      nodes: [top.id],
    },
    nextStep: `Look at ${nameOf(top)} first.`,
    sure: { level: 'unsure', why: reason },
    weightUs: top.onPathUs,
  };
}

/** Waited long to be begun. */
export const queue: Rule = ({ analysis }) => {
  const { summary, run, parallelization } = analysis;
  if (run.status === 'queued') return undefined;
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
  if (analysis.path.nodes.length === 0 || analysis.path.guessed || analysis.summary.live) return undefined;
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

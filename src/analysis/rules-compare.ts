import type { Insight, Rule } from './insight.ts';
import { count, duration, nameOf, percent } from './words.ts';

/** At most this many nodes are named in one finding. */
const NAMED = 3;

/** Slower than the previous comparable run by more than the set share. */
export const regression: Rule = ({ analysis, verdict, share }) => {
  if (verdict.kind !== 'slower') return undefined;
  const slower = verdict.nodes.filter((n) => n.deltaUs > 0).slice(0, NAMED);
  const onPath = new Set(analysis.path.nodes.map((i) => analysis.run.nodes[i]?.id));
  const [worst] = slower;
  const named = slower.map((n) => `${name(n)} ${duration(n.beforeUs)} → ${duration(n.afterUs)}`).join(', ');
  const also =
    worst && !onPath.has(worst.id) ? ' The first of them is hidden by parallelism: it is off the critical path.' : '';
  return {
    kind: 'regression',
    severity: 'high',
    title: `${percent(verdict.change)} slower than the previous run`,
    evidence: {
      text: `${duration(verdict.beforeUs)} → ${duration(verdict.afterUs)}, limit ${percent(share)}. ${
        named ? `Slower nodes: ${named}.${also}` : 'No single node got slower: the time went between nodes.'
      }`,
      numbers: [
        { name: 'previous run', value: verdict.beforeUs, unit: 'us' },
        { name: 'this run', value: verdict.afterUs, unit: 'us' },
        { name: 'change', value: verdict.change, unit: 'share' },
        ...slower.map((n) => ({ name: `change of ${name(n)}`, value: n.deltaUs, unit: 'us' as const })),
      ],
      runs: [analysis.run.id, verdict.previous.id],
      nodes: slower.map((n) => n.id),
    },
    nextStep: worst
      ? `Look at what changed for ${name(worst)} since that run, then run again to see whether it stays.`
      : 'Run again: if it stays slow, compare the waits of both runs.',
    sure: oneAgainstOne(verdict.history),
    weightUs: verdict.deltaUs,
  };
};

/** A node slower by this much and by 3 clock quanta is worth a word although the run is not slower. */
export const NODE_FLOOR_US = 20_000;

/** A node got slower by more than the set share, hidden by parallelism or too small to slow the run down. */
export const slowerNode: Rule = ({ analysis, verdict, share }) => {
  if (verdict.kind !== 'unchanged') return undefined;
  const { run } = analysis;
  const floorUs = Math.max(NODE_FLOOR_US, 3 * run.resolutionUs);
  const node = verdict.nodes.find((n) => n.beforeUs > 0 && n.deltaUs > floorUs && n.deltaUs > share * n.beforeUs);
  if (!node) return undefined;
  const onPath = analysis.path.nodes.some((i) => run.nodes[i]?.id === node.id);
  return {
    kind: 'slower-node',
    severity: 'low',
    title: `${name(node)} is ${percent(node.deltaUs / node.beforeUs)} slower than in the previous run`,
    evidence: {
      text: `${duration(node.beforeUs)} → ${duration(node.afterUs)} while the run went ${duration(verdict.beforeUs)} → ${duration(verdict.afterUs)}, within the limit of ${percent(share)}. ${
        onPath ? 'It is on the critical path.' : 'It is hidden by parallelism: off the critical path.'
      }`,
      numbers: [
        { name: 'previous run', value: node.beforeUs, unit: 'us' },
        { name: 'this run', value: node.afterUs, unit: 'us' },
      ],
      runs: [run.id, verdict.previous.id],
      nodes: [node.id],
    },
    nextStep: `Look at what changed for ${name(node)}: it will show as soon as the branch beside it gets faster.`,
    sure: oneAgainstOne(verdict.history),
    weightUs: node.deltaUs,
  };
};

/** Faster by as much. */
export const improvement: Rule = ({ analysis, verdict }) => {
  if (verdict.kind !== 'faster') return undefined;
  const faster = verdict.nodes.filter((n) => n.deltaUs < 0).slice(0, NAMED);
  const named = faster.map((n) => `${name(n)} ${duration(n.beforeUs)} → ${duration(n.afterUs)}`).join(', ');
  return {
    kind: 'improvement',
    severity: 'info',
    title: `${percent(-verdict.change)} faster than the previous run`,
    evidence: {
      text: `${duration(verdict.beforeUs)} → ${duration(verdict.afterUs)}.${named ? ` Faster nodes: ${named}.` : ''}`,
      numbers: [
        { name: 'previous run', value: verdict.beforeUs, unit: 'us' },
        { name: 'this run', value: verdict.afterUs, unit: 'us' },
        { name: 'change', value: verdict.change, unit: 'share' },
      ],
      runs: [analysis.run.id, verdict.previous.id],
      nodes: faster.map((n) => n.id),
    },
    nextStep: 'Nothing to do. Run again to see whether it stays.',
    sure: oneAgainstOne(verdict.history),
    weightUs: -verdict.deltaUs,
  };
};

/** No earlier run that did the same: said, so that silence is not taken for "no regression". */
export const noHistory: Rule = ({ analysis, verdict }) => {
  if (verdict.kind !== 'no-previous') return undefined;
  return {
    kind: 'no-history',
    severity: 'info',
    title: 'Not enough runs to compare with',
    evidence: {
      text: 'There is no earlier finished run of the same graph in which the same nodes ran.',
      numbers: [{ name: 'comparable runs', value: 0, unit: 'count' }],
      runs: [analysis.run.id],
      nodes: [],
    },
    nextStep: 'Run the same workflow once more: from then on slower runs are told.',
    sure: { level: 'sure', why: 'Counted.' },
    weightUs: 0,
  };
};

function oneAgainstOne(history: number): Insight['sure'] {
  return {
    level: 'unsure',
    why: `One run against one (${count(history, 'comparable run')} kept): with 10 % noise about one in ten such verdicts is a false alarm.`,
  };
}

function name(change: { readonly id: string; readonly title: string }): string {
  return nameOf({ ...change, type: '' });
}

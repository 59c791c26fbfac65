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

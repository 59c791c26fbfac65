import type { AgainstHistory, NodeGrade } from './against-history.ts';
import type { Facts, Figure, Insight, Rule } from './insight.ts';
import type { NodeChange } from './regression.ts';
import { count, duration, nameOf, percent } from './words.ts';

/** At most this many nodes are named in one finding. */
const NAMED = 3;

/** One node, then and now. */
type Then = Pick<NodeChange, 'id' | 'title' | 'beforeUs' | 'afterUs' | 'deltaUs'>;

/**
 * Slower than its history for sure, or than the previous comparable run by more than the set share. The plain rule is of high severity
 * unless the history, where it is long enough, knows such a run (docs/adr/0013).
 */
export const regression: Rule = (facts) => {
  const { against, verdict } = facts;
  if (against?.run.kind === 'confirmed') return confirmed(facts, against, 'slower');
  // Slower than the previous one, and faster than usual: the previous was quicker still.
  if (verdict.kind === 'slower' && against?.run.kind !== 'improved') return plain(facts);
  return against?.run.kind === 'suspect' ? suspected(facts, against) : undefined;
};

/** Faster, likewise. */
export const improvement: Rule = (facts) => {
  const { against, verdict, analysis } = facts;
  if (against?.run.kind === 'improved') return confirmed(facts, against, 'faster');
  if (verdict.kind !== 'faster') return undefined;
  const faster = verdict.nodes.filter((n) => n.deltaUs < 0).slice(0, NAMED);
  return {
    kind: 'improvement',
    severity: 'info',
    title: `${percent(-verdict.change)} faster than the previous run`,
    evidence: {
      text: `${duration(verdict.beforeUs)} → ${duration(verdict.afterUs)}.${faster.length > 0 ? ` Faster nodes: ${named(faster)}.` : ''}`,
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

/** Beyond what the spread of the history explains. */
function confirmed({ analysis, verdict }: Facts, against: AgainstHistory, way: 'slower' | 'faster'): Insight {
  const { run } = analysis;
  const { medianUs = 0, ratio = 1, n } = against.run;
  const nowUs = analysis.summary.durationUs;
  const sign = way === 'slower' ? 1 : -1;
  const graded = against.nodes.filter((g) => g.grade.kind === (way === 'slower' ? 'confirmed' : 'improved')).map(then);
  const plainly = 'nodes' in verdict ? verdict.nodes : [];
  const nodes = (graded.length > 0 ? graded : plainly).filter((c) => c.deltaUs * sign > 0).slice(0, NAMED);
  const what = nodes.length > 0 ? ` ${way === 'slower' ? 'Slower' : 'Faster'} nodes: ${named(nodes)}.` : '';
  const since = against.changedAt ? ' Runs from before its duration last changed for good are left out.' : '';
  return {
    kind: way === 'slower' ? 'regression' : 'improvement',
    severity: way === 'slower' ? 'high' : 'info',
    title: `${percent(Math.abs(ratio - 1))} ${way} than usual`,
    evidence: {
      text: `${duration(nowUs)} against a median of ${duration(medianUs)} over ${count(n, 'comparable run')}.${what}${way === 'slower' ? offPath(nodes, analysis) : ''}${since}`,
      numbers: [
        { name: 'usual (median)', value: medianUs, unit: 'us' },
        { name: 'this run', value: nowUs, unit: 'us' },
        { name: 'change', value: ratio - 1, unit: 'share' },
        { name: 'comparable runs', value: n, unit: 'count' },
        ...nodes.map((c): Figure => ({ name: `change of ${name(c)}`, value: c.deltaUs, unit: 'us' })),
      ],
      runs: [run.id, ...against.history.slice(0, NAMED).map((r) => r.id)],
      nodes: nodes.map((c) => c.id),
    },
    nextStep: way === 'slower' ? lookAt(nodes) : 'Nothing to do: from here on this is held against what follows.',
    sure: { level: 'sure', why: `Beyond the spread of ${count(n, 'run')}: ${falseAlarms(n)}` },
    weightUs: Math.abs(nowUs - medianUs),
  };
}

/** The plain rule, with what the history says of it. */
function plain({ analysis, verdict, against, share }: Facts): Insight | undefined {
  if (verdict.kind !== 'slower') return undefined;
  const nodes = verdict.nodes.filter((n) => n.deltaUs > 0).slice(0, NAMED);
  // It was as slow before: the previous run was a quick one.
  const known = against?.run.kind === 'noise';
  const { medianUs = 0, n = 0 } = against?.run ?? {};
  const usual = known
    ? ` But over ${count(n, 'comparable run')} the median is ${duration(medianUs)}: this is within their spread.`
    : '';
  return {
    kind: 'regression',
    severity: known ? 'low' : 'high',
    title: `${percent(verdict.change)} slower than the previous run${known ? ', as other runs before it' : ''}`,
    evidence: {
      text: `${duration(verdict.beforeUs)} → ${duration(verdict.afterUs)}, limit ${percent(share)}. ${
        nodes.length > 0
          ? `Slower nodes: ${named(nodes)}.${offPath(nodes, analysis)}`
          : 'No single node got slower: the time went between nodes.'
      }${usual}`,
      numbers: [
        { name: 'previous run', value: verdict.beforeUs, unit: 'us' },
        { name: 'this run', value: verdict.afterUs, unit: 'us' },
        { name: 'change', value: verdict.change, unit: 'share' },
        ...nodes.map((c): Figure => ({ name: `change of ${name(c)}`, value: c.deltaUs, unit: 'us' })),
      ],
      runs: [analysis.run.id, verdict.previous.id],
      nodes: nodes.map((c) => c.id),
    },
    nextStep: known ? 'Nothing yet: the previous run was a quick one.' : lookAt(nodes),
    sure: oneAgainstOne(verdict.history),
    weightUs: verdict.deltaUs,
  };
}

/** Above all that came before, by less than can be told from chance. */
function suspected({ analysis }: Facts, against: AgainstHistory): Insight {
  const { medianUs = 0, ratio = 1, n } = against.run;
  const nowUs = analysis.summary.durationUs;
  return {
    kind: 'regression',
    severity: 'low',
    title: `Perhaps slower: longer than all of the last ${count(n, 'run')}`,
    evidence: {
      text: `${duration(nowUs)}, ${percent(ratio - 1)} above the median of ${duration(medianUs)}; the runs spread too widely to be sure.`,
      numbers: [
        { name: 'usual (median)', value: medianUs, unit: 'us' },
        { name: 'this run', value: nowUs, unit: 'us' },
        { name: 'comparable runs', value: n, unit: 'count' },
      ],
      runs: [analysis.run.id, ...against.history.slice(0, NAMED).map((r) => r.id)],
      nodes: [],
    },
    nextStep: 'Run it three more times: then it can be told from chance.',
    sure: { level: 'unsure', why: 'Among unchanged runs one in about ten is longer than the ten before it.' },
    weightUs: nowUs - medianUs,
  };
}

/** A node slower by this much and by 3 clock quanta is worth a word although the run is not slower. */
export const NODE_FLOOR_US = 20_000;

/** A node got slower, hidden by parallelism or too small to slow the run down. */
export const slowerNode: Rule = ({ analysis, verdict, against, share }) => {
  const { run } = analysis;
  if (against?.run.kind === 'confirmed' || verdict.kind === 'slower') return undefined;
  const graded = against?.nodes.find((g) => g.grade.kind === 'confirmed');
  const enough = against !== undefined && against.run.kind !== 'not-enough-runs';
  const floorUs = Math.max(NODE_FLOOR_US, 3 * run.resolutionUs);
  const plainly =
    verdict.kind === 'unchanged' && !enough
      ? verdict.nodes.find((n) => n.beforeUs > 0 && n.deltaUs > floorUs && n.deltaUs > share * n.beforeUs)
      : undefined;
  const node = graded ? then(graded) : plainly;
  if (!node) return undefined;
  const onPath = analysis.path.nodes.some((i) => run.nodes[i]?.id === node.id);
  const usual = graded
    ? `a median of ${duration(node.beforeUs)} over ${count(graded.grade.n, 'run')}`
    : `${duration(node.beforeUs)} in the previous run`;
  return {
    kind: 'slower-node',
    severity: 'low',
    title: `${name(node)} is ${percent(node.deltaUs / node.beforeUs)} slower than ${graded ? 'usual' : 'in the previous run'}${onPath ? '' : ', the run is not'}`,
    evidence: {
      text: `${duration(node.afterUs)} against ${usual}, while the run did not change by enough to tell. ${
        onPath
          ? 'It is on the critical path, but the run varies by more.'
          : 'It is hidden by parallelism: off the critical path.'
      }`,
      numbers: [
        { name: graded ? 'usual (median)' : 'previous run', value: node.beforeUs, unit: 'us' },
        { name: 'this run', value: node.afterUs, unit: 'us' },
      ],
      runs: [run.id, ...(against?.history.slice(0, 1).map((r) => r.id) ?? [])],
      nodes: [node.id],
    },
    nextStep: `Look at what changed for ${name(node)}${onPath ? '' : ': it will show as soon as the work beside it gets faster'}.`,
    sure: graded
      ? {
          level: 'sure',
          why: `Beyond the spread of ${count(graded.grade.n, 'run')}: ${falseAlarms(graded.grade.n)}`,
        }
      : oneAgainstOne('history' in verdict ? verdict.history : 0),
    weightUs: node.deltaUs,
  };
};

/** No earlier run that did the same: said, so that silence is not taken for "no regression". */
export const noHistory: Rule = ({ analysis, verdict }) => {
  if (verdict.kind !== 'no-previous') return undefined;
  const cold =
    analysis.run.cold === undefined ? '' : ' First runs of a page or of a changed graph are compared only with such.';
  return {
    kind: 'no-history',
    severity: 'info',
    title: 'Not enough runs to compare with',
    evidence: {
      text: `There is no earlier finished run of the same graph in which the same nodes ran.${cold}`,
      numbers: [{ name: 'comparable runs', value: 0, unit: 'count' }],
      runs: [analysis.run.id],
      nodes: [],
    },
    nextStep: 'Run the same workflow once more: from then on slower runs are told.',
    sure: { level: 'sure', why: 'Counted.' },
    weightUs: 0,
  };
};

function then({ id, title, workUs, grade }: NodeGrade): Then {
  const beforeUs = grade.medianUs ?? 0;
  return { id, title, beforeUs, afterUs: workUs, deltaUs: workUs - beforeUs };
}

function named(nodes: readonly Then[]): string {
  return nodes.map((n) => `${name(n)} ${duration(n.beforeUs)} → ${duration(n.afterUs)}`).join(', ');
}

function lookAt([worst]: readonly Then[]): string {
  return worst
    ? `Look at what changed for ${name(worst)}, then run again to see whether it stays.`
    : 'Run again: if it stays slow, compare the waits of both runs.';
}

function offPath([worst]: readonly Then[], { path, run }: Facts['analysis']): string {
  const on = worst === undefined || path.nodes.some((i) => run.nodes[i]?.id === worst.id);
  return on ? '' : ' The first of them is hidden by parallelism: it is off the critical path.';
}

/** At 10 % noise, 4 000 draws a size (`npm run study`). */
function falseAlarms(n: number): string {
  return n >= 20
    ? 'fewer than one in a hundred such verdicts is a false alarm.'
    : n >= 10
      ? 'about one or two in a hundred such verdicts are false alarms.'
      : 'about one in twenty such verdicts is a false alarm.';
}

function oneAgainstOne(history: number): Insight['sure'] {
  return {
    level: 'unsure',
    why: `One run against one (${count(history, 'comparable run')} kept): with 10 % noise about one in ten such verdicts is a false alarm.`,
  };
}

function name(change: { readonly id: string; readonly title: string }): string {
  return nameOf({ ...change, type: '' });
}

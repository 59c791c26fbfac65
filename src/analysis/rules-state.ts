import { isStatusOnly, type NodeRun, type Run } from '../model/run.ts';
import type { Rule } from './insight.ts';
import { caveats } from './parallelization.ts';
import { median } from './stats/robust.ts';
import { count, duration, nameOf, percent } from './words.ts';

/** At most this many nodes are named in one finding. */
const NAMED = 3;

/** A node failed, or the engine refused or broke off the run. */
export const failure: Rule = ({ analysis }) => {
  const { run } = analysis;
  const failed = firstPerId(run.nodes.filter((n) => n.status === 'error'));
  if (failed.length === 0 && run.status !== 'error') return undefined;
  const [first] = failed;
  const how = (n: NodeRun): string => `${nameOf(n)}${n.errorClass ? ` (${n.errorClass})` : ''}`;
  const wasted = failed.reduce(
    (sum, n) => sum + (n.startUs !== undefined && n.endUs !== undefined ? n.endUs - n.startUs : 0),
    0,
  );
  const why = run.errorClass ? ` The engine says ${run.errorClass}.` : '';
  return {
    kind: 'failure',
    severity: run.status === 'error' ? 'high' : 'medium',
    title: first ? `${nameOf(first)} failed` : 'The run failed before any node did',
    evidence: {
      text: first
        ? `${count(failed.length, 'node')} failed: ${failed.slice(0, NAMED).map(how).join(', ')}.${why}`
        : `The run ended in an error, no node reported one.${why}`,
      numbers: [
        { name: 'failed nodes', value: failed.length, unit: 'count' },
        ...(wasted > 0 ? [{ name: 'time they took', value: wasted, unit: 'us' as const }] : []),
      ],
      runs: [run.id],
      nodes: failed.map((n) => n.id),
    },
    nextStep: first
      ? `Open ${nameOf(first)} in the editor: its error message is there. Longpole keeps only the class of it.`
      : 'See the message the editor shows: the engine may have refused an input before it began.',
    sure: { level: 'sure', why: 'The engine said so.' },
    weightUs: wasted,
  };
};

/** Something of the run was not seen. */
export const incomplete: Rule = ({ analysis }) => {
  const { run, net } = analysis;
  const reasons = caveats({ ...net, run: { ...run, replaySpeed: 1 }, window: { ...net.window, live: false } });
  if (run.status === 'cut') reasons.push('It was lost from sight before it ended.');
  if (reasons.length === 0) return undefined;
  return {
    kind: 'incomplete',
    severity: 'low',
    title: isStatusOnly(run) ? 'A status timeline, not a profile' : 'This run was not seen completely',
    evidence: {
      text: reasons.join(' '),
      numbers: [{ name: 'reasons', value: reasons.length, unit: 'count' }],
      runs: [run.id],
      nodes: [],
    },
    nextStep: whatNext(run),
    sure: { level: 'sure', why: 'Noted while recording.' },
    weightUs: 0,
  };
};

function whatNext(run: Run): string {
  if (run.partial?.includes('late-attach')) {
    return 'Reload the page and run again: recording then begins before the run.';
  }
  // Running again would show no more.
  if (isStatusOnly(run)) {
    return 'Read the order and the times that are told, no totals. A node that sets a status of its own is seen too.';
  }
  return 'Run again before you draw conclusions; this run is left out of comparisons.';
}

/** Times of a replay at another speed mean nothing. */
export const replayed: Rule = ({ analysis }) => {
  const speed = analysis.run.replaySpeed;
  if (speed === undefined || speed === 1) return undefined;
  return {
    kind: 'replayed',
    severity: 'low',
    title: `Replayed at ${speed}× speed: times mean nothing`,
    evidence: {
      text: 'The traffic came from a replay at another speed than it was recorded at, so only its order is right.',
      numbers: [{ name: 'speed', value: speed, unit: 'count' }],
      runs: [analysis.run.id],
      nodes: [],
    },
    nextStep: 'Replay at speed 1 to judge times.',
    sure: { level: 'sure', why: 'The replay said so.' },
    weightUs: 0,
  };
};

/** Times that may be this far off, absolutely and as a share of the run, are not to be trusted. */
export const BUSY_MIN_US = 100_000;
export const BUSY_SHARE = 0.2;

/** The page saw the run late: its times, or those of half of its nodes, may be off by more than a fifth of it. */
export const busyPage: Rule = ({ analysis }) => {
  const { run, parallelization } = analysis;
  const [early] = run.uncertaintyUs;
  const ofNodes = medianWidth(run.nodes);
  const off = Math.max(early, ofNodes);
  const share = off / Math.max(1, parallelization.actualUs);
  if (analysis.net.window.live || off < BUSY_MIN_US || share < BUSY_SHARE) return undefined;
  const length = duration(parallelization.actualUs);
  const whole = early >= BUSY_MIN_US;
  return {
    kind: 'busy-page',
    severity: 'medium',
    title: whole ? 'Seen too late to trust these times' : 'Seen too late to trust the times of nodes',
    evidence: {
      text: whole
        ? `Messages reached us late, because the page was busy or sent them together: what is shown may have happened up to ${duration(early)} earlier, in a run of ${length}.`
        : `Messages reached us late, because the page was busy or sent them together: half of the nodes are only known to within ${duration(ofNodes)}, in a run of ${length}. The run's own length is right.`,
      numbers: [
        { name: whole ? 'up to this much earlier' : 'known to within', value: off, unit: 'us' },
        { name: 'share of the run', value: share, unit: 'share' },
      ],
      runs: [run.id],
      nodes: [],
    },
    nextStep: 'Run again while nothing else happens in the tab; order and statuses are right all the same.',
    sure: { level: 'sure', why: 'The lateness was measured with the run.' },
    weightUs: off,
  };
};

/** Median of how wide the +/- of the nodes' times are, microseconds; 0 without any. */
function medianWidth(nodes: readonly NodeRun[]): number {
  const timed = nodes.filter((n) => n.startUs !== undefined && n.endUs !== undefined);
  return median(timed.map(({ uncertaintyUs: [early, late] }) => early + late)) ?? 0;
}

/** Half of the nodes or more were too quick for the engine's clock. */
export const resolution: Rule = ({ analysis }) => {
  const { run, bottlenecks } = analysis;
  const quick = bottlenecks.filter((b) => b.belowResolution);
  if (quick.length === 0 || quick.length * 2 < bottlenecks.length) return undefined;
  return {
    kind: 'resolution',
    severity: 'info',
    title: `${count(quick.length, 'node')} too quick to measure`,
    evidence: {
      text: `${percent(quick.length / bottlenecks.length)} of the nodes that ran took less than ${duration(run.resolutionUs)}, the least this engine's messages can tell apart.`,
      numbers: [
        { name: 'quick nodes', value: quick.length, unit: 'count' },
        { name: 'resolution', value: run.resolutionUs, unit: 'us' },
      ],
      runs: [run.id],
      nodes: quick.slice(0, NAMED).map((b) => b.id),
    },
    nextStep: 'Do not compare these nodes with each other; their sum is still right.',
    sure: { level: 'sure', why: 'Counted.' },
    weightUs: 0,
  };
};

function firstPerId(nodes: readonly NodeRun[]): NodeRun[] {
  return [...new Map([...nodes].reverse().map((n) => [n.id, n])).values()].reverse();
}

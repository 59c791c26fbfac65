import { isStatusOnly, type NodeRun, type Run } from '../model/run.ts';
import type { Rule } from './insight.ts';
import { partialWords } from './parallelization.ts';
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
  const { run } = analysis;
  const reasons = partialWords(run);
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

/** What was told of the run cannot have been: there is no figure to make of it, and somebody should know. */
export const contradictory: Rule = ({ analysis: { run, net } }) => {
  if (net.wrong.length === 0) return undefined;
  return {
    kind: 'contradictory',
    severity: 'medium',
    title: 'What was told of this run contradicts itself',
    evidence: {
      text: `${net.wrong.join(' ')} No minimum and no saving is computed from it, and it is compared with no other run.`,
      numbers: [{ name: 'contradictions', value: net.wrong.length, unit: 'count' }],
      runs: [run.id],
      nodes: [],
    },
    nextStep: 'Run again. If it comes back, export the session and report it: the engine, or how it is read, is wrong.',
    sure: { level: 'sure', why: 'Counted.' },
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
        : `Messages reached us late, because the page was busy or sent them together: half of the nodes are only known to within ${duration(ofNodes)}, in a run of ${length}.${run.partial ? '' : " The run's own length is right."}`,
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

/** Payload that a page must take in of one node: this much, and this share of all. */
const LARGE_BYTES = 2 << 20;
const LARGE_SHARE = 0.25;

/** One node sends the page so much that taking it in costs time, and makes all times less certain. */
export const oversized: Rule = ({ analysis }) => {
  const { run } = analysis;
  const sizes = new Map<string, { readonly node: NodeRun; bytes: number }>();
  for (const node of run.nodes) {
    if (node.bytes === undefined) continue;
    const known = sizes.get(node.id);
    if (known) known.bytes += node.bytes;
    else sizes.set(node.id, { node, bytes: node.bytes });
  }
  const all = [...sizes.values()].reduce((sum, s) => sum + s.bytes, 0);
  const [largest] = [...sizes.values()].sort((a, b) => b.bytes - a.bytes);
  if (!largest || largest.bytes < LARGE_BYTES || largest.bytes < LARGE_SHARE * all) return undefined;
  const { node, bytes } = largest;
  const megabytes = `${(bytes / 2 ** 20).toFixed(1)} MB`;
  return {
    kind: 'oversized',
    severity: 'low',
    title: `${nameOf(node)} sends ${megabytes} to the page`,
    evidence: {
      text: `${megabytes} of the ${(all / 2 ** 20).toFixed(1)} MB that nodes of this run sent as results.`,
      numbers: [
        { name: 'bytes as sent', value: bytes, unit: 'count' },
        { name: 'share of all results', value: bytes / all, unit: 'share' },
      ],
      runs: [run.id],
      nodes: [node.id],
    },
    nextStep: `Send a reference or a preview instead of the whole result of ${nameOf(node)}: the page has to take it in while it watches the run.`,
    sure: { level: 'sure', why: 'Counted on the wire.' },
    weightUs: 0,
  };
};

/** A node needed several tries, or let items fail and went on. */
export const retries: Rule = ({ analysis }) => {
  const { run, bottlenecks } = analysis;
  const tries = new Map<string, { readonly node: NodeRun; retries: number; failed: number }>();
  for (const node of run.nodes) {
    const { retries: again = 0, failedItems: failed = 0 } = node;
    if (again + failed === 0) continue;
    const known = tries.get(node.id) ?? { node, retries: 0, failed: 0 };
    tries.set(node.id, { ...known, retries: known.retries + again, failed: known.failed + failed });
  }
  if (tries.size === 0) return undefined;
  const work = new Map(bottlenecks.map((b) => [b.id, b.workUs]));
  const found = [...tries.values()].sort((a, b) => (work.get(b.node.id) ?? 0) - (work.get(a.node.id) ?? 0));
  const [first] = found;
  if (!first) return undefined;
  const us = found.reduce((sum, { node }) => sum + (work.get(node.id) ?? 0), 0);
  const what = (f: typeof first): string =>
    `${nameOf(f.node)}: ${[
      ...(f.retries > 0
        ? [`${f.retries} failed ${f.retries === 1 ? 'try' : 'tries'} before the one that counted`]
        : []),
      ...(f.failed > 0 ? [`${count(f.failed, 'item')} with an error, although it went on`] : []),
    ].join(', ')}`;
  return {
    kind: 'retries',
    severity: us >= 0.2 * analysis.summary.durationUs ? 'medium' : 'low',
    title:
      first.retries > 0
        ? `${nameOf(first.node)} needed ${first.retries + 1} tries`
        : `${nameOf(first.node)} let items fail`,
    evidence: {
      text: `${found.slice(0, NAMED).map(what).join('; ')}. They took ${duration(us)}${
        found.some((f) => f.retries > 0) ? ', failed work and pauses between tries included' : ''
      }.`,
      numbers: [
        { name: 'failed tries', value: found.reduce((sum, f) => sum + f.retries, 0), unit: 'count' },
        { name: 'failed items', value: found.reduce((sum, f) => sum + f.failed, 0), unit: 'count' },
        { name: 'time of these nodes', value: us, unit: 'us' },
      ],
      runs: [run.id],
      nodes: found.map((f) => f.node.id),
    },
    nextStep: `See in the editor what ${nameOf(first.node)} failed with: without that, its time is spent once.`,
    sure: { level: 'sure', why: 'The engine said so.' },
    weightUs: us,
  };
};

function firstPerId(nodes: readonly NodeRun[]): NodeRun[] {
  return [...new Map([...nodes].reverse().map((n) => [n.id, n])).values()].reverse();
}

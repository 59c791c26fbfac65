import { isOver, type NodeStatus, type Run } from '../model/run.ts';
import { isAlike, whyNotComparable } from './comparable.ts';
import { wrongLength } from './contradictions.ts';
import type { Rule } from './insight.ts';
import { workById } from './regression.ts';
import { median } from './stats/robust.ts';
import { durationOf } from './window.ts';
import { count, duration, nameOf } from './words.ts';

/** What a first run must take beyond the others to be worth a word: this long, and this share of them. */
const COLD_MIN_US = 100_000;
const COLD_SHARE = 0.1;
/** At most this many nodes are named in one finding. */
const NAMED = 3;

/** The first run since the page was loaded or the graph changed took longer than the ones like it that followed another. */
export const coldStart: Rule = ({ analysis, others }) => {
  const { run } = analysis;
  if (run.cold === undefined || whyNotComparable(run) !== undefined) return undefined;
  const warm = others.filter((r) => r.cold === undefined && whyNotComparable(r) === undefined && isAlike(r, run));
  const usual = median(warm.map(durationOf));
  const own = durationOf(run);
  if (usual === undefined || own - usual < Math.max(COLD_MIN_US, COLD_SHARE * usual, run.resolutionUs)) {
    return undefined;
  }
  const works = warm.map(workById);
  const slower = [...workById(run)]
    .map(([id, { title, workUs }]) => ({
      id,
      title,
      deltaUs: workUs - (median(works.flatMap((w) => w.get(id)?.workUs ?? [])) ?? workUs),
    }))
    .filter(({ deltaUs }) => deltaUs > COLD_SHARE * (own - usual))
    .sort((a, b) => b.deltaUs - a.deltaUs)
    .slice(0, NAMED);
  const since = run.cold === 'page-load' ? 'the page was loaded' : 'the graph changed';
  const named = slower.map((n) => `${nameOf({ ...n, type: '' })} ${duration(n.deltaUs)}`).join(', ');
  return {
    kind: 'cold-start',
    severity: 'low',
    title: `A cold start: ${duration(own - usual)} more than usual`,
    evidence: {
      text: `It was the first run of this workflow since ${since}, and took ${duration(own)}; ${count(warm.length, 'run')} like it that followed another took ${duration(usual)} (median). ${
        named === ''
          ? 'No single node took it: it went by between nodes.'
          : slower.reduce((sum, n) => sum + n.deltaUs, 0) * 2 >= own - usual
            ? `Most of it went into ${named}.`
            : `Of that into ${named}; the rest went by between nodes.`
      }`,
      numbers: [
        { name: 'this run', value: own, unit: 'us' },
        { name: 'usual', value: usual, unit: 'us' },
        { name: 'runs it is held against', value: warm.length, unit: 'count' },
      ],
      runs: [run.id, ...warm.slice(0, NAMED).map((r) => r.id)],
      nodes: slower.map((n) => n.id),
    },
    nextStep:
      'Keep models loaded between runs if first runs matter to you. It is compared only with other first runs, so it is no regression.',
    sure: {
      level: warm.length >= 3 ? 'sure' : 'unsure',
      why:
        warm.length >= 3
          ? 'Measured against runs of the same graph and nodes.'
          : `Held against ${count(warm.length, 'run')} only.`,
    },
    weightUs: own - usual,
  };
};

/** Runs in which a node ran although all it depends on came from the cache. */
const MISSES = 3;
/** A node below this share of the run is not worth caching. */
const WORTH = 0.05;

/**
 * A node that never comes from the cache, although everything it depends on did, in three runs or more: something in it changes each
 * time. Only of engines that are seen to cache.
 */
export const cacheMiss: Rule = ({ analysis, others }) => {
  const { run, bottlenecks, summary } = analysis;
  if (run.graphHash === '' || !isOver(run.status)) return undefined;
  const runs = [run, ...others.filter((r) => r.graphHash === run.graphHash && isOver(r.status))];
  const worth = bottlenecks.filter((b) => b.share >= WORTH && !b.belowResolution);
  if (runs.length < MISSES || worth.length === 0) return undefined;
  const states = runs.map(statesOf);
  const before = new Map<string, string[]>(worth.map((b) => [b.id, []]));
  for (const [from, to] of run.edges) before.get(to)?.push(from);
  const missed = (id: string, state: ReadonlyMap<string, State>): boolean =>
    state.get(id) === 'ran' && (before.get(id) ?? []).every((p) => state.get(p) === 'kept' || state.get(p) === 'given');
  const found = worth
    .filter((b) => states.every((s) => s.get(b.id) !== 'kept'))
    .flatMap((b) => {
      const misses = runs.filter((_, i) => {
        const state = states[i];
        return state && missed(b.id, state) && [...state.values()].includes('kept');
      });
      return misses.length >= MISSES && misses.includes(run) ? [{ b, misses }] : [];
    })
    .sort((x, y) => y.b.workUs - x.b.workUs);
  const [worst] = found;
  if (!worst) return undefined;
  const { b, misses } = worst;
  const usual = median(misses.map((r) => workById(r).get(b.id)?.workUs ?? 0)) ?? b.workUs;
  const name = nameOf(b);
  return {
    kind: 'cache-miss',
    severity: b.workUs >= 0.2 * summary.durationUs ? 'medium' : 'low',
    title: `${name} never comes from the cache`,
    evidence: {
      text: `In ${count(misses.length, 'run')} it ran again, ${duration(usual)} each time (median), although all it depends on was cached.`,
      numbers: [
        { name: 'runs', value: misses.length, unit: 'count' },
        { name: 'each time', value: usual, unit: 'us' },
        { name: 'share of this run', value: b.share, unit: 'share' },
      ],
      runs: misses.slice(0, NAMED).map((r) => r.id),
      nodes: [b.id],
    },
    nextStep: `Something in ${name} changes each time: fix its random seed, or a value that need not change, and it will be kept.`,
    sure: {
      level: 'unsure',
      why: 'Values of parameters are never looked at: the change may be what you want.',
    },
    weightUs: b.workUs,
  };
};

/** `kept`: its result came from the cache; `given`: it never has to run. */
type State = 'ran' | 'kept' | 'given' | 'other';

const IDLE: Partial<Record<NodeStatus, State>> = { cached: 'kept', reused: 'kept', constant: 'given', pinned: 'given' };

/** Of each node; one with several instances ran when one of them did. */
function statesOf(run: Run): ReadonlyMap<string, State> {
  const out = new Map<string, State>();
  for (const { id, status, startUs } of run.nodes) {
    const state: State = startUs !== undefined ? 'ran' : (IDLE[status] ?? 'other');
    if (state === 'ran' || !out.has(id)) out.set(id, state);
  }
  return out;
}

/** Runs looked back over for failures, and how many of them must have failed. */
const LOOK_BACK = 20;
const FAILED = 3;

/** Several of the last runs failed: what that cost, and where. */
export const errorCost: Rule = ({ analysis, others }) => {
  const { run } = analysis;
  if (!isOver(run.status)) return undefined;
  const last = [run, ...others.filter((r) => isOver(r.status) && r.startUs < run.startUs)].slice(0, LOOK_BACK);
  const failed = last.filter((r) => r.status === 'error');
  if (failed.length < FAILED) return undefined;
  const lost = failed.reduce((sum, r) => sum + (wrongLength(r) === undefined ? durationOf(r) : 0), 0);
  const places = new Map<string, number>();
  for (const r of failed) {
    const id = r.nodes.find((n) => n.status === 'error')?.id;
    if (id !== undefined) places.set(id, (places.get(id) ?? 0) + 1);
  }
  const [worst] = [...places].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const node = worst && failed.flatMap((r) => r.nodes).find((n) => n.id === worst[0]);
  const where =
    worst && node ? ` ${worst[1] === failed.length ? 'All' : count(worst[1], 'time')} at ${nameOf(node)}.` : '';
  return {
    kind: 'error-cost',
    severity: failed.length * 4 >= last.length ? 'medium' : 'low',
    title: `${failed.length} of the last ${count(last.length, 'run')} failed`,
    evidence: {
      text: `${duration(lost)} went into runs that came to nothing.${where}`,
      numbers: [
        { name: 'failed runs', value: failed.length, unit: 'count' },
        { name: 'share', value: failed.length / last.length, unit: 'share' },
        { name: 'time lost', value: lost, unit: 'us' },
      ],
      runs: [run.id, ...failed.filter((r) => r !== run).map((r) => r.id)].slice(0, NAMED),
      nodes: worst ? [worst[0]] : [],
    },
    nextStep: node
      ? `Make ${nameOf(node)} fail earlier or less often: check its inputs before the long nodes run.`
      : 'See the messages the editor shows for these runs.',
    sure: { level: 'sure', why: 'Counted.' },
    weightUs: lost / last.length,
  };
};

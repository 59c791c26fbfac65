import { type Ends, namesOf } from '../model/names.ts';
import { isOver, type NodeRun, type Run, type RunHead } from '../model/run.ts';
import { liesInItself, parentsOf } from './nesting.ts';
import { windowOf } from './window.ts';
import { count, duration, nameOf } from './words.ts';

/** Longer than any run: what claims it mixes two clocks, or a time in seconds with one in microseconds. */
const YEAR_US = 366 * 86_400e6;
/** A node may end this share of the run after it: the messages of a run and of its nodes may come by different ways. */
const LATE_SHARE = 0.01;

/** Why the length of a run is no figure at all; undefined where it is one. Of a head alone what its nodes say is not looked at. */
export function wrongLength(run: Run | RunHead): string | undefined {
  const { startUs, endUs = startUs, resolutionUs } = run;
  if (endUs < startUs - resolutionUs) return `The run ended ${duration(startUs - endUs)} before it began.`;
  const lastUs = 'nodes' in run ? windowOf(run).endUs : endUs;
  return lastUs - startUs > YEAR_US ? 'Its times lie more than a year apart: one of them is wrong.' : undefined;
}

const known = new WeakMap<Run, readonly string[]>();

/**
 * What of a run cannot have been, in words; empty of every run that an engine could have made. From such data no minimum, saving or
 * comparison is computed. Times that differ by a quantum of the run's clock do not differ. Ends that are missing or late are told of no run
 * that was cut off or cancelled: there they are what one expects.
 */
export function contradictions(run: Run): readonly string[] {
  const had = known.get(run);
  if (had) return had;
  const found = [wrongLength(run), ...ofTimes(run), ...ofInstances(run)].filter((words) => words !== undefined);
  known.set(run, found);
  return found;
}

function ofTimes(run: Run): (string | undefined)[] {
  const { startUs, endUs, resolutionUs: eps, nodes } = run;
  const whole = isOver(run.status) && !['cut', 'cancelled', 'suspended'].includes(run.status);
  const lateUs = endUs === undefined ? 0 : Math.max(0, endUs - startUs) * LATE_SHARE;
  const backward: NodeRun[] = [];
  const early: NodeRun[] = [];
  const late: NodeRun[] = [];
  const endless: NodeRun[] = [];
  for (const node of nodes) {
    if (node.startUs === undefined) continue;
    const [before, after] = node.uncertaintyUs;
    if (node.startUs < startUs - eps - after) early.push(node);
    if (node.endUs === undefined) {
      if (whole) endless.push(node);
      continue;
    }
    if (node.endUs < node.startUs - eps) backward.push(node);
    const allowedUs = Math.max(lateUs, eps + before);
    if (whole && endUs !== undefined && node.endUs > endUs + allowedUs) late.push(node);
  }
  return [
    named(backward, 'ended before it began', 'ended before they began'),
    named(early, 'began before the run did', 'began before the run did'),
    named(late, 'ended after the run had', 'ended after the run had'),
    named(endless, 'began and never ended, although the run did', 'began and never ended, although the run did'),
  ];
}

function ofInstances(run: Run): (string | undefined)[] {
  const { of, members, instance } = namesOf(run);
  const again: number[] = [];
  for (let k = 1; k < members.length; k++) {
    const [a, b] = [members[k - 1] as number, members[k] as number];
    if (of[a] === of[b] && instance[a] === instance[b]) again.push(b);
  }
  const twice = again.sort((a, b) => a - b).flatMap((i) => run.nodes[i] ?? []);
  const inside = liesInItself(run, parentsOf(run)).flatMap((i) => run.nodes[i] ?? []);
  return [
    named(twice, 'is there twice as the same instance', 'are there twice as the same instance'),
    named(inside, 'is said to lie inside itself', 'are said to lie inside themselves'),
  ];
}

/**
 * What of a run's dependencies cannot have been: `dropped` of them had to be left out of a circle, or they name nodes that are not there
 * (of a run that was seen completely). Times are none the worse for it, the longest chain is not known.
 */
export function wrongDependencies(
  { edges, partial = [] }: Pick<Run, 'edges' | 'partial'>,
  ends: Ends,
  dropped: number,
): readonly string[] {
  const loose = partial.length > 0 ? 0 : ends.from.filter((from, i) => from < 0 || (ends.to[i] as number) < 0).length;
  const those = (n: number): string => count(n, 'dependency', 'dependencies');
  return [
    ...(dropped > 0
      ? [`${those(dropped)} contradicted the observed order and ${dropped === 1 ? 'was' : 'were'} left out.`]
      : []),
    ...(loose > 0
      ? [
          `${those(loose)} of ${edges.length} ${loose === 1 ? 'names a node' : 'name nodes'} that the run does not have.`,
        ]
      : []),
  ];
}

/** "B and 2 other nodes ended before they began." */
function named(nodes: readonly NodeRun[], one: string, many: string): string | undefined {
  const [first] = nodes;
  if (!first) return undefined;
  return nodes.length === 1
    ? `${nameOf(first)} ${one}.`
    : `${nameOf(first)} and ${count(nodes.length - 1, 'other node')} ${many}.`;
}

import type { AgainstHistory } from './against-history.ts';
import type { Grade } from './grade.ts';
import type { SetComparison } from './two-sets.ts';
import { count, duration, percent } from './words.ts';

/** What two sets of runs say of each other, in one sentence: "Slower for sure: 28 % [14 %, 45 %], p = 0.0080, 6 runs against 6." */
export function setVerdict(sets: SetComparison | undefined, [n, m]: readonly [before: number, after: number]): string {
  const sizes = `${count(n, 'run')} against ${m}`;
  if (!sets) return `Nothing to tell: ${sizes}.`;
  const { kind, ratio, p } = sets;
  if (kind === 'not-enough-runs') {
    const missing = [Math.max(0, LEAST - n), Math.max(0, LEAST - m)];
    const ask = missing.flatMap((k, i) => (k > 0 ? [`${k} more ${i === 0 ? 'of the first' : 'of the second'}`] : []));
    return `Not enough runs for a verdict: ${sizes}, 4 against 4 is the least (${ask.join(', ')}).`;
  }
  const interval = `${signedPercent(ratio.ratio - 1)} [${signedPercent(ratio.low - 1)}, ${signedPercent(ratio.high - 1)}], p = ${p.toPrecision(2)}, ${sizes}`;
  if (kind === 'no-difference') return `No difference that is more than chance: ${interval}.`;
  return `${kind === 'slower' ? 'Slower' : 'Faster'} for sure: ${interval}.`;
}

/** Runs of each side that a verdict on two sets needs (two-sets.ts). */
const LEAST = 4;

function signedPercent(share: number): string {
  return share < 0 ? percent(share).replace('-', '−') : percent(share);
}

/** What a run's own history says of it, in one sentence and how loud to say it. */
export interface VerdictLine {
  readonly tone: 'bad' | 'good' | 'neutral';
  readonly text: string;
}

/** Of a run that can be compared; `against` as from `againstHistory`. */
export function historyVerdict({ run, nodes, history }: AgainstHistory): VerdictLine {
  const n = count(history.length, 'comparable run');
  const usual = run.medianUs === undefined ? '' : ` of ${duration(run.medianUs)} over ${n}`;
  const by = run.ratio === undefined ? '' : percent(Math.abs(run.ratio - 1));
  switch (run.kind) {
    case 'confirmed':
      return { tone: 'bad', text: `Slower by ${by} than the median${usual}, confirmed.` };
    case 'improved':
      return { tone: 'good', text: `Faster by ${by} than the median${usual}, confirmed.` };
    case 'suspect':
      return {
        tone: 'neutral',
        text: `Perhaps slower: ${by} above the median${usual}. Run it three more times to be sure.`,
      };
    case 'maybe-improved':
      return {
        tone: 'neutral',
        text: `Perhaps faster: ${by} below the median${usual}. Run it three more times to be sure.`,
      };
    case 'not-enough-runs':
      return history.length === 0
        ? { tone: 'neutral', text: 'No comparable run yet: run it again to have something to hold it against.' }
        : { tone: 'neutral', text: `Too few runs for a verdict: ${n}, five are needed.${plainly(run)}` };
    case 'small':
    case 'noise': {
      const same =
        run.kind === 'small'
          ? `${by} ${(run.ratio ?? 1) > 1 ? 'more' : 'less'} than the median${usual}, too little to matter`
          : `As usual: within the spread of ${n} (median ${duration(run.medianUs ?? 0)})`;
      const slower = nodes.find((g) => g.grade.kind === 'confirmed');
      if (!slower) return { tone: 'neutral', text: `${same}.` };
      const more = percent((slower.grade.ratio ?? 1) - 1);
      const why = slower.hidden ? 'hidden by other work' : 'by too little to slow the run for sure';
      return { tone: 'neutral', text: `${same}. ${slower.title || slower.id} is ${more} slower, ${why}.` };
    }
  }
}

function plainly({ ratio, medianUs }: Grade): string {
  if (ratio === undefined || medianUs === undefined) return '';
  const change = ratio - 1;
  const by = percent(Math.abs(change));
  if (Math.abs(change) < 0.005) return ` As long as their median of ${duration(medianUs)}.`;
  return ` ${change >= 0 ? `${by} above` : `${by} below`} their median of ${duration(medianUs)}.`;
}

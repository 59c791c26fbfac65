import type { Analysis } from './analyse.ts';
import { wrongLength } from './contradictions.ts';

/** How long a run took, as far as that is known, microseconds. */
export type Length =
  | { readonly known: 'time' | 'bound'; readonly us: number }
  | { readonly known: 'nothing'; readonly why: string };

/**
 * The length of a run as it may be told. Of one that is shorter than its own uncertainty all that is known is a bound, and that
 * it did not begin before it was asked for.
 */
export function lengthOfRun({ run, summary }: Pick<Analysis, 'run' | 'summary'>): Length {
  const why = wrongLength(run);
  if (why !== undefined) return { known: 'nothing', why };
  const { durationUs, queueUs, live } = summary;
  const [early, late] = run.uncertaintyUs;
  const unsure = early + late;
  if (live || durationUs >= unsure) return { known: 'time', us: Math.max(0, durationUs) };
  return { known: 'bound', us: durationUs + Math.min(unsure, (queueUs ?? unsure) + late) };
}

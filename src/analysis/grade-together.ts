import { type Grade, type GradeOptions, grade, spreadOf } from './grade.ts';
import { median } from './stats/robust.ts';

/** A time and what it was in earlier runs, newest first, microseconds. */
export interface Asked {
  readonly us: number;
  readonly before: readonly number[];
}

/**
 * Grades of many times of one run, one each; those too short to differ by the floor are left undefined. Many are asked about at once, and
 * each is held against a few runs only: one whose runs happen to agree is allowed the spread that all of these have in the middle, and the
 * more there are, the farther out one must lie.
 */
export function gradeTogether(
  all: readonly Asked[],
  floors: Pick<GradeOptions, 'floorUs' | 'quantumUs'>,
): (Grade | undefined)[] {
  const long = ({ us, before }: Asked): boolean => Math.max(us, ...before) > floors.floorUs;
  const asked = all.filter(long);
  const leastSpread = median(asked.map(({ before }) => spreadOf(before))) ?? 0;
  const options = { ...floors, leastSpread, among: asked.length };
  return all.map((each) => (long(each) ? grade(each.us, withoutSlow(each.before, options), options) : undefined));
}

/**
 * The past of a node without the runs in which it was slower for sure, so that being slow for a while does not become what is usual. Once
 * these are as many as the others they are the usual. `times` newest first, as what is returned.
 */
function withoutSlow(times: readonly number[], options: GradeOptions): readonly number[] {
  let usual: number[] = [];
  let slow: number[] = [];
  for (const us of [...times].reverse()) {
    if (grade(us, usual, options).kind === 'confirmed') slow.push(us);
    else usual.push(us);
    if (slow.length >= usual.length && slow.length > 0) [usual, slow] = [slow, []];
  }
  return usual.reverse();
}

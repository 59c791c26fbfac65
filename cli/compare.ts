import { isComparable, whyNotComparable } from '../src/analysis/comparable.ts';
import { type EngineOverrides, engineOf } from '../src/analysis/engine.ts';
import { type Explanation, explain, type Reason } from '../src/analysis/explain.ts';
import { buildNet } from '../src/analysis/net.ts';
import { compareSets, type SetComparison } from '../src/analysis/two-sets.ts';
import { windowOf } from '../src/analysis/window.ts';
import { count, duration, percent } from '../src/analysis/words.ts';
import { fail, ok, type Result } from '../src/model/result.ts';
import type { Run } from '../src/model/run.ts';
import { harmless, table } from './table.ts';

export interface Comparison {
  readonly before: Run;
  readonly after: Run;
  /** False when the two did not do the same work: the explanation holds, a verdict would not. */
  readonly comparable: boolean;
  readonly explanation: Explanation;
  /** All runs like the two, in either file, against each other; absent when they are not comparable. */
  readonly sets?: SetComparison;
  readonly counts: readonly [before: number, after: number];
}

/** The newest run of `after` against the newest like it of `before`. Fails when there is none of the same workflow. */
export function compare(before: readonly Run[], after: readonly Run[], engines: EngineOverrides): Result<Comparison> {
  const b = newest(after.filter((r) => whyNotComparable(r) === undefined)) ?? newest(after);
  if (!b) return fail('there is no run in it', 'AFTER');
  const like = before.filter((r) => r.editor === b.editor && sameWorkflow(r, b));
  const same = like.filter((r) => whyNotComparable(r) === undefined && isComparable({ ...r, origin: b.origin }, b));
  const a = newest(same) ?? newest(like.filter((r) => whyNotComparable(r) === undefined)) ?? newest(like);
  if (!a) return fail(`there is no run of ${b.workflow.name || b.workflow.id || 'the same workflow'} in it`, 'BEFORE');
  const net = (run: Run) => buildNet(run, { engine: engineOf(run, engines) });
  const comparable = same.length > 0 && whyNotComparable(b) === undefined;
  const others = after.filter((r) => whyNotComparable(r) === undefined && isComparable(r, b));
  const sets = comparable ? compareSets(same.map(lengthOf), others.map(lengthOf)) : undefined;
  return ok({
    before: a,
    after: b,
    comparable,
    explanation: explain(net(a), net(b)),
    ...(sets ? { sets } : {}),
    counts: [same.length, others.length],
  });
}

function sameWorkflow(a: Run, b: Run): boolean {
  return a.workflow.id === b.workflow.id && (a.workflow.id !== '' || a.workflow.name === b.workflow.name);
}

function newest(runs: readonly Run[]): Run | undefined {
  return runs.reduce<Run | undefined>((best, run) => (!best || run.startUs >= best.startUs ? run : best), undefined);
}

function lengthOf(run: Run): number {
  const { startUs, endUs } = windowOf(run);
  return endUs - startUs;
}

const WAITS: Record<Reason['kind'], string> = {
  WORK: 'work',
  HANDOFF: '(hand-off between nodes)',
  DISPATCH: '(waiting for a worker)',
  STARTUP: '(start-up)',
  EXTERNAL: '(parked)',
  TAIL: '(after the last node)',
};

/** The comparison for people. */
export function compareText({ before, comparable, explanation, sets, counts }: Comparison): string {
  const { beforeUs, afterUs, reasons, unmatched } = explanation;
  const change = beforeUs > 0 ? ` (${signed(percent(afterUs / beforeUs - 1), afterUs - beforeUs)})` : '';
  const rows = reasons
    .filter((r) => r.deltaUs !== 0)
    .map((r) => [
      r.node
        ? `${r.node.title || r.node.after || r.node.before}${r.node.guessed ? ' (matched by its place)' : ''}`
        : WAITS[r.kind],
      duration(r.beforeUs),
      duration(r.afterUs),
      signed(duration(r.deltaUs), r.deltaUs),
      r.moved === 'entered' ? 'came onto the critical path' : r.moved === 'left' ? 'left the critical path' : '',
    ]);
  return harmless(
    `${[
      `${before.workflow.name || before.workflow.id || 'Unnamed workflow'}: ${duration(beforeUs)} -> ${duration(afterUs)}${change}`,
      ...(comparable
        ? []
        : ['The two runs did not do the same work (graph, cached or skipped nodes differ): no verdict.']),
      ...(sets ? [verdict(sets, counts)] : []),
      '',
      'On the critical path, largest change first; the changes add up to the difference',
      table([['', 'before', 'after', 'change', ''], ...rows]),
      ...(unmatched.length === 0
        ? []
        : ['', `Only in one of the two: ${unmatched.map((m) => m.title || m.after || m.before).join(', ')}`]),
    ].join('\n')}\n`,
  );
}

function verdict({ kind, ratio, p }: SetComparison, [n, m]: readonly [number, number]): string {
  const sizes = `${count(n, 'run')} against ${m}`;
  if (kind === 'not-enough-runs') return `Not enough runs for a verdict: ${sizes}, 4 against 4 is the least.`;
  const interval = `${percent(ratio.ratio - 1)} [${percent(ratio.low - 1)}, ${percent(ratio.high - 1)}], p = ${p.toPrecision(2)}, ${sizes}`;
  if (kind === 'no-difference') return `No difference that is more than chance: ${interval}.`;
  return `${kind === 'slower' ? 'Slower' : 'Faster'} for sure: ${interval}.`;
}

function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : text.replace(/^-/, '−');
}

/** The comparison for programs; docs/cli.md has the shape. */
export function compareJson({ before, after, comparable, explanation, sets, counts }: Comparison): string {
  const ids = { before: before.id, after: after.id };
  return `${JSON.stringify({ ...ids, comparable, ...explanation, sets: sets ?? null, counts }, null, 2)}\n`;
}

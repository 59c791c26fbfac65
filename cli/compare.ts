import { isComparable, isSameWorkflow, whyNotComparable } from '../src/analysis/comparable.ts';
import { type Comparison, compareSides } from '../src/analysis/compare.ts';
import type { EngineOverrides } from '../src/analysis/engine.ts';
import type { Reason } from '../src/analysis/explain.ts';
import { setVerdict } from '../src/analysis/verdict-words.ts';
import { count, duration, percent } from '../src/analysis/words.ts';
import { fail, ok, type Result } from '../src/model/result.ts';
import type { Run } from '../src/model/run.ts';
import { harmless, table } from './table.ts';

/** The newest run of `after` against the newest like it of `before`. Fails when there is none of the same workflow. */
export function compare(before: readonly Run[], after: readonly Run[], engines: EngineOverrides): Result<Comparison> {
  const sound = (r: Run): boolean => whyNotComparable(r) === undefined;
  // A first run is not like the ones after it: where there is another, that one is meant.
  const b =
    newest(after.filter((r) => sound(r) && r.cold === undefined)) ?? newest(after.filter(sound)) ?? newest(after);
  if (!b) return fail('there is no run in it', 'AFTER');
  const known = before.filter((r) => isSameWorkflow(r, b));
  const like = known.filter((r) => sound(r) && isComparable({ ...r, origin: b.origin }, b));
  const a = newest(like) ?? newest(known.filter(sound)) ?? newest(known);
  if (!a) return fail(`there is no run of ${b.workflow.name || b.workflow.id || 'the same workflow'} in it`, 'BEFORE');
  const others = after.filter((r) => sound(r) && isComparable(r, b));
  return ok(
    compareSides(
      { run: a, set: like.length > 0 ? like : [a] },
      { run: b, set: others.length > 0 ? others : [b] },
      engines,
    ),
  );
}

function newest(runs: readonly Run[]): Run | undefined {
  return runs.reduce<Run | undefined>((best, run) => (!best || run.startUs >= best.startUs ? run : best), undefined);
}

const WAITS: Record<Reason['kind'], string> = {
  WORK: 'work',
  HANDOFF: '(hand-off between nodes)',
  DISPATCH: '(waiting for a worker)',
  STARTUP: '(start-up)',
  EXTERNAL: '(parked)',
  TAIL: '(after the last node)',
};

/** Rows shown of nodes that changed. */
const ROWS = 10;

/** The comparison for people. */
export function compareText(comparison: Comparison): string {
  const { before, differ, explanation, sets, counts, nodes, graph } = comparison;
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
      differ === undefined ? setVerdict(sets, counts) : `No verdict. ${differ}`,
      ...graphLines(graph),
      '',
      'On the critical path, largest change first; the changes add up to the difference',
      table([['', 'before', 'after', 'change', ''], ...rows]),
      ...nodeTable(nodes),
      ...(unmatched.length === 0
        ? []
        : ['', `Only in one of the two: ${unmatched.map((m) => m.title || m.after || m.before).join(', ')}`]),
    ].join('\n')}\n`,
  );
}

function graphLines({ same, added, removed, edgesAdded, edgesRemoved }: Comparison['graph']): string[] {
  if (same) return [];
  const parts = [
    [added.length, 'new node'],
    [removed.length, 'removed node'],
    [edgesAdded.length, 'new edge'],
    [edgesRemoved.length, 'removed edge'],
  ] as const;
  return [
    `The graph changed: ${parts
      .filter(([n]) => n > 0)
      .map(([n, what]) => count(n, what))
      .join(', ')}.`,
  ];
}

/** Working times node by node: medians where there are several runs. */
function nodeTable(nodes: Comparison['nodes']): string[] {
  const changed = nodes.filter((n) => n.deltaUs !== 0 && n.beforeUs !== undefined && n.afterUs !== undefined);
  if (changed.length === 0) return [];
  const rows = changed
    .slice(0, ROWS)
    .map(({ node, beforeUs = 0, afterUs = 0, deltaUs, sure }) => [
      node.title || node.after || node.before || '',
      duration(beforeUs),
      duration(afterUs),
      signed(duration(deltaUs), deltaUs),
      sure ? `${sure.kind} for sure` : '',
    ]);
  const more = changed.length > ROWS ? [`  ... and ${changed.length - ROWS} more (--json has all)`] : [];
  return [
    '',
    'Working time by node (median), on the path or not',
    table([['', 'before', 'after', 'change', ''], ...rows]),
    ...more,
  ];
}

function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : text.replace(/^-/, '−');
}

/** The comparison for programs; docs/cli.md has the shape. */
export function compareJson({ before, after, differ, explanation, sets, counts, nodes, graph }: Comparison): string {
  const ids = { before: before.id, after: after.id };
  const comparable = differ === undefined;
  const why = differ === undefined ? {} : { differ };
  const body = { ...ids, comparable, ...why, ...explanation, sets: sets ?? null, counts, nodes, graph };
  return `${JSON.stringify(body, null, 2)}\n`;
}

import { type AgainstHistory, againstHistory } from '../src/analysis/against-history.ts';
import { type Breach, breaches } from '../src/analysis/budget.ts';
import { contradictions } from '../src/analysis/contradictions.ts';
import { count, duration, percent } from '../src/analysis/words.ts';
import type { Budget } from '../src/model/budget.ts';
import type { PriceTable } from '../src/model/price.ts';
import type { Run } from '../src/model/run.ts';
import { harmless } from './table.ts';

/** The newest run of one workflow against its own past. */
export interface Checked {
  readonly run: Run;
  /** Undefined when it cannot be compared with any. */
  readonly against: AgainstHistory | undefined;
}

export interface CheckResult {
  readonly breaches: readonly Breach[];
  readonly newest: readonly Checked[];
  /** Runs held against no budget on time, and why. */
  readonly untimed: readonly { readonly run: Run; readonly why: string }[];
  /** False when a budget was breached, or a run or node is slower for sure. */
  readonly passed: boolean;
}

/** Every run against the budgets; the newest run of each workflow against its history. */
export function check(runs: readonly Run[], budgets: readonly Budget[], table: PriceTable): CheckResult {
  const found = runs.flatMap((run) => breaches(run, budgets, table));
  const newest = new Map<string, Run>();
  for (const run of runs) {
    const key = JSON.stringify([run.origin, run.editor, run.workflow.id || run.workflow.name]);
    const other = newest.get(key);
    if (!other || other.startUs <= run.startUs) newest.set(key, run);
  }
  const checked = [...newest.values()].map((run): Checked => ({ run, against: againstHistory(run, runs) }));
  const slower = checked.some(({ against }) => against && isSlower(against));
  const untimed = runs.flatMap((run) => {
    const [why] = budgets.length > 0 ? contradictions(run) : [];
    return why === undefined ? [] : [{ run, why }];
  });
  return { breaches: found, newest: checked, untimed, passed: found.length === 0 && !slower };
}

function isSlower({ run, nodes }: AgainstHistory): boolean {
  return run.kind === 'confirmed' || nodes.some((n) => n.grade.kind === 'confirmed');
}

/** The result for people: what failed first, then what was looked at. */
export function checkText(file: string, runs: readonly Run[], result: CheckResult): string {
  const failures = [...result.breaches.map(breachLine), ...result.newest.flatMap(slowerLines)];
  const lines = [
    result.passed
      ? `PASSED  ${file}: ${count(runs.length, 'run')}`
      : `FAILED  ${file}: ${count(failures.length, 'finding')}`,
    ...failures,
    ...result.newest.map(lookedAt),
    ...result.untimed.map(({ run, why }) => `  time not checked: ${nameOf(run)}: ${why}`),
  ];
  return harmless(`${lines.join('\n')}\n`);
}

function breachLine({ budget, run, node, what, limit, actual, estimated }: Breach): string {
  const amount = (n: number): string =>
    what === 'time' ? duration(n) : `${n} ${budget.maxCost?.unit ?? ''}${estimated ? ' (estimated)' : ''}`;
  const who = node ? `node ${node.title || node.id}` : 'the run';
  const presumed =
    what === 'time' && (run.status === 'cut' || run.partial?.includes('no-end')) ? ' (its end was not seen)' : '';
  return `  over budget: ${who} of ${nameOf(run)}: ${amount(actual)}, allowed ${amount(limit)}${presumed}`;
}

function slowerLines({ run, against }: Checked): string[] {
  if (!against) return [];
  const n = against.history.length;
  const line = (who: string, ratio = 1, more = ''): string =>
    `  slower: ${who} of ${nameOf(run)}: ${percent(ratio - 1)} above the median of ${count(n, 'run')}${more}`;
  return [
    ...(against.run.kind === 'confirmed' ? [line('the run', against.run.ratio)] : []),
    ...against.nodes
      .filter((node) => node.grade.kind === 'confirmed')
      .map((node) =>
        line(
          `node ${node.title || node.id}`,
          node.grade.ratio,
          node.hidden ? '; hidden by parallelism, the run is not' : '',
        ),
      ),
  ];
}

function lookedAt({ run, against }: Checked): string {
  const verdict = against ? against.run.kind.replaceAll('-', ' ') : 'cannot be compared';
  return `  ${nameOf(run)}: ${verdict}${against ? ` (${count(against.history.length, 'comparable run')})` : ''}`;
}

function nameOf(run: Run): string {
  return `${run.workflow.name || run.workflow.id || 'unnamed workflow'}, run ${run.serverId || run.id}`;
}

/** The result for programs; docs/cli.md has the shape. */
export function checkJson(file: string, { breaches: found, newest, untimed, passed }: CheckResult): string {
  const body = {
    file,
    passed,
    breaches: found.map(({ run, ...rest }) => ({ runId: run.id, ...rest })),
    untimed: untimed.map(({ run, why }) => ({ runId: run.id, why })),
    newest: newest.map(({ run, against }) => ({
      runId: run.id,
      workflow: run.workflow,
      run: against?.run ?? null,
      nodes: against?.nodes ?? [],
      history: against?.history.map((r) => r.id) ?? [],
    })),
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}

import type { Incident } from '../model/alert.ts';
import type { Budget } from '../model/budget.ts';
import { fnv64 } from '../model/hash.ts';
import { BACKGROUND_LIMITS } from '../model/limits.ts';
import type { PriceTable } from '../model/price.ts';
import { isOver, isStatusOnly, type Run } from '../model/run.ts';
import { againstHistory } from './against-history.ts';
import { breaches } from './budget.ts';
import { contradictions } from './contradictions.ts';
import type { GradeKind } from './grade.ts';
import { durationOf } from './window.ts';
import { count, duration, percent } from './words.ts';

/** What the user wants to hear of. */
export interface AlertRules {
  readonly budgets: readonly Budget[];
  readonly prices: PriceTable;
  /** Also runs that are slower than their history for sure: the threshold is what the workflow's own runs spread by. */
  readonly slower: boolean;
}

/** What became of the open incidents. */
export interface Considered {
  /** Those that go on now, the one that began last first; the very list that was given when nothing changed. */
  readonly incidents: readonly Incident[];
  /** Those of them that this run has opened. */
  readonly opened: readonly Incident[];
}

/** What one run did that is told of: an incident without its course. */
type Finding = Pick<Incident, 'id' | 'cause' | 'node' | 'limit' | 'actual' | 'unit' | 'estimated'>;
/** Whose run it was: all that says that two runs, or a run and an incident, are of one workflow. */
type Whose = Pick<Incident, 'origin' | 'editor' | 'workflow'>;

/** Grades that say nothing for sure: they neither begin nor end that a workflow is slower. */
const OPEN_GRADES: readonly GradeKind[] = ['confirmed', 'suspect', 'not-enough-runs'];

/**
 * The open incidents after a run was looked at. One opens at the first run that gives cause, goes on with each that does, and closes
 * with the first later one that ended well, was seen completely and gives none. So a cause is told once, however often it comes in a
 * row, and a run that is looked at again changes no more than its own figure.
 * `history`: other runs that are known, in any order: it is graded by those it can be compared with, and those after it say that
 * it is old news, which opens nothing. `now`: the time on the run's clock, epoch microseconds, while it goes on.
 */
export function nextIncidents(
  open: readonly Incident[],
  run: Run,
  history: readonly Run[],
  rules: AlertRules,
  { now }: { readonly now?: number } = {},
): Considered {
  const nothing: Considered = { incidents: open, opened: [] };
  if (isStatusOnly(run) || (run.replaySpeed !== undefined && run.replaySpeed !== 1)) return nothing;
  const grade = rules.slower && isOver(run.status) ? againstHistory(run, history)?.run : undefined;
  const found = new Map(
    [...overBudget(run, rules, now), ...(grade?.kind === 'confirmed' ? [slower(run, grade.medianUs ?? 0)] : [])].map(
      (finding) => [finding.id, finding],
    ),
  );
  const clears = (cause: Incident['cause']): boolean =>
    endedWell(run) && (cause !== 'slower' || (grade !== undefined && !OPEN_GRADES.includes(grade.kind)));

  const key = keyOf(run);
  const goOn = open.flatMap((incident) => {
    if (keyOf(incident) !== key) return incident;
    const finding = found.get(incident.id);
    found.delete(incident.id);
    if (run.id === incident.lastRun) return finding ? withFigures(incident, finding) : incident;
    if (run.startUs <= incident.lastUs) return incident;
    if (finding) return withRun(incident, finding, run);
    const last = history.find(({ id }) => id === incident.lastRun);
    return clears(incident.cause) && (!last || follows(run, last)) ? [] : incident;
  });
  const isOldNews = history.some((later) => keyOf(later) === key && endedWell(later) && follows(later, run));
  const fresh = isOldNews ? [] : [...found.values()].map((finding) => begin(finding, run));
  const incidents = newest([...goOn, ...fresh]);
  const same = incidents.length === open.length && incidents.every((incident, i) => incident === open[i]);
  return same ? nothing : { incidents, opened: fresh.filter((incident) => incidents.includes(incident)) };
}

/** Those that the rules still give cause for: a budget that was removed or changed closes its incidents. */
export function keepValid(incidents: readonly Incident[], { budgets, slower }: AlertRules): readonly Incident[] {
  return incidents.filter((incident) => {
    const { cause, node, id } = incident;
    return cause === 'slower' ? slower : budgets.some((budget) => idOf(incident, cause, node?.id, budget) === id);
  });
}

/** One sentence for people: `Upscale took 5.20 s, allowed 4.00 s (3 runs in a row)`. */
export function incidentText(incident: Incident): string {
  const { cause, workflow, node, limit, actual, unit, estimated, runs } = incident;
  const who = node ? node.title || node.id : workflow.name || workflow.id || 'Unnamed workflow';
  const figure = (value: number): string => (unit === 'us' ? duration(value) : `${money(value)} ${unit}`);
  const did = `${who} ${cause === 'cost' ? 'cost' : 'took'} ${figure(actual)}${estimated ? ' (estimated)' : ''}`;
  const bound =
    cause === 'slower'
      ? `${percent(limit > 0 ? actual / limit - 1 : 0)} above its median of ${figure(limit)}`
      : `allowed ${figure(limit)}`;
  return `${did}, ${bound}${runs > 1 ? ` (${count(runs, 'run')} in a row)` : ''}`;
}

/** What it did beyond the budgets. Of a run that goes on only its times count: what it costs is known at its end. */
function overBudget(run: Run, { budgets, prices }: AlertRules, now: number | undefined): Finding[] {
  return breaches(run, budgets, prices, now).flatMap(({ budget, what, node, limit, actual, estimated }) => {
    if (what === 'cost' && !isOver(run.status)) return [];
    const unit = what === 'cost' ? (budget.maxCost?.unit ?? '') : 'us';
    const id = idOf(run, what, node?.id, budget);
    return { id, cause: what, ...(node ? { node } : {}), limit, actual, unit, estimated };
  });
}

function slower(run: Run, medianUs: number): Finding {
  const id = idOf(run, 'slower', undefined, undefined);
  return { id, cause: 'slower', limit: medianUs, actual: durationOf(run), unit: 'us', estimated: false };
}

function idOf(whose: Whose, cause: Incident['cause'], node: string | undefined, budget: Budget | undefined): string {
  const { workflow, node: nodes, maxMs, maxCost } = budget ?? {};
  const bound = budget && [workflow, nodes, maxMs, maxCost?.amount, maxCost?.unit];
  return fnv64(JSON.stringify([keyOf(whose), cause, node, bound]));
}

function keyOf({ origin, editor, workflow }: Whose): string {
  return JSON.stringify([origin, editor, workflow.id || workflow.name]);
}

function endedWell(run: Run): boolean {
  return run.status === 'success' && !run.partial?.length && contradictions(run).length === 0;
}

/** True when `later` began after `run` had ended. Runs side by side do not follow each other, or they would open and close in turns. */
function follows(later: Run, run: Run): boolean {
  return isOver(run.status) && later.startUs > run.startUs && later.startUs >= (run.endUs ?? run.startUs);
}

function begin(finding: Finding, run: Run): Incident {
  const { origin, editor, workflow, startUs, id } = run;
  const course = { runs: 1, sinceUs: startUs, lastUs: startUs, lastRun: id, seen: false };
  return { ...finding, origin, editor, workflow, ...course };
}

function withRun(incident: Incident, finding: Finding, run: Run): Incident {
  const next = withFigures(incident, finding);
  return { ...next, runs: incident.runs + 1, lastUs: run.startUs, lastRun: run.id };
}

function withFigures(incident: Incident, { limit, actual, estimated }: Finding): Incident {
  const same = incident.actual === actual && incident.limit === limit && incident.estimated === estimated;
  return same ? incident : { ...incident, limit, actual, estimated };
}

/**
 * In order, and no more than may be kept. Of those with the same last run the ones that go on stay: what is let go opens again with the
 * next run, and would be told of again.
 */
function newest(incidents: readonly Incident[]): readonly Incident[] {
  const kept = [...incidents]
    .sort((a, b) => b.lastUs - a.lastUs || a.sinceUs - b.sinceUs || (a.id < b.id ? -1 : 1))
    .slice(0, BACKGROUND_LIMITS.incidents);
  return kept.sort((a, b) => b.sinceUs - a.sinceUs || (a.id < b.id ? -1 : 1));
}

/** At least two decimals, at least two digits: 12.00, 0.31, 0.0042. */
function money(amount: number): string {
  const size = Math.abs(amount);
  return amount.toFixed(size === 0 ? 2 : Math.min(12, Math.max(2, 1 - Math.floor(Math.log10(size)))));
}

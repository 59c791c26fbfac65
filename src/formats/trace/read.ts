import { FILE_LIMITS } from '../../model/limits.ts';
import { fail, ok, type Result } from '../../model/result.ts';
import type { Run } from '../../model/run.ts';
import { parseJson } from '../json.ts';
import { decodeRun } from '../run-decoder.ts';
import { foreignRuns } from './foreign.ts';
import { createNotes, type Notes } from './notes.ts';
import { OWN } from './write.ts';

/** Runs from a file of another kind, and what of it could not be told as runs. */
export interface ReadRuns {
  readonly runs: readonly Run[];
  readonly notes: readonly string[];
}

export interface TraceLimits {
  /** UTF-16 units of the text. */
  readonly size: number;
  readonly events: number;
  readonly depth: number;
}

/** One event of a file, its members unknown. */
export type Raw = Readonly<Record<string, unknown>>;

/**
 * Reads Trace Event JSON, the list alone or an object with `traceEvents`. Files of ours come back as the runs that were written; of others
 * each process becomes a run and each span an instance, without edges, and what could not be mapped is counted in `notes`. A list
 * need not be closed. A failure says what is wrong, and where.
 */
export function readTrace(text: string, limits: Partial<TraceLimits> = {}): Result<ReadRuns> {
  const { size, events: most, depth } = { size: FILE_LIMITS.session.size, ...FILE_LIMITS.trace, ...limits };
  if (text.length > size) return fail(`larger than ${size} characters`);
  const whole = parseJson(text, depth);
  // With a place it is beyond a bound, and a bracket more is no help.
  const parsed = whole.ok || whole.where ? whole : withBracket(text, depth);
  // A bracket that does not help is not what was wrong.
  if (!parsed.ok) return whole.ok ? parsed : whole;
  const list = Array.isArray(parsed.value) ? parsed.value : (parsed.value as Raw | null)?.traceEvents;
  if (!Array.isArray(list)) return fail('not a trace: it has no list of "traceEvents"');
  if (list.length > most) return fail(`more than ${most} events`, 'traceEvents');
  const notes = createNotes('event', whole.ok ? [] : [UNCLOSED]);
  const events = list.filter((event, i): event is Raw => {
    const is = typeof event === 'object' && event !== null && typeof (event as Raw).ph === 'string';
    if (!is) notes.add('that are none', `traceEvents[${i}]`);
    return is;
  });
  if (events.length === 0 && list.length > 0) return fail('not a trace: nothing in its list is an event');
  if (events.some((event) => event.ph === 'M' && event.name === OWN.run)) return ownRuns(events, notes);
  return ok({ runs: foreignRuns(events, notes), notes: notes.words() });
}

const UNCLOSED = 'The list of events has no closing bracket: read up to where it ends.';

/**
 * A list alone may do without its `]`, so that a program that is ended at any moment leaves a file that can be read: the text with the
 * bracket, and without a comma before it.
 */
function withBracket(text: string, depth: number): Result<unknown> {
  const list = text.trimEnd().replace(/,$/, '').trimEnd();
  return /^\uFEFF?\s*\[/.test(list) && list.endsWith('}')
    ? parseJson(`${list}]`, depth)
    : fail('not a list without its end');
}

/** What writeTrace left beside what viewers show. */
function ownRuns(events: readonly Raw[], notes: Notes): Result<ReadRuns> {
  const parts = new Map<unknown, { head: object; nodes: unknown[]; edges: unknown[] }>();
  for (const { ph, name, pid, args } of events) {
    if (ph !== 'M' || typeof args !== 'object' || args === null) continue;
    if (name === OWN.run) parts.set(pid, { head: args, nodes: [], edges: [] });
    const part = parts.get(pid);
    if (name === OWN.node) part?.nodes.push(args);
    if (name === OWN.edges && Array.isArray((args as Raw).edges)) {
      for (const edge of (args as { edges: unknown[] }).edges) part?.edges.push(edge);
    }
  }
  const runs: Run[] = [];
  const ids = new Set<string>();
  for (const [pid, { head, nodes, edges }] of parts) {
    const run = decodeRun({ ...head, nodes, edges });
    const where = `the run of process ${String(pid)}`;
    if (!run.ok) return fail(run.error, `${where}${run.where === '' ? '' : `: ${run.where}`}`);
    if (ids.has(run.value.id)) return fail(`run "${run.value.id}" is there twice`, where);
    ids.add(run.value.id);
    runs.push(run.value);
  }
  return ok({ runs, notes: notes.words() });
}

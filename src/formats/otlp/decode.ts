import { FILE_LIMITS } from '../../model/limits.ts';
import { fail, ok, type Result } from '../../model/result.ts';
import type { Run } from '../../model/run.ts';
import { parseJson } from '../json.ts';
import { createNotes, type Notes } from '../trace/notes.ts';
import type { ReadRuns } from '../trace/read.ts';
import { foreignTrace } from './foreign.ts';
import { SCOPE } from './mapping.ts';
import { ownTrace } from './own.ts';
import { readSpan, type Span } from './span.ts';

export interface OtlpLimits {
  /** UTF-16 units of the text. */
  readonly size: number;
  readonly spans: number;
  readonly depth: number;
}

/**
 * Reads OTLP/JSON traces: one request, or one a line as the collector's file exporter writes them. Traces of ours come back as the runs
 * that were written; of others each trace becomes a run, each span an instance, links edges, and what could not be mapped is counted in
 * `notes`. A failure says what is wrong, and where.
 */
export function decodeOtlp(text: string, limits: Partial<OtlpLimits> = {}): Result<ReadRuns> {
  const { size, spans: most, depth } = { size: FILE_LIMITS.session.size, ...FILE_LIMITS.otlp, ...limits };
  if (text.length > size) return fail(`larger than ${size} characters`);
  const requests = requestsOf(text, depth);
  if (!requests.ok) return requests;
  const notes = createNotes('span');
  const traces = new Map<string, { readonly ours: boolean; readonly spans: Span[] }>();
  let count = 0;
  for (const { request, where } of requests.value) {
    for (const { span: raw, scope, at } of rawSpans(request, where)) {
      if (++count > most) return fail(`more than ${most} spans`, at);
      const span = readSpan(raw);
      if (!span.ok) notes.add(span.error, at);
      else {
        const ours = scope === SCOPE;
        const key = `${ours} ${span.value.traceId}`;
        const trace = traces.get(key) ?? { ours, spans: [] };
        traces.set(key, trace);
        trace.spans.push(span.value);
      }
    }
  }
  return runsOf([...traces.values()], notes);
}

function runsOf(
  traces: readonly { readonly ours: boolean; readonly spans: readonly Span[] }[],
  notes: Notes,
): Result<ReadRuns> {
  const runs: Run[] = [];
  const ids = new Set<string>();
  for (const { ours, spans } of traces) {
    const run = ours ? ownTrace(spans) : ok(foreignTrace(spans, notes));
    const where = `trace ${spans[0]?.traceId ?? ''}`;
    if (!run.ok) return fail(run.error, `${where}${run.where === '' ? '' : `: ${run.where}`}`);
    if (ids.has(run.value.id)) return fail(`run "${run.value.id}" is there twice`, where);
    ids.add(run.value.id);
    runs.push(run.value);
  }
  return ok({ runs, notes: notes.words() });
}

interface Request {
  readonly request: object;
  readonly where: string;
}

/** The whole text, else each of its lines. */
function requestsOf(text: string, depth: number): Result<readonly Request[]> {
  const whole = parseJson(text, depth);
  if (whole.ok) {
    return isRequest(whole.value)
      ? ok([{ request: whole.value, where: '' }])
      : fail('not OTLP traces: it has no list of "resourceSpans"');
  }
  const lines = text.split('\n');
  if (lines.length < 2 || whole.where !== '') return whole;
  const out: Request[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const parsed = parseJson(line, depth);
    const where = `line ${i + 1}`;
    // A file of another kind altogether is told of as such.
    if (!parsed.ok) return out.length === 0 ? whole : fail(parsed.error, where);
    if (!isRequest(parsed.value)) return fail('not OTLP traces: it has no list of "resourceSpans"', where);
    out.push({ request: parsed.value, where });
  }
  return ok(out);
}

function isRequest(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Array.isArray((value as { resourceSpans?: unknown }).resourceSpans)
  );
}

/** Each span with its scope's name and its place. Lists that are none are empty. */
function* rawSpans(request: object, where: string): Generator<{ span: unknown; scope: unknown; at: string }> {
  const prefix = where === '' ? '' : `${where}: `;
  for (const [i, resource] of listIn(request, 'resourceSpans').entries()) {
    for (const [k, scoped] of listIn(resource, 'scopeSpans').entries()) {
      const scope = (scoped as { scope?: { name?: unknown } } | null)?.scope?.name;
      for (const [n, span] of listIn(scoped, 'spans').entries()) {
        yield { span, scope, at: `${prefix}resourceSpans[${i}].scopeSpans[${k}].spans[${n}]` };
      }
    }
  }
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = (value as Record<string, unknown> | null | undefined)?.[name];
  return Array.isArray(list) ? list : [];
}

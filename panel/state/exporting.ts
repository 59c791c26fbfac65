/** Runs out of the panel: which, in what format, and what of them may leave. */

import type { EngineOverrides } from '../../src/analysis/index.ts';
import { formatBytes, plural } from '../../src/drawing/format.ts';
import { nodeKey } from '../../src/drawing/rows.ts';
import { createRedactor, type LeavingField, leavingFields } from '../../src/formats/redact.ts';
import { sessionWriter } from '../../src/formats/session.ts';
import type { Keep } from '../../src/model/keep.ts';
import { PANEL_LIMITS } from '../../src/model/limits.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';
import type { Run } from '../../src/model/run.ts';
import { micros } from '../../src/model/time.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../src/profiler/export.ts';
import { growingFile, packed } from '../files/save.ts';
import type { JobHandle } from './job.ts';
import type { PanelState } from './panel-state.ts';

export interface ExportOrder {
  /** All listed runs, the run shown, or of that only the nodes that the filter lets through. */
  readonly what: 'session' | 'run' | 'selection';
  /** Id of one of EXPORT_FORMATS. */
  readonly format: string;
  readonly keep: Keep;
  /** Packed by gzip. */
  readonly packed: boolean;
  /** Keys of the nodes that the filter lets through; undefined: all. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly engines?: EngineOverrides;
}

export interface Exported {
  readonly name: string;
  readonly content: Blob;
  readonly words: string;
}

/** The file that was ordered. `now` in epoch milliseconds. Ends with an error when the user gives it up, or there is nothing. */
export async function exportedFile(
  state: PanelState,
  order: ExportOrder,
  now: number,
  job: JobHandle,
): Promise<Result<Exported>> {
  const format = EXPORT_FORMATS.find(({ id }) => id === order.format);
  if (!format) return fail(`There is no format "${order.format}".`);
  const meta = metaOf(state, now);
  const file = growingFile();
  let count = 0;
  if (format.id === 'session') {
    const session = sessionWriter(meta);
    file.add(session.head);
    for await (const runs of portions(state, order, job)) {
      if (!runs.ok) return runs;
      for (const run of runs.value) for (const piece of session.run(run)) file.add(piece);
      count += runs.value.length;
    }
    file.add(session.end);
  } else {
    const all = await collected(state, order, job);
    if (!all.ok) return all;
    const { engines } = order;
    const template = format.fromTemplate ? await state.host.reportTemplate() : undefined;
    const context = { meta, ...(engines && { engines }), ...(template !== undefined && { template }) };
    for (const piece of format.write(all.value, context)) file.add(piece);
    count = all.value.length;
  }
  if (count === 0) return fail('There is nothing to export: no run of this page is stored.');
  const content = order.packed ? await packed(file.done(format.mediaType)) : file.done(format.mediaType);
  const name = nameOf(order, format, now);
  return ok({ name, content, words: `Exported ${plural(count, 'run')} (${formatBytes(content.size)}) to ${name}` });
}

/** Every member that would leave, with examples: of all runs that were ordered. */
export async function fieldsOf(
  state: PanelState,
  order: ExportOrder,
  job: JobHandle,
): Promise<Result<readonly LeavingField[]>> {
  const all = await collected(state, order, job);
  return all.ok ? ok(leavingFields(all.value)) : all;
}

/** All runs that were ordered, as they may leave. */
async function collected(state: PanelState, order: ExportOrder, job: JobHandle): Promise<Result<readonly Run[]>> {
  const all: Run[] = [];
  for await (const runs of portions(state, order, job)) {
    if (!runs.ok) return runs;
    all.push(...runs.value);
  }
  return ok(all);
}

/** The runs that were ordered, as they may leave, a few at a time. */
async function* portions(
  state: PanelState,
  order: ExportOrder,
  job: JobHandle,
): AsyncGenerator<Result<readonly Run[]>> {
  const redact = createRedactor(order.keep);
  const shown = state.run.peek();
  if (order.what !== 'session') {
    if (shown) yield ok([redact(order.what === 'selection' ? onlyOf(shown, order.only) : shown)]);
    return;
  }
  const ids = state.listed.peek().map((head) => head.id);
  for (let i = 0; i < ids.length; i += PANEL_LIMITS.exportedRuns) {
    if (!job.report(i, ids.length)) {
      yield fail('Cancelled.');
      return;
    }
    const runs = await state.fetchRuns(ids.slice(i, i + PANEL_LIMITS.exportedRuns));
    yield runs.ok ? ok(runs.value.map(redact)) : runs;
    if (!runs.ok) return;
  }
}

/** A run with some of its nodes, and what is between these. It is not complete any more, and says so. */
function onlyOf(run: Run, only: ReadonlySet<string> | undefined): Run {
  if (!only) return run;
  const nodes = run.nodes.filter((node) => only.has(nodeKey(node)));
  const ids = new Set(nodes.map((node) => node.id));
  const edges = run.edges.filter(([from, to]) => ids.has(from) && ids.has(to));
  const partial = [...new Set([...(run.partial ?? []), 'lost-records' as const])];
  return { ...run, id: `${run.id}-part`, nodes, edges, partial };
}

function metaOf(state: PanelState, now: number): { readonly exportedAtUs: number; readonly replaySpeed?: number } {
  const speed = state.listed.peek().find((head) => head.replaySpeed !== undefined)?.replaySpeed;
  return { exportedAtUs: micros(now * 1000), ...(speed !== undefined && { replaySpeed: speed }) };
}

/** `longpole-session-2026-11-23-0131.json`, local time. */
function nameOf({ what, packed: zipped }: ExportOrder, { extension }: ExportFormat, now: number): string {
  const d = new Date(now);
  const two = (n: number): string => String(n).padStart(2, '0');
  const stamp = `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}-${two(d.getHours())}${two(d.getMinutes())}`;
  return `longpole-${what === 'session' ? 'session' : 'run'}-${stamp}.${extension}${zipped ? '.gz' : ''}`;
}

/**
 * The single-file HTML report: a template (built from `report/`) that holds everything but the runs.
 *
 *     <script type="application/json" id="session">{"format":"longpole-session",...}</script>
 *
 * A browser does not run a script of that type; the template's own script reads it as text. The data is a session file with one
 * more member, `report`, which other readers of sessions leave out.
 */
import type { EngineSpec } from '../../model/engine-spec.ts';
import type { EditorId, Run } from '../../model/run.ts';
import { decodeRun } from '../run-decoder.ts';
import { SESSION_FORMAT, SESSION_VERSION, type Session, type SessionMeta } from '../session.ts';

/** Where the data goes; it is once in the template. */
export const REPORT_SLOT = '<script type="application/json" id="session"></script>';

/** What the user said that engines run at once (analysis/engine.ts has the same shape). */
export type ReportEngines = Partial<Record<EditorId, EngineSpec>> & {
  readonly named?: ReadonlyMap<string, EngineSpec>;
};

export interface ReportMeta extends SessionMeta {
  /** Id of the run to show first; the newest unless given. */
  readonly chosen?: string;
  /** The engines that the user described: figures depend on them. */
  readonly engines?: ReportEngines;
}

/** What the report's script finds in the file. */
export interface ReportData extends Session {
  readonly report: {
    readonly chosen?: string;
    readonly engines?: Partial<Record<EditorId, EngineSpec>>;
    readonly named?: readonly (readonly [name: string, engine: EngineSpec])[];
  };
}

/**
 * The text of a report on these runs, in pieces, one a run. Throws when the template has no place for data: then it is not the
 * one that was built with this code.
 */
export function htmlReport(template: string, runs: Iterable<Run>, meta: ReportMeta = {}): Iterable<string> {
  const at = template.indexOf(REPORT_SLOT);
  if (at < 0) throw new Error('the template of the report has no place for its data');
  return pieces(template, at + REPORT_SLOT.indexOf('</script>'), runs, meta);
}

function* pieces(template: string, at: number, runs: Iterable<Run>, meta: ReportMeta): Generator<string, void> {
  const { chosen, engines, ...session } = meta;
  const { named, ...own } = engines ?? {};
  const report: ReportData['report'] = {
    ...(chosen === undefined ? {} : { chosen }),
    ...(engines === undefined ? {} : { engines: own }),
    ...(named === undefined ? {} : { named: [...named] }),
  };
  const head = inert({ format: SESSION_FORMAT, version: SESSION_VERSION, ...session, report });
  yield `${template.slice(0, at)}${head.slice(0, -1)},"runs":[`;
  let comma = '';
  for (const run of runs) {
    // Through the decoder, so that nothing leaves that the format does not know.
    const known = decodeRun(run);
    yield comma + inert(known.ok ? known.value : run);
    comma = ',';
  }
  yield `]}${template.slice(at)}`;
}

/** What HTML or JavaScript would read otherwise than JSON does: ends and comments of scripts, line ends of old JavaScript. */
const READ_OTHERWISE = /[<>&\u2028\u2029]/g;

/** JSON that means the same wherever it stands in a page: none of those characters is in it. */
function inert(value: unknown): string {
  return JSON.stringify(value).replace(READ_OTHERWISE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

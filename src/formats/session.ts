import { fail, type Result } from '../model/result.ts';
import type { Run } from '../model/run.ts';
import { parseJson } from './json.ts';
import { list, number, object, type Reader, readAll, refuse, whole } from './reading.ts';
import { decodeRun, run } from './run-decoder.ts';

export const SESSION_FORMAT = 'longpole-session';
export const SESSION_VERSION = 1;

/** Runs that someone chose to keep in a file. docs/session.schema.json describes the file. */
export interface Session {
  readonly format: typeof SESSION_FORMAT;
  readonly version: typeof SESSION_VERSION;
  readonly exportedAtUs?: number;
  /** Present when the traffic came from a replay at this speed; at another than 1 the times mean nothing. */
  readonly replaySpeed?: number;
  readonly runs: readonly Run[];
}

export interface SessionLimits {
  /** UTF-16 units of the text. */
  readonly size: number;
  readonly runs: number;
  readonly depth: number;
}

/** A quarter of a gigabyte is more than the store holds (200 MB). A session nests 7 deep. */
export const SESSION_LIMITS: SessionLimits = { size: 256 * 1024 * 1024, runs: 20_000, depth: 32 };

export interface SessionMeta {
  readonly exportedAtUs?: number;
  readonly replaySpeed?: number;
}

/** The text of a session file, version 1. Times are epoch microseconds; equal runs give equal text. */
export function encodeSession(runs: readonly Run[], meta: SessionMeta = {}): string {
  // Through the decoder, so that members stand in one order and none leaves that the format does not know.
  const plain = runs.map((r) => {
    const known = decodeRun(r);
    return known.ok ? known.value : r;
  });
  const session: Session = { format: SESSION_FORMAT, version: SESSION_VERSION, ...meta, runs: plain };
  return `${JSON.stringify(session)}\n`;
}

/**
 * Reads the text of a session file. A failure names the place (`runs[2].nodes[0].startUs`). Members this version does not
 * know are left out; a version it does not know is refused.
 */
export function decodeSession(text: string, limits: Partial<SessionLimits> = {}): Result<Session> {
  const { size, runs, depth } = { ...SESSION_LIMITS, ...limits };
  if (text.length > size) return fail(`larger than ${size} characters`);
  const parsed = parseJson(text, depth);
  return parsed.ok ? readAll(parsed.value, session(runs)) : parsed;
}

function session(maxRuns: number): Reader<Session> {
  const known = object((m) => ({
    format: SESSION_FORMAT,
    version: SESSION_VERSION,
    ...m.maybe('exportedAtUs', whole),
    ...m.maybe('replaySpeed', number),
    runs: m.need('runs', uniqueRuns(maxRuns)),
  })) satisfies Reader<Session>;
  return (value, r) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'format')) {
      return refuse(r, 'not a Longpole session: it has no "format"');
    }
    const { format, version } = value as { format?: unknown; version?: unknown };
    if (format !== SESSION_FORMAT) return refuse(r, `not a Longpole session: its "format" is not "${SESSION_FORMAT}"`);
    if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
      return refuse(r, '"version" is not a version number');
    }
    if (version > SESSION_VERSION) {
      return refuse(r, `made by a newer Longpole: version ${version}, this one reads ${SESSION_VERSION}`);
    }
    return known(value, r);
  };
}

function uniqueRuns(max: number): Reader<readonly Run[]> {
  return (value, r) => {
    const runs = list(run, max)(value, r);
    if (r.problem) return runs;
    const seen = new Set<string>();
    for (const [i, { id }] of runs.entries()) {
      if (seen.has(id)) {
        r.path.push(i);
        return refuse(r, `run "${id}" is there twice`);
      }
      seen.add(id);
    }
    return runs;
  };
}

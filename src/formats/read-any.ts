import { FILE_LIMITS } from '../model/limits.ts';
import { ok, type Result } from '../model/result.ts';
import type { Run } from '../model/run.ts';
import { decodeOtlp } from './otlp/decode.ts';
import { decodeSession, type SessionMeta } from './session.ts';
import { readTrace } from './trace/read.ts';

export type FileKind = 'session' | 'trace' | 'otlp';

/** What a file of runs holds, whatever its format. */
export interface AnyRuns {
  readonly kind: FileKind;
  readonly runs: readonly Run[];
  readonly meta: SessionMeta;
  /** What of it could not be told as runs. */
  readonly notes: readonly string[];
}

/** What a text looks like: a session unless it looks like a trace of another kind. */
export function kindOf(text: string): FileKind {
  const head = text.slice(0, FILE_LIMITS.headChars);
  if (/^\uFEFF?\s*\{\s*"format"\s*:/.test(head)) return 'session';
  if (/"resourceSpans"\s*:/.test(head)) return 'otlp';
  return /^\uFEFF?\s*\[/.test(head) || /"traceEvents"\s*:/.test(head) ? 'trace' : 'session';
}

/** Reads a session, Trace Event JSON or OTLP/JSON. A failure says what is wrong, and where. */
export function readAny(text: string): Result<AnyRuns> {
  const kind = kindOf(text);
  if (kind === 'session') {
    const session = decodeSession(text);
    if (!session.ok) return session;
    const { runs, exportedAtUs, replaySpeed } = session.value;
    const meta = {
      ...(exportedAtUs === undefined ? {} : { exportedAtUs }),
      ...(replaySpeed === undefined ? {} : { replaySpeed }),
    };
    return ok({ kind, runs, meta, notes: [] });
  }
  const read = kind === 'trace' ? readTrace(text) : decodeOtlp(text);
  return read.ok ? ok({ kind, ...read.value, meta: {} }) : read;
}

import { FILE_LIMITS } from '../model/limits.ts';
import { fail, type Result } from '../model/result.ts';
import type { Run } from '../model/run.ts';
import { parseJson } from './json.ts';
import { decodeNode } from './node-decoder.ts';
import { inPieces, jsonList } from './pieces.ts';
import { list, number, object, type Reader, readAll, refuse, whole } from './reading.ts';
import { decodeRun, run } from './run-decoder.ts';
import { type Upgrader, upgraded } from './upgrade.ts';

export const SESSION_FORMAT = 'longpole-session';
/** From each version to the next. There has been one version so far; who adds one adds a step and a file of the old one to the tests. */
const UPGRADERS: readonly Upgrader[] = [];
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

export interface SessionMeta {
  readonly exportedAtUs?: number;
  readonly replaySpeed?: number;
}

/**
 * A session file, version 1, in pieces of about 64 Ki units: nothing longer than one node or edge is put together besides, so that a large
 * session needs no room for its text. Times are epoch microseconds; equal runs give equal text. One run at a time is asked for.
 *
 *   { "format": "longpole-session", "version": 1, "exportedAtUs"?, "replaySpeed"?, "runs": [ run, run, ... ] } newline
 */
export function writeSession(runs: Iterable<Run>, meta: SessionMeta = {}): Iterable<string> {
  return inPieces(sessionText(runs, meta));
}

/** The text of a session file at once. */
export function encodeSession(runs: readonly Run[], meta: SessionMeta = {}): string {
  return [...writeSession(runs, meta)].join('');
}

function* sessionText(runs: Iterable<Run>, meta: SessionMeta): Generator<string> {
  const text = sessionWriter(meta);
  yield text.head;
  for (const each of runs) yield* text.run(each);
  yield text.end;
}

/** The parts of a session file for who gets its runs a few at a time: the head, each run, the end. */
export function sessionWriter(meta: SessionMeta = {}): {
  readonly head: string;
  run(run: Run): Iterable<string>;
  readonly end: string;
} {
  const head: Session = { format: SESSION_FORMAT, version: SESSION_VERSION, ...meta, runs: [] };
  let first = true;
  return {
    // Cut before the end of the empty list of runs.
    head: JSON.stringify(head).slice(0, -2),
    *run(each) {
      if (!first) yield ',';
      first = false;
      yield* inPieces(runText(each));
    },
    end: ']}\n',
  };
}

/** Members of a run that are written element by element; the text of a run without elements holds each as it is here, and nowhere else. */
const LISTS = '"nodes":[],"edges":[]';

/** Through the decoder, so that members stand in one order and none leaves that the format does not know. */
function* runText(given: Run): Generator<string> {
  const head = known(decodeRun({ ...given, nodes: [], edges: [] }), { ...given, nodes: [], edges: [] });
  const text = JSON.stringify(head);
  const at = text.indexOf(LISTS);
  if (at < 0) {
    // Not what decodes as a run: written as it is, and refused where it is read.
    yield JSON.stringify(given);
    return;
  }
  yield `${text.slice(0, at)}"nodes":`;
  yield* jsonList(given.nodes, (node) => JSON.stringify(known(decodeNode(node), node)));
  yield ',"edges":';
  yield* jsonList(given.edges, (edge) => JSON.stringify(edge));
  yield text.slice(at + LISTS.length);
}

function known<T>(decoded: Result<T>, given: T): T {
  return decoded.ok ? decoded.value : given;
}

/**
 * Reads the text of a session file. A failure names the place (`runs[2].nodes[0].startUs`). Members this version does not
 * know are left out; a version it does not know is refused.
 */
export function decodeSession(text: string, limits: Partial<SessionLimits> = {}): Result<Session> {
  const { size, runs, depth } = { ...FILE_LIMITS.session, ...limits };
  if (text.length > size) return fail(`larger than ${size} characters`);
  const parsed = parseJson(text, depth);
  return parsed.ok ? readAll(parsed.value, session(runs), '', true) : parsed;
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
    const { format } = value as { format?: unknown };
    if (format !== SESSION_FORMAT) return refuse(r, `not a Longpole session: its "format" is not "${SESSION_FORMAT}"`);
    const present = upgraded(value as Readonly<Record<string, unknown>>, UPGRADERS);
    return present.ok ? known(present.value, r) : refuse(r, present.error);
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

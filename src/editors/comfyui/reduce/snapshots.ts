/**
 * `progress_state`, the cumulative picture of a run: every node that is at work or done, again at each start, step and end, so
 * that a run of 322 nodes sends 20.7 MB of it. Only the nodes at work are looked for, by their words
 * `"state": "running"`: one that was not there before has begun, one that is no more is done.
 */
import { PAGE_LIMITS } from '../../../model/limits.ts';
import type { NodeRecord, ProgressRecord, TrafficRecord } from '../../../model/record.ts';
import { troubleOf } from '../../connection.ts';
import type { Frame } from '../../editor.ts';
import { jsonCursor } from '../../scan/json.ts';
import { shortId } from '../../scan/labels.ts';
import { headOf, nodeRecord } from './head.ts';
import { readSnapshot } from './whole-snapshot.ts';

/** As Python's json.dumps writes them. Inside a JSON string its quotes would be escaped, so the words mean what they say. */
const HEAD = /^\{"type": "progress_state", "data": \{"prompt_id": "((?:[^"\\]|\\.){1,1000})", "nodes": \{/;
const RUNNING = '"state": "running", "node_id": "';
const DONE = '"state": "finished", "node_id": "';
const STATE = '"state": "running"';
const OTHER_SPACING = /"state"(?!: ")/;
const PARENT = /"parent_node_id": "((?:[^"\\]|\\.){1,4096})"/;
/** A snapshot that is older than this told of another step. */
const STEP_US = 1_000_000;

interface Known {
  /** Nodes at work, by their id as written, with the place of their words in the last snapshot. */
  running: Map<string, number>;
  /** Nodes seen done without having been seen at work. */
  readonly done: Set<string>;
  /** Arrival of the newest snapshot. */
  at?: Pick<Frame, 't' | 'late'>;
}

export interface Snapshots {
  take(frame: Frame, data: string): readonly TrafficRecord[];
  /** A run that begins on this connection is known to have no node at work yet; one that ended is forgotten. */
  note(record: TrafficRecord): void;
  /**
   * A step of a node is told first by a snapshot, then, behind its preview, by `progress`: the time of the first is the better
   * one, for a preview is encoded and sent in between (10 to 30 ms on the test machine).
   */
  dated(record: ProgressRecord): ProgressRecord;
}

export function isSnapshot(data: string): boolean {
  if (data.startsWith('{"type": "')) return data.startsWith('progress_state"', 10);
  return /^\s*\{\s*"type"\s*:\s*"progress_state"/.test(data.slice(0, 64));
}

export function createSnapshots(): Snapshots {
  const runs = new Map<string, Known>();

  function remember(run: string, known: Known): Known {
    const oldest = runs.size >= PAGE_LIMITS.comfySnapshots ? runs.keys().next().value : undefined;
    if (oldest !== undefined) runs.delete(oldest);
    runs.set(run, known);
    return known;
  }
  /** Another spacing, or the first of a run that was on before we looked: read from end to end. */
  function whole(frame: Frame, data: string): readonly TrafficRecord[] {
    const cursor = jsonCursor(data, PAGE_LIMITS.depth);
    const { run: name, nodes } = readSnapshot(cursor);
    if (cursor.trouble) return [troubleOf(frame, cursor.trouble)];
    const run = shortId(name);
    if (!run) return [];
    const known = runs.get(run) ?? remember(run, { running: new Map(), done: new Set() });
    known.at = momentOf(frame);
    const head = headOf(frame, run);
    const records: NodeRecord[] = [];
    const running = new Map<string, number>();
    for (const { id, parent, state } of nodes) {
      const key = escaped(id);
      const node = shortId(id);
      const more = parent ? { parent: shortId(parent) } : {};
      if (state === 'running') {
        running.set(key, 0);
        if (!known.running.has(key)) records.push(nodeRecord(head, node, 'running', more));
      } else if (state === 'finished' && (known.running.has(key) || !known.done.has(key))) {
        known.done.add(key);
        records.push(nodeRecord(head, node, 'completed', more));
      }
    }
    known.running = running;
    return records;
  }

  /** Undefined when something is not written as it always was: then nothing is known of what was passed over. */
  function changes(frame: Frame, data: string, run: string, known: Known): readonly TrafficRecord[] | undefined {
    const running = runningIn(data);
    if (!running) return undefined;
    const head = headOf(frame, run);
    const records: NodeRecord[] = [];
    for (const [id, at] of known.running) {
      if (running.has(id)) continue;
      if (!isDone(data, id, at)) return undefined;
      known.done.add(id);
      records.push(nodeRecord(head, shortId(plain(id)), 'completed'));
    }
    for (const [id, at] of running) {
      if (!known.running.has(id)) records.push(nodeRecord(head, shortId(plain(id)), 'running', parentAt(data, at)));
    }
    known.at = momentOf(frame);
    known.running = running;
    return records;
  }

  return {
    take(frame, data) {
      const written = HEAD.exec(data)?.[1];
      const run = written === undefined ? '' : shortId(plain(written));
      const known = runs.get(run);
      if (!known || OTHER_SPACING.test(data.slice(0, 400))) return whole(frame, data);
      return changes(frame, data, run, known) ?? whole(frame, data);
    },
    dated(record) {
      const at = runs.get(record.run)?.at;
      if (!at || record.t - at.t > STEP_US) return record;
      const { late: _late, ...rest } = record;
      return { ...rest, t: at.t, ...(at.late === undefined ? {} : { late: at.late }) };
    },
    note(record) {
      if (record.k !== 'run' || !record.run) return;
      if (record.status === 'drained') runs.delete(record.run);
      else if (record.status === 'running' && !runs.has(record.run)) {
        remember(record.run, { running: new Map(), done: new Set() });
      }
    },
  };
}

function momentOf({ t, late }: Frame): Pick<Frame, 't' | 'late'> {
  return { t, ...(late === undefined ? {} : { late }) };
}

/**
 * Nodes at work and where their words stand. They are looked for by the end of "running": a `g` is rare in a snapshot and
 * short patterns begin with a memchr, so 20.7 MB take 1 ms; the words themselves take 19 (Node 24).
 */
function runningIn(data: string): Map<string, number> | undefined {
  const found = new Map<string, number>();
  for (let g = data.indexOf('g"'); g >= 0; g = data.indexOf('g"', g + 1)) {
    if (!data.startsWith('running', g - 6)) continue;
    const at = g + 2 - STATE.length;
    if (!data.startsWith(RUNNING, at)) return undefined;
    const id = idAt(data, at + RUNNING.length);
    if (id !== '') found.set(id, at);
  }
  return found;
}

/** The id as written, from behind its opening quote. */
function idAt(data: string, from: number): string {
  let close = data.indexOf('"', from);
  while (close > 0 && isEscaped(data, close)) close = data.indexOf('"', close + 1);
  return data.slice(from, close < 0 ? data.length : close);
}

function isEscaped(data: string, at: number): boolean {
  let slashes = 0;
  while (data.charCodeAt(at - 1 - slashes) === 92) slashes++;
  return slashes % 2 === 1;
}

/** The node that expands into the one whose words stand at `at`. */
function parentAt(data: string, at: number): { readonly parent?: string } {
  const close = data.indexOf('}', at);
  const found = PARENT.exec(
    data.slice(at, close < 0 ? at + PAGE_LIMITS.comfyNodeChars : Math.min(close, at + PAGE_LIMITS.comfyNodeChars)),
  )?.[1];
  return found === undefined ? {} : { parent: shortId(plain(found)) };
}

/** Nodes stand in the order in which they began, so one is found near where it stood; if not, the whole is searched. */
function isDone(data: string, id: string, at: number): boolean {
  const words = `${DONE}${id}"`;
  return data.startsWith(words, at) || data.includes(words, Math.max(0, at - 200)) || data.includes(words);
}

/** An id as written, without its escapes. */
function plain(written: string): string {
  return written.includes('\\') ? (jsonCursor(`"${written}"`, 1).text(written.length) ?? '') : written;
}

/** The id as Python writes it: `ensure_ascii` is its default, so what is beyond ASCII becomes \uXXXX. */
function escaped(id: string): string {
  return JSON.stringify(id)
    .slice(1, -1)
    .replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

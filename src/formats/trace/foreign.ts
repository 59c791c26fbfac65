import { fnv64 } from '../../model/hash.ts';
import { FILE_LIMITS, RELAY_LIMITS } from '../../model/limits.ts';
import type { NodeRun, Run } from '../../model/run.ts';
import { micros } from '../../model/time.ts';
import type { Notes } from './notes.ts';
import { asyncPairs, type Pairs, threadPairs } from './pairs.ts';
import type { Raw } from './read.ts';

/** A span of a trace that we did not write, microseconds. */
interface Piece {
  readonly name: string;
  readonly category: string;
  readonly thread: string;
  readonly fromUs: number;
  /** Absent: it never ended. */
  readonly toUs?: number;
  /** Spans of one thread nest; asynchronous ones stand by themselves. */
  readonly nests: boolean;
}

/** Times above this are no microseconds of any clock we could keep exactly. */
const MAX_US = Number.MAX_SAFE_INTEGER / 2;

/** A run a process, oldest process first. */
export function foreignRuns(events: readonly Raw[], notes: Notes): readonly Run[] {
  const names = new Map<string, string>();
  const processes = new Map<string, Piece[]>();
  const threads = threadPairs();
  const pairs: Readonly<Record<string, Pairs>> = { B: threads, b: asyncPairs(), S: asyncPairs() };
  const put = (event: Raw, fromUs: number, toUs: number | undefined, nests: boolean): void => {
    const pid = text(event.pid);
    const list = processes.get(pid) ?? [];
    processes.set(pid, list);
    const piece = { name: text(event.name), category: text(event.cat), thread: text(event.tid), fromUs, nests };
    list.push(toUs === undefined ? piece : { ...piece, toUs });
  };
  for (const [i, event] of events.entries()) {
    const { ph, ts, dur } = event;
    const where = `traceEvents[${i}]`;
    if (ph === 'M') {
      if (event.name === 'process_name') names.set(text(event.pid), text((event.args as Raw | undefined)?.name));
      continue;
    }
    if (!SPANS.has(String(ph))) {
      notes.add(`of kind "${String(ph).slice(0, 10)}", which are no spans`, where);
      continue;
    }
    if (!isTime(ts)) notes.add('without a time that can be one', where);
    else if (ph === 'X') {
      if (isTime(dur) && isTime(ts + dur)) put(event, ts, ts + dur, true);
      else notes.add('without a duration that can be one', where);
    } else {
      const opened = pairs[ENDS.get(String(ph)) ?? String(ph)];
      if (!ENDS.has(String(ph))) opened?.begin(event, ts);
      else {
        const begun = opened?.end(event);
        if (begun && ts >= begun.us) put(begun.event, begun.us, ts, opened === threads);
        else notes.add('that end what never began', where);
      }
    }
  }
  for (const opened of Object.values(pairs)) {
    for (const { event, us } of opened.left()) {
      put(event, us, undefined, false);
      notes.add('that begin what never ends');
    }
  }
  return [...processes].map(([pid, pieces]) => runOf(pid, names.get(pid) ?? '', pieces, notes));
}

const SPANS: ReadonlySet<string> = new Set(['X', 'B', 'E', 'b', 'e', 'S', 'F']);
/** What each kind of end ends: of a thread, asynchronous, and asynchronous in the way that the format calls deprecated. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ['E', 'B'],
  ['e', 'b'],
  ['F', 'S'],
]);

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_US;
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value).slice(0, RELAY_LIMITS.recordLabelChars)
    : '';
}

function runOf(pid: string, name: string, given: readonly Piece[], notes: Notes): Run {
  const sorted = [...given].sort((a, b) => a.fromUs - b.fromUs || (b.toUs ?? MAX_US) - (a.toUs ?? MAX_US));
  const pieces = sorted.slice(0, FILE_LIMITS.run.nodes);
  for (let i = pieces.length; i < sorted.length; i++)
    notes.add(`of process ${pid} beyond the ${FILE_LIMITS.run.nodes} that a run may hold`);
  const startUs = micros(pieces[0]?.fromUs ?? 0);
  const counts = new Map<string, number>();
  const stacks = new Map<string, { readonly ref: { id: string; instance: number }; readonly toUs: number }[]>();
  const nodes = pieces.map((piece): NodeRun => {
    const id = (piece.name || piece.category || 'span').slice(0, RELAY_LIMITS.recordIdChars);
    const instance = counts.get(id) ?? 0;
    counts.set(id, instance + 1);
    const stack = stacks.get(piece.thread) ?? [];
    stacks.set(piece.thread, stack);
    const toUs = piece.toUs ?? piece.fromUs;
    if (piece.nests) while (stack.length > 0 && (stack.at(-1)?.toUs ?? 0) <= piece.fromUs) stack.pop();
    const outer = piece.nests ? stack.at(-1) : undefined;
    // What ends later than what it lies in is beside it.
    const parent = outer && outer.toUs >= toUs ? outer.ref : undefined;
    if (outer && !parent) notes.add('that overlap on one thread without lying in each other');
    if (piece.nests && toUs > piece.fromUs) stack.push({ ref: { id, instance }, toUs });
    return {
      id,
      instance,
      title: piece.name,
      type: piece.category,
      status: piece.toUs === undefined ? 'unknown' : 'success',
      ...(parent ? { parent } : {}),
      startUs: micros(piece.fromUs),
      ...(piece.toUs === undefined ? {} : { endUs: micros(piece.toUs) }),
      uncertaintyUs: [0, 0],
      clock: 'server',
      waits: [],
    };
  });
  const endUs = micros(nodes.reduce<number>((last, n) => Math.max(last, n.endUs ?? n.startUs ?? last), startUs));
  const open = nodes.some((n) => n.endUs === undefined);
  return {
    id: `trace-${fnv64(JSON.stringify([pid, name, startUs, endUs, nodes.length]))}`,
    serverId: pid.slice(0, RELAY_LIMITS.recordIdChars),
    editor: 'library',
    editorName: 'Trace Event',
    origin: '',
    workflow: { id: (name || `process ${pid}`).slice(0, RELAY_LIMITS.recordIdChars), name: name || `process ${pid}` },
    graphHash: '',
    // Of a run in which something never ended the end was not seen.
    status: open ? 'cut' : 'success',
    startUs,
    endUs,
    clock: 'server',
    uncertaintyUs: [0, 0],
    resolutionUs: 1,
    nodes,
    edges: [],
    partial: ['no-graph'],
  };
}

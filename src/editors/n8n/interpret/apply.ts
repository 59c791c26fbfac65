/** One record of a known run into its facts. */
import { RUN_LIMITS } from '../../../model/limits.ts';
import type { NodeRecord, RunRecord, WireStatus } from '../../../model/record.ts';
import type { RunStatus } from '../../../model/run.ts';
import { addStretch, omit } from '../../run-bounds.ts';
import { type Moment, type NodeFacts, newTurn, type RunFacts, type Turn } from './facts.ts';
import { findNode, nodeOf } from './graphs.ts';

const OVER: ReadonlyMap<WireStatus, RunStatus> = new Map<WireStatus, RunStatus>([
  ['completed', 'success'],
  ['error', 'error'],
  ['failed', 'error'],
  ['cancelled', 'cancelled'],
  ['suspended', 'suspended'],
]);

/** The status of a run that a word says to be over; its own `unknown` is over all the same. */
export function overStatus(run: RunFacts, word: WireStatus): RunStatus {
  const failed = run.nodes.some((n) => n.turns.some((t) => t.status === 'error'));
  return OVER.get(word) ?? (failed ? 'error' : 'cut');
}

/** What came of a record: `fresh` when the message was not seen before. */
export interface Applied {
  readonly fresh: boolean;
  /** The turn it was about; absent: all of the run may have changed. */
  readonly at?: { readonly node: NodeFacts; readonly turn: number };
}

const SEEN_BEFORE: Applied = { fresh: false };

export function applyRun(run: RunFacts, record: RunRecord): Applied {
  run.name ||= record.name ?? '';
  run.workflow ||= record.workflow;
  const { stampUs, durationUs, status } = record;
  if (stampUs !== undefined) run.lastUs = Math.max(run.lastUs, stampUs);
  if (status === 'running') {
    if (run.announced) return SEEN_BEFORE;
    run.announced = true;
    noteOffset(run, record.t, stampUs);
    // A node seen before it began at the earliest then; the server's own record of the execution knows best.
    if (!run.stored) run.started = stampUs === undefined ? (run.started ?? arrival(record)) : { us: stampUs };
    return { fresh: true };
  }
  if (record.errorClass) run.errorClass = record.errorClass;
  const over = overStatus(run, status);
  if (stampUs !== undefined && over !== 'suspended') return applyStored(run, over, stampUs, durationUs);
  if (stampUs !== undefined) {
    run.started ??= { us: stampUs };
    run.filled = true;
  }
  const before = run.ended;
  // A parked run may yet end otherwise; any other end is the only one, however often it is told.
  if (before && !before.presumed && (before.status !== 'suspended' || over === 'suspended')) return SEEN_BEFORE;
  run.ended = { at: arrival(record), status: over, presumed: false };
  return { fresh: true };
}

/** The server's own record: exact start and end, after the fact. */
function applyStored(run: RunFacts, status: RunStatus, from: number, durationUs: number | undefined): Applied {
  const fresh = !run.stored && !run.announced;
  // A cancelled run by hand is stored without its nodes.
  if (status !== 'cancelled') run.filled = true;
  run.started = { us: from };
  if (durationUs !== undefined) {
    run.stored = true;
    run.ended = { at: { us: from + durationUs }, status, presumed: false };
  }
  return { fresh };
}

export function applyNode(run: RunFacts, record: NodeRecord): Applied | undefined {
  const node = nodeOf(run, record.node, record.name);
  if (!node) return undefined;
  const { stampUs, t } = record;
  const endUs = stampUs === undefined ? undefined : stampUs + (record.durationUs ?? 0);
  const begins = record.status === 'running';
  run.started ??= stampUs === undefined ? arrival(record) : { us: stampUs };
  // Taken over from an earlier execution: it lies before this one.
  if (!begins && node.reused && node.turns.length === 0 && endUs !== undefined && endUs < run.started.us)
    return SEEN_BEFORE;
  if (stampUs !== undefined && (begins || record.durationUs !== undefined)) noteOffset(run, t, endUs);
  run.lastUs = Math.max(run.lastUs, endUs ?? 0);
  return begins ? begin(run, node, record) : finish(run, node, record);
}

/** Names one message of one node run: two of a node may begin in one millisecond, and the index begins anew when a run resumes. */
function identOf({ stampUs, key }: NodeRecord): string {
  return stampUs === undefined ? '' : `${stampUs}/${key ?? ''}`;
}

function begin(run: RunFacts, node: NodeFacts, record: NodeRecord): Applied {
  const ident = identOf(record);
  const last = node.turns.at(-1);
  const known = ident ? node.turns.some((t) => t.begins.includes(ident)) : last !== undefined && isOpen(last);
  if (known) return SEEN_BEFORE;
  const start = momentOf(record, record.stampUs);
  // An end that came first (by the server's record) has this start already.
  const ended = ident ? node.turns.findIndex((t) => t.ends.includes(ident)) : -1;
  const turn = ended >= 0 ? node.turns[ended] : last?.parked !== undefined ? last : nextTurn(run, node);
  if (!turn) return SEEN_BEFORE;
  turn.begins = [...turn.begins, ident].slice(-RUN_LIMITS.turnWords);
  if (ended >= 0) return { fresh: true, at: { node, turn: ended } };
  if (turn.parked !== undefined) {
    addStretch(turn.waits, RUN_LIMITS.waits, turn.parked, Math.max(turn.parked, start.us));
    delete turn.parked;
    delete turn.end;
    // The run it parked goes on; nothing else tells so.
    if (run.ended?.status === 'suspended') delete run.ended;
  } else turn.start ??= start;
  turn.status = 'running';
  takePlace(run, node, turn, record);
  return { fresh: true, at: { node, turn: node.turns.indexOf(turn) } };
}

function finish(run: RunFacts, node: NodeFacts, record: NodeRecord): Applied {
  const ident = identOf(record);
  const hasData = record.bytes !== undefined || record.empty === true;
  const known = ident ? node.turns.findIndex((t) => t.ends.includes(ident)) : closedByData(node, hasData);
  const before = node.turns[known];
  if (before) {
    const fresh = hasData && !before.told;
    takeFigures(before, record, hasData);
    if (!before.parent) takePlace(run, node, before, record);
    return { fresh, at: { node, turn: known } };
  }
  const turn = openTurn(node, record, ident) ?? (ident || node.turns.length === 0 ? nextTurn(run, node) : undefined);
  if (!turn) return SEEN_BEFORE;
  turn.ends = [...turn.ends, ident].slice(-RUN_LIMITS.turnWords);
  const { stampUs, durationUs } = record;
  // Old servers say the start at the end only; of an agent that rested in between, the first start stands.
  if (stampUs !== undefined && (!turn.start || turn.start.arrived)) turn.start = { us: stampUs };
  turn.end = momentOf(record, stampUs === undefined || durationUs === undefined ? undefined : stampUs + durationUs);
  if (durationUs !== undefined) turn.durationUs = durationUs;
  turn.status = record.status;
  if (record.status === 'waiting') turn.parked = turn.end.us;
  if (record.errorClass) turn.errorClass = record.errorClass;
  takePlace(run, node, turn, record);
  takeFigures(turn, record, hasData);
  return { fresh: true, at: { node, turn: node.turns.indexOf(turn) } };
}

/** Without stamps, an output belongs to the last turn that is over and lacks one; a repeated end cannot be told from the next. */
function closedByData(node: NodeFacts, hasData: boolean): number {
  const last = node.turns.length - 1;
  const turn = node.turns[last];
  return turn?.end && !isOpen(turn) && hasData && !turn.told ? last : -1;
}

function isOpen(turn: Turn): boolean {
  return turn.end === undefined;
}

/** The turn that this end ends: the one that began so, else the newest open one that began before (an agent's last stretch). */
function openTurn(node: NodeFacts, record: NodeRecord, ident: string): Turn | undefined {
  const open = node.turns.filter(isOpen);
  const exact = ident ? open.findLast((t) => t.begins.includes(ident)) : undefined;
  const { stampUs } = record;
  return exact ?? open.findLast((t) => stampUs === undefined || !t.start || t.start.arrived || t.start.us <= stampUs);
}

/** Undefined when the run has too many in all. */
function nextTurn(run: RunFacts, node: NodeFacts): Turn | undefined {
  const last = node.turns.at(-1);
  const full = (run.turns ?? 0) >= RUN_LIMITS.executions;
  if (last && (full || node.turns.length >= RUN_LIMITS.firings)) {
    last.joined = (last.joined ?? 1) + 1;
    delete last.end;
    return last;
  }
  if (full) {
    omit(run);
    return undefined;
  }
  const turn = newTurn('running');
  node.turns.push(turn);
  run.turns = (run.turns ?? 0) + 1;
  return turn;
}

/** Where it stands: inside a node, or after others. */
function takePlace(run: RunFacts, node: NodeFacts, turn: Turn, record: NodeRecord): void {
  const { from = [], parent } = record;
  const [source] = from;
  const inside = parent ?? (source !== undefined && from.length === 1 && worksFor(run, node, source) ? source : '');
  if (inside && inside !== node.name) {
    turn.parent = { node: inside, run: record.iteration ?? 0 };
    turn.from = [];
    const outer = findNode(run, inside);
    if (outer) outer.holds = true;
    // Told as a successor before, when its place was not known.
    const left = new Set(node.turns.flatMap((t) => t.from));
    if (node.sources.length > left.size) node.sources = [...left];
  } else if (!turn.parent && record.from) {
    turn.from = [...from];
    for (const name of from) if (!node.sources.includes(name)) node.sources.push(name);
  }
}

/**
 * No successor starts before a node's end, so what names a node that is still at work as its source works for that node: an
 * agent's tools are told by nothing else at their start. Where some ends may have escaped us, only the workflow tells.
 */
function worksFor(run: RunFacts, node: NodeFacts, name: string): boolean {
  if (node.parent === name) return true;
  const source = findNode(run, name);
  const last = source?.turns.at(-1);
  if (!source || !last || !isOpen(last)) return false;
  if (run.graph) return !run.edges.some(([from, to]) => from === source.id && to === node.id);
  return run.gaps === 0 && !run.lostRecords;
}

function takeFigures(turn: Turn, record: NodeRecord, hasData: boolean): void {
  if (hasData) turn.told = true;
  if (record.bytes !== undefined) turn.bytes = record.bytes;
  for (const key of ['items', 'failedItems', 'tokensIn', 'tokensOut'] as const) {
    const value = record[key];
    if (value !== undefined) turn[key] = value;
  }
}

function momentOf(record: NodeRecord, us: number | undefined): Moment {
  return us === undefined ? arrival(record) : { us };
}

function arrival({ t, late }: Pick<RunRecord, 't' | 'late'>): Moment {
  return { us: t, arrived: { late: late ?? 0 } };
}

/** No message comes before what it tells: the least delay seen bounds how far the page's clock is ahead. */
function noteOffset(run: RunFacts, t: number, us: number | undefined): void {
  // What is read from a stored execution came long after.
  if (us === undefined || run.filled || run.stored) return;
  run.offsetUs = Math.min(run.offsetUs ?? Number.POSITIVE_INFINITY, t - us);
}

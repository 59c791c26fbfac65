/** A node record into the facts of its run. */
import { RUN_LIMITS } from '../../model/limits.ts';
import type { MoneyFields, NodeRecord, WireStatus } from '../../model/record.ts';
import { omit } from '../run-bounds.ts';
import { outcomeOf } from './derive.ts';
import type { Effects } from './effects.ts';
import { type Arrival, isOpen, isWorkless, type Visit } from './facts.ts';
import type { RunIndex } from './run-index.ts';
import type { StepTraits } from './traits.ts';

const PARKED: ReadonlySet<WireStatus> = new Set(['waiting', 'suspended', 'paused']);

export function applyNode(index: RunIndex, record: NodeRecord, traits: StepTraits, effects: Effects): void {
  const node = index.nodeFor(record.node);
  if (!node) {
    tooMany(index, effects);
    return;
  }
  if (record.type) node.type = record.type;
  if (record.name) node.title = record.name;
  const visit = takeStatus(index, record);
  for (const from of record.from ?? []) {
    if (!index.run.graph && index.nodeFor(from) && index.addEdge(from, record.node, 'data')) effects.graph = true;
  }
  if (!visit) return;
  if (visit === 'full') {
    tooMany(index, effects);
    return;
  }
  takeFigures(visit, record);
  nest(index, visit, record, traits, effects);
  effects.visits.add(visit);
}

/** Beyond the bound of what is kept of one run. */
function tooMany(index: RunIndex, effects: Effects): void {
  omit(index.run);
  effects.run = true;
}

function takeStatus(index: RunIndex, record: NodeRecord): Visit | 'full' | undefined {
  const at: Arrival = { t: record.t, late: record.late ?? 0 };
  const { status } = record;
  if (status === 'starting' || status === 'running') return began(index, record, at);
  if (outcomeOf(status)) return ended(index, record, at);
  const visit = keyed(index, record) ?? candidate(index, record) ?? index.visitsOf(record.node).at(-1);
  if (!visit) return undefined;
  if (status === 'retry') visit.retries++;
  else if (PARKED.has(status) && isOpen(visit) && visit.parked.at(-1)?.[1] !== null) park(visit, at.t);
  return visit;
}

/** Beyond the bound the last wait goes on: it covers what lies between. */
function park(visit: Visit, t: number): void {
  const last = visit.parked.at(-1);
  if (last && visit.parked.length >= RUN_LIMITS.waits) last[1] = null;
  else visit.parked.push([t, null]);
}

const keyed = (index: RunIndex, record: NodeRecord) => (record.key ? index.byKey(record.key) : undefined);

/** The open execution that a record without key means: the oldest, of the same iteration if it names one. */
function candidate(index: RunIndex, record: NodeRecord): Visit | undefined {
  const open = index.openOf(record.node).filter((v) => !record.key || v.key === '' || v.joined > 0);
  const { iteration } = record;
  return (iteration === undefined ? undefined : open.find((v) => v.iteration === iteration)) ?? open[0];
}

function began(index: RunIndex, record: NodeRecord, at: Arrival): Visit | 'full' | undefined {
  const known = keyed(index, record);
  const parked = index.visitsOf(record.node).findLast((v) => v.parked.at(-1)?.[1] === null);
  const again = record.resumed ? (known ?? parked) : undefined;
  if (again) {
    unpark(again, at.t);
    return again;
  }
  const promised = index.openOf(record.node).find((v) => !v.start && v.key === (record.key ?? ''));
  const visit = known ?? promised ?? index.addVisit(record.node, record.key ?? '');
  if (!visit) return 'full';
  if (known?.outcome === 'skipped' || known?.outcome === 'blocked') delete known.outcome;
  if (known && known.outcome !== undefined) return fillStart(known, record, at);
  const fresh = !visit.start && !visit.ready;
  // Beyond the bound: one more firing of the last one.
  const joins = !known && !promised && !fresh;
  if (fresh || joins) {
    visit.open++;
    index.opened(visit);
    if (joins) delete visit.end;
  }
  if (record.status === 'starting') visit.ready ??= at;
  else if (!joins) fillStart(visit, record, at);
  return visit;
}

/** The first word on its start counts. */
function fillStart(visit: Visit, record: NodeRecord, at: Arrival): Visit {
  if (record.status === 'running') visit.start ??= at;
  if (record.stampUs !== undefined) visit.stampUs ??= record.stampUs;
  return visit;
}

function ended(index: RunIndex, record: NodeRecord, at: Arrival): Visit | 'full' | undefined {
  const known = keyed(index, record);
  const before = index.visitsOf(record.node);
  const last = before.at(-1);
  // Said again and again: it is left out, as before.
  const still = last && !record.key && isWorkless(record.status) && last.outcome === record.status;
  const open = known ?? candidate(index, record);
  const visit =
    open ?? (still ? last : before.length < RUN_LIMITS.firings ? index.addVisit(record.node, record.key ?? '') : last);
  if (!visit) return 'full';
  unpark(visit, at.t);
  // An execution ends once; what follows may only turn out to be an error.
  if (visit.outcome === undefined || isOpen(visit)) {
    // What the end says of the start is measured, what the start says is when it was told.
    if (record.stampUs !== undefined) visit.stampUs = record.stampUs;
    if (record.durationUs !== undefined) visit.durationUs = record.durationUs;
    visit.outcome = record.status;
    visit.open = Math.max(0, visit.open - 1);
    if (!isOpen(visit)) {
      visit.end = at;
      index.closed(visit);
      noteInputs(index, visit);
    }
  } else if (outcomeOf(record.status) === 'error') visit.outcome = record.status;
  return visit;
}

function unpark(visit: Visit, t: number): void {
  const wait = visit.parked.at(-1);
  if (wait && wait[1] === null) wait[1] = t;
}

/** When the last of the nodes that feed it had ended; what a tool of its own did inside of it feeds nothing. */
function noteInputs(index: RunIndex, visit: Visit): void {
  let by: number | undefined;
  for (const from of index.feedersOf(visit.id)) {
    const inside = (v: Visit) => v.within?.id === visit.id && v.within.instance === visit.instance;
    const end = from === visit.id ? undefined : index.visitsOf(from).findLast((v) => v.end && !inside(v))?.end?.t;
    if (end !== undefined && (by === undefined || end > by)) by = end;
  }
  if (by !== undefined) visit.fedBy = by;
}

function takeFigures(visit: Visit, record: NodeRecord): void {
  const { cost, unit, model, tokensIn, tokensOut, tokensCached, tokensTotal, bytes, items, failedItems, errorClass } =
    record;
  const news: MoneyFields = {
    ...(cost === undefined ? {} : { cost }),
    ...(unit === undefined ? {} : { unit }),
    ...(model === undefined ? {} : { model }),
    ...(tokensIn === undefined ? {} : { tokensIn }),
    ...(tokensOut === undefined ? {} : { tokensOut }),
    ...(tokensCached === undefined ? {} : { tokensCached }),
    ...(tokensTotal === undefined ? {} : { tokensTotal }),
  };
  visit.money = { ...visit.money, ...news };
  if (bytes !== undefined) visit.bytes = bytes;
  if (items !== undefined) visit.items = items;
  if (failedItems !== undefined) visit.failedItems = failedItems;
  if (errorClass !== undefined) visit.errorClass = errorClass;
}

/** What it runs inside of. Told before that is known, it waits for it. */
function nest(index: RunIndex, visit: Visit, record: NodeRecord, traits: StepTraits, effects: Effects): void {
  if (record.parent) visit.parent ||= record.parent;
  if (record.iteration !== undefined) visit.iteration ??= record.iteration;
  if (!visit.within) {
    // Nodes begin after those that feed them: one that begins while such a one is at work is its tool.
    const user = traits.afterInputs && record.status === 'running' ? index.fedBy(visit.id).find(isAtWork(index)) : '';
    visit.parent ||= user ?? '';
    const told = visit.parent || index.node(visit.id)?.parent || '';
    const parent = told && told !== visit.id ? containerNamed(index, told, visit.parent === '') : undefined;
    if (parent && parent !== visit) adopt(visit, parent, effects);
    else if (visit.parent && !index.orphansOf(visit.parent).includes(visit)) {
      index.orphan(visit);
      // A container of the graph may never tell of itself: the first of what runs in it shows it at work.
      const node = index.node(visit.parent);
      if (node && index.orphansOf(visit.parent).length === 1) effects.nodes.add(node);
    }
  } else if (visit.iteration !== undefined) {
    const parent = index.visitsOf(visit.within.id)[visit.within.instance];
    if (parent) countIteration(visit, parent, effects);
  }
  for (const name of [visit.key, visit.id]) {
    if (!name) continue;
    for (const child of index.orphansOf(name)) {
      if (child === visit) continue;
      adopt(child, visit, effects);
      effects.visits.add(child);
    }
    index.adopted(name);
  }
}

const isAtWork = (index: RunIndex) => (id: string) =>
  index.openOf(id).some((v) => v.start !== undefined || v.ready !== undefined);

/** The newest execution of that name; `atWork`: only if it is at work. */
function containerNamed(index: RunIndex, name: string, atWork: boolean): Visit | undefined {
  return index.byKey(name) ?? index.openOf(name).at(-1) ?? (atWork ? undefined : index.visitsOf(name).at(-1));
}

function adopt(visit: Visit, parent: Visit, effects: Effects): void {
  visit.within = { id: parent.id, instance: parent.instance };
  countIteration(visit, parent, effects);
}

function countIteration(visit: Visit, parent: Visit, effects: Effects): void {
  if (visit.iteration === undefined || visit.iteration < parent.iterations) return;
  parent.iterations = visit.iteration + 1;
  effects.visits.add(parent);
}

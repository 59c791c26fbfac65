/** The panel's copy of what the background holds: a snapshot, then deltas in `rev` order. Pure. */
import type { FromBackground, Health, RunPatchMessage, Settings, Snapshot } from '../../src/messages/panel.ts';
import type { Incident } from '../../src/model/alert.ts';
import { PANEL_LIMITS } from '../../src/model/limits.ts';
import { headOf, isOver, type NodeRun, type Run, type RunHead } from '../../src/model/run.ts';
import { newestFirst } from '../../src/profiler/store-array.ts';

export interface Mirror {
  readonly rev: number;
  readonly origin: string;
  /** Newest first. */
  readonly heads: readonly RunHead[];
  /** Those runs we have in full. */
  readonly runs: ReadonlyMap<string, Run>;
  /** Those that the background does not have: it has not told of them yet, or they are too large for it (`addEarly`). */
  readonly early?: ReadonlySet<string>;
  readonly health: Health;
  readonly settings: Settings;
  /** Incidents that go on, newest first; of all origins. */
  readonly incidents: readonly Incident[];
}

type Delta = Extract<FromBackground, { kind: 'delta' }>;

/** A run we hold is still good after a reconnect when it was over and its head says the same. */
function unchanged(run: Run, head: RunHead | undefined): boolean {
  return (
    head !== undefined &&
    isOver(run.status) &&
    run.status === head.status &&
    run.endUs === head.endUs &&
    run.events === head.events &&
    run.nodes.length === head.nodeCount
  );
}

/** Starts from a snapshot; full runs of `before` that are still good are kept. */
export function fromSnapshot(snapshot: Snapshot, before?: Mirror): Mirror {
  const heads = new Map(snapshot.heads.map((h) => [h.id, h]));
  const runs = new Map<string, Run>();
  for (const run of before?.runs.values() ?? []) {
    const head = heads.get(run.id);
    if (head && unchanged(run, head)) runs.set(run.id, withHead(run, head));
  }
  if (snapshot.latest) {
    runs.set(snapshot.latest.id, snapshot.latest);
    heads.set(snapshot.latest.id, headOf(snapshot.latest));
  }
  const early = without(before?.early ?? new Set(), [...heads.keys()]);
  for (const id of early) {
    const run = before?.runs.get(id);
    if (!run) continue;
    runs.set(id, run);
    heads.set(id, headOf(run));
  }
  const { rev, origin, health, settings, incidents } = snapshot;
  const sorted = [...heads.values()].sort(newestFirst);
  return { rev, origin, heads: sorted, runs, ...(early.size > 0 && { early }), health, settings, incidents };
}

/** Applies a delta. Undefined when its `rev` is not the next one: messages were lost and a new snapshot is needed. */
export function applyDelta(mirror: Mirror, delta: Delta): Mirror | undefined {
  if (delta.rev !== mirror.rev + 1) return undefined;
  const heads = new Map(mirror.heads.map((h) => [h.id, h]));
  const runs = new Map(mirror.runs);
  for (const id of delta.removed ?? []) {
    heads.delete(id);
    runs.delete(id);
  }
  for (const patch of delta.patches ?? []) {
    const run = patchRun(runs.get(patch.head.id), patch, heads.has(patch.head.id));
    heads.set(patch.head.id, patch.head);
    if (run) put(runs, run);
    else runs.delete(patch.head.id);
  }
  return {
    ...mirror,
    rev: delta.rev,
    heads: delta.patches || delta.removed ? [...heads.values()].sort(newestFirst) : mirror.heads,
    runs: newest(runs, mirror.early),
    ...(mirror.early && { early: without(mirror.early, delta.patches?.map(({ head }) => head.id) ?? []) }),
    health: delta.health ?? mirror.health,
    settings: delta.settings ?? mirror.settings,
    incidents: delta.incidents ?? mirror.incidents,
  };
}

/** Adds full runs that were asked for. Runs the background has removed since are left out. */
export function addRuns(mirror: Mirror, added: readonly Run[]): Mirror {
  const known = new Set(mirror.heads.map((h) => h.id));
  const runs = new Map(mirror.runs);
  for (const run of added) if (known.has(run.id)) put(runs, run);
  return { ...mirror, runs: newest(runs, mirror.early) };
}

/**
 * Shows a run that the background does not know: a file is seen while it is still being handed over, and what is too large for that is seen
 * at all. Known ones stay as they are.
 */
export function addEarly(mirror: Mirror, run: Run): Mirror {
  if (mirror.heads.some(({ id }) => id === run.id)) return mirror;
  const runs = new Map(mirror.runs);
  put(runs, run);
  const heads = [...mirror.heads, headOf(run)].sort(newestFirst);
  const early = new Set([...(mirror.early ?? []), run.id]);
  return { ...mirror, heads, runs: newest(runs, early), early };
}

/** Without a run that was shown early, if the background has still not told of it. */
export function dropEarly(mirror: Mirror, id: string): Mirror {
  if (!mirror.early?.has(id)) return mirror;
  const runs = new Map(mirror.runs);
  runs.delete(id);
  return { ...mirror, heads: mirror.heads.filter((head) => head.id !== id), runs, early: without(mirror.early, [id]) };
}

/** Puts a run behind the others: it was told of last. */
function put(runs: Map<string, Run>, run: Run): void {
  runs.delete(run.id);
  runs.set(run.id, run);
}

/**
 * The runs told of last. Of the others the heads stay, and who wants one in full asks for it again; `early` ones stay, for nobody else has
 * them.
 */
function newest(runs: ReadonlyMap<string, Run>, early?: ReadonlySet<string>): ReadonlyMap<string, Run> {
  const over = runs.size - PANEL_LIMITS.fullRuns;
  return over <= 0 ? runs : new Map([...runs].filter(([id], i) => i >= over || early?.has(id)));
}

function withHead(run: Run, head: RunHead): Run {
  const { nodeCount: _count, ...rest } = head;
  return { ...rest, nodes: run.nodes, edges: run.edges, ...(run.calls && { calls: run.calls }) };
}

const without = (all: ReadonlySet<string>, gone: readonly string[]): ReadonlySet<string> =>
  new Set([...all].filter((id) => !gone.includes(id)));

function sameHead(run: Run, head: RunHead): boolean {
  const before: Readonly<Record<string, unknown>> = { ...headOf(run) };
  const after: Readonly<Record<string, unknown>> = { ...head };
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].every((name) => JSON.stringify(before[name]) === JSON.stringify(after[name]));
}

/**
 * The run after the patch; undefined when we cannot know it in full (we had only its head, or nodes are missing): it is
 * then asked for when somebody wants to see it.
 */
function patchRun(run: Run | undefined, patch: RunPatchMessage, knownHead: boolean): Run | undefined {
  // A run that is told of whole comes with its edges, be there none.
  if (!run && (knownHead || !patch.edges)) return undefined;
  // The same object: what is analysed and laid out stays so.
  if (run && !patch.nodes && !patch.edges && !patch.calls && sameHead(run, patch.head)) return run;
  const { nodeCount, ...head } = patch.head;
  const nodes: (NodeRun | undefined)[] = run ? [...run.nodes] : [];
  for (const [index, node] of patch.nodes ?? []) nodes[index] = node;
  nodes.length = nodeCount;
  // `includes` sees holes, `every` would skip them.
  if (nodes.includes(undefined)) return undefined;
  const calls = patch.calls ?? run?.calls;
  return { ...head, nodes: nodes as NodeRun[], edges: patch.edges ?? run?.edges ?? [], ...(calls && { calls }) };
}

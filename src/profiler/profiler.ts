import { decodeNode } from '../formats/node-decoder.ts';
import type { Graph } from '../model/graph.ts';
import { graphHash } from '../model/hash.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { isOver, type NodeRun, type NodeStatus, type Run, type RunStatus } from '../model/run.ts';
import { type Micros, micros } from '../model/time.ts';
import { createReader, type ProfileReader, type ReaderOptions } from './reader.ts';
import type { WritableProfileStore } from './store.ts';

export interface RecordingStart {
  readonly workflowId: string;
  readonly workflowName?: string;
  /** What depends on what; without it there is no theoretical minimum. */
  readonly graph?: Graph;
  /** Runs are compared with others of the same origin. */
  readonly origin?: string;
  /** When the run was asked for, if it had to wait. */
  readonly queuedUs?: number;
  /** Epoch microseconds; the clock's time if not given. */
  readonly startUs?: number;
}

/** One execution of one node. Without `instance` it is a new one; with it, it adds to or corrects that one. */
export type NodeExecution = { readonly id: string; readonly startUs?: number; readonly endUs?: number } & Partial<
  Omit<NodeRun, 'id' | 'startUs' | 'endUs'>
>;

export interface RecordingEnd {
  readonly status?: Exclude<RunStatus, 'queued' | 'running'>;
  readonly endUs?: number;
  readonly errorClass?: string;
}

/** The library surface: record runs by hand, and read what was recorded, by whomever. */
export interface Profiler extends ProfileReader {
  /** Begins a run and returns its id. Several may go on at once. */
  startRecording(start: RecordingStart): string;
  recordNodeExecution(runId: string, execution: NodeExecution): Result<NodeRun>;
  /** Ends a run; nodes that never ran are then skipped. Status is error if a node failed, else success, unless given. */
  endRecording(runId: string, end?: RecordingEnd): Result<Run>;
  /** Removes all runs (of a workflow) but pinned ones and those that go on. Returns how many. */
  clearProfiles(workflowId?: string): number;
}

export interface ProfilerOptions extends ReaderOptions {
  readonly store: WritableProfileStore;
  /** Epoch microseconds. */
  readonly clock: () => Micros;
  /** A new unique id each time. */
  readonly newId: () => string;
}

/** A profiler over a store. Clock and ids come from outside, so that the same calls give the same runs. */
export function createProfiler(options: ProfilerOptions): Profiler {
  const { store, clock, newId } = options;

  const open = (runId: string): Result<Run> => {
    const run = store.get(runId);
    if (!run) return fail('no such run', runId);
    return isOver(run.status) ? fail(`the run has ended (${run.status})`, runId) : ok(run);
  };

  return {
    ...createReader(store, { now: clock, ...options }),

    startRecording(start) {
      const id = newId();
      store.put({
        id,
        serverId: id,
        editor: 'library',
        origin: start.origin ?? '',
        workflow: { id: start.workflowId, name: start.workflowName ?? start.workflowId },
        graphHash: start.graph ? graphHash(start.graph) : '',
        status: 'running',
        ...(start.queuedUs === undefined ? {} : { queuedUs: micros(start.queuedUs) }),
        startUs: start.startUs === undefined ? clock() : micros(start.startUs),
        clock: 'server',
        uncertaintyUs: [0, 0],
        resolutionUs: 0,
        nodes: (start.graph?.nodes ?? []).map((n) => ({ ...blank(n.id), type: n.type, title: n.title })),
        edges: start.graph?.edges ?? [],
        ...(start.graph ? {} : { partial: ['no-graph' as const] }),
      });
      return id;
    },

    recordNodeExecution(runId, execution) {
      const found = open(runId);
      if (!found.ok) return found;
      const run = found.value;
      const instance = execution.instance ?? nextInstance(run, execution.id);
      const at = run.nodes.findIndex((n) => n.id === execution.id && n.instance === instance);
      const known = run.nodes[at] ?? run.nodes.find((n) => n.id === execution.id);
      const node = merge(at >= 0 && known ? known : { ...blank(execution.id), ...label(known) }, execution, instance);
      if (!node.ok) return node;
      const nodes = at >= 0 ? run.nodes.with(at, node.value) : [...run.nodes, node.value];
      store.put({ ...run, nodes });
      return node;
    },

    endRecording(runId, end = {}) {
      const found = open(runId);
      if (!found.ok) return found;
      const run = found.value;
      const endUs = end.endUs === undefined ? clock() : micros(end.endUs);
      if (endUs < run.startUs) return fail('ends before it starts', 'endUs');
      const failed = run.nodes.some((n) => n.status === 'error');
      const done: Run = {
        ...run,
        status: end.status ?? (failed ? 'error' : 'success'),
        endUs,
        nodes: run.nodes.map((n) => (n.status === 'waiting' ? { ...n, status: 'skipped' as const } : n)),
        ...(end.errorClass === undefined ? {} : { errorClass: end.errorClass }),
      };
      store.put(done);
      return ok(done);
    },

    clearProfiles(workflowId) {
      const gone = store.runs().filter((r) => isOver(r.status) && !r.pinned);
      const ids = gone.filter((r) => workflowId === undefined || r.workflow.id === workflowId).map((r) => r.id);
      store.remove(ids);
      return ids.length;
    },
  };
}

function blank(id: string): NodeRun {
  return {
    id,
    instance: 0,
    title: id,
    type: '',
    status: 'waiting',
    uncertaintyUs: [0, 0],
    clock: 'server',
    waits: [],
  };
}

function label(node: NodeRun | undefined): Partial<NodeRun> {
  return node ? { title: node.title, type: node.type } : {};
}

/** The placeholder from the graph is instance 0 until something ran. */
function nextInstance(run: Run, id: string): number {
  const same = run.nodes.filter((n) => n.id === id);
  const [only] = same;
  if (same.length === 1 && only?.status === 'waiting' && only.startUs === undefined) return only.instance;
  return same.reduce((max, n) => Math.max(max, n.instance + 1), 0);
}

function merge(base: NodeRun, given: NodeExecution, instance: number): Result<NodeRun> {
  const startUs = given.startUs === undefined ? base.startUs : micros(given.startUs);
  const endUs = given.endUs === undefined ? base.endUs : micros(given.endUs);
  if (endUs !== undefined && (startUs === undefined || endUs < startUs)) return fail('ends before it starts', 'endUs');
  const ran: NodeStatus = endUs !== undefined ? 'success' : startUs !== undefined ? 'running' : base.status;
  // Held to the bounds of the file format, so that whatever is recorded can be exported and imported.
  return decodeNode({
    ...base,
    ...given,
    instance,
    status: given.status ?? ran,
    ...(startUs === undefined ? {} : { startUs }),
    ...(endUs === undefined ? {} : { endUs }),
  });
}

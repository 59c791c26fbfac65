import type { NodePatch, RunEvent, RunKey } from '../model/event.ts';
import type { Edge } from '../model/graph.ts';
import { fnv64, graphHash } from '../model/hash.ts';
import type { ColdReason, EditorId, Gap, ModelCall, NodeRun, Run } from '../model/run.ts';
import type { Micros } from '../model/time.ts';
import { withPatch } from './patch.ts';

/** A run in the making. Plain data, saved with the journal. */
interface Draft {
  readonly key: RunKey;
  head: Omit<Run, 'nodes' | 'edges' | 'graphHash' | 'calls' | 'gaps' | 'events'>;
  nodes: NodeRun[];
  edges: readonly Edge[];
  calls: ModelCall[];
  gaps: Gap[];
  events: number;
  /** Hash of the graph as last told: hashing 10 000 nodes at each change would cost more than everything else. */
  hash: string;
}

export interface Recorder {
  /** Applies one event; returns the id of the run it belongs to. */
  apply(editor: EditorId, event: RunEvent): string;
  /** The run as it stands; the same object until something changes, and unchanged nodes keep their identity. */
  run(id: string): Run | undefined;
  runs(): readonly Run[];
  /** Says why a run was the first of its kind (cold.ts); true when that is news. */
  setCold(id: string, cold: ColdReason | undefined): boolean;
  drop(ids: readonly string[]): void;
  save(): unknown;
}

export interface RecorderOptions {
  readonly origin: string;
  /** Random per document: with the editor's run key it makes the run's id. */
  readonly epoch: string;
  readonly saved?: unknown;
}

/** Collects run events into runs. Deterministic and idempotent: events set facts, and only 'seen' counts. */
export function createRecorder({ origin, epoch, saved }: RecorderOptions): Recorder {
  const drafts = new Map<string, Draft>();
  const places = new Map<string, Map<string, number>>();
  const built = new Map<string, Run>();
  for (const draft of (saved as Draft[] | undefined) ?? []) {
    drafts.set(draft.head.id, draft);
    places.set(draft.head.id, new Map(draft.nodes.map((n, i) => [placeOf(n.id, n.instance), i])));
  }

  function draftOf(editor: EditorId, key: RunKey): Draft {
    const id = fnv64(JSON.stringify([origin, editor, key, epoch]));
    const known = drafts.get(id);
    if (known) return known;
    const draft = blank(id, key, editor, origin);
    drafts.set(id, draft);
    places.set(id, new Map());
    return draft;
  }
  function setNode(draft: Draft, id: string, instance: number, set: NodePatch): boolean {
    const place = places.get(draft.head.id);
    const key = placeOf(id, instance);
    const at = place?.get(key);
    const before = at === undefined ? undefined : draft.nodes[at];
    const after = withPatch(before ?? blankNode(id, instance), set);
    if (before === undefined) {
      place?.set(key, draft.nodes.length);
      draft.nodes.push(after);
    } else if (after !== before && at !== undefined) draft.nodes[at] = after;
    else return false;
    return true;
  }
  function change(draft: Draft, event: RunEvent): boolean {
    switch (event.e) {
      case 'run': {
        const head = withPatch(draft.head, event.set);
        if (head === draft.head) return false;
        draft.head = head;
        return true;
      }
      case 'graph':
        draft.edges = event.edges;
        for (const n of event.nodes) {
          const parent = n.parent ? { parent: { id: n.parent, instance: 0 } } : {};
          setNode(draft, n.id, 0, { type: n.type, title: n.title, ...parent });
        }
        draft.hash = graphHash(event);
        return true;
      case 'node':
        return setNode(draft, event.id, event.instance, event.set);
      case 'call':
        draft.calls[event.index] = event.call;
        return true;
      case 'gap':
        draft.gaps[event.index] = event.gap;
        return true;
      case 'seen':
        draft.events++;
        return true;
    }
  }
  function build(draft: Draft): Run {
    const { head, nodes, edges, calls, gaps, events, hash } = draft;
    const known = !head.partial?.includes('no-graph');
    const { partial, ...rest } = head;
    // The draft goes on changing in place (a copy per event would be quadratic); a built run never does.
    const whole = { ...rest, graphHash: known ? hash : '', nodes: [...nodes], edges, events };
    return {
      ...whole,
      ...(partial && partial.length > 0 ? { partial } : {}),
      ...(calls.length > 0 ? { calls: [...calls] } : {}),
      ...(gaps.length > 0 ? { gaps: [...gaps] } : {}),
    };
  }

  function run(id: string): Run | undefined {
    const draft = drafts.get(id);
    if (!draft) return undefined;
    const now = built.get(id) ?? build(draft);
    built.set(id, now);
    return now;
  }

  return {
    apply(editor, event) {
      const draft = draftOf(editor, event.run);
      if (change(draft, event)) built.delete(draft.head.id);
      return draft.head.id;
    },
    run,
    runs: () => [...drafts.keys()].map(run).filter((r) => r !== undefined),
    setCold(id, cold) {
      const draft = drafts.get(id);
      const head = draft && withPatch(draft.head, { cold: cold ?? null });
      if (!draft || !head || head === draft.head) return false;
      draft.head = head;
      built.delete(id);
      return true;
    },
    drop(ids) {
      for (const id of ids) for (const map of [drafts, places, built]) map.delete(id);
    },
    save: () => JSON.parse(JSON.stringify([...drafts.values()])) as unknown,
  };
}

function placeOf(id: string, instance: number): string {
  return `${instance}/${id}`;
}

function blank(id: string, key: RunKey, editor: EditorId, origin: string): Draft {
  return {
    key,
    head: {
      id,
      serverId: '',
      editor,
      origin,
      workflow: { id: '', name: '' },
      status: 'queued',
      startUs: 0 as Micros,
      clock: 'arrival',
      uncertaintyUs: [0, 0],
      resolutionUs: 1000,
    },
    nodes: [],
    edges: [],
    calls: [],
    gaps: [],
    events: 0,
    hash: '',
  };
}

function blankNode(id: string, instance: number): NodeRun {
  const none = [0, 0] as const;
  return { id, instance, title: id, type: '', status: 'waiting', uncertaintyUs: none, clock: 'arrival', waits: [] };
}

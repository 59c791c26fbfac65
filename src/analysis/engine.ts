import { EDITOR_FACTS, nameOfEditor } from '../model/editor-facts.ts';
import type { EngineSpec } from '../model/engine-spec.ts';
import { fits } from '../model/glob.ts';
import type { EditorId, Run } from '../model/run.ts';
import { asyncTypes } from './async-types.ts';

/** How many nodes of a class an engine works on at once. */
export interface WorkerClass {
  readonly name: string;
  /** `Infinity`: as many as are ready. */
  readonly capacity: number;
}

/** What limits an engine apart from the graph. */
export interface EngineProfile {
  readonly name: string;
  readonly classes: readonly WorkerClass[];
  /** Index into `classes` for a node type. */
  classOf(type: string): number;
}

/** The engines that the user described; `named`: of the editors that his own mappings read, by their names. */
export type EngineOverrides = Partial<Record<EditorId, EngineSpec>> & {
  readonly named?: ReadonlyMap<string, EngineSpec>;
};

/** An engine that starts every node as soon as its inputs are there. */
export function unbounded(name: string): EngineProfile {
  return profileOf(name, UNBOUNDED);
}

/** An engine that works on at most `capacity` nodes at once, whatever their type. */
export function limited(name: string, capacity: number): EngineProfile {
  return profileOf(name, one(capacity));
}

const one = (capacity: number): EngineSpec => ({ classes: [{ name: 'worker', capacity, types: ['*'] }] });
const UNBOUNDED: EngineSpec = { classes: [{ name: 'any', capacity: null, types: ['*'] }] };

/** Types of n8n nodes that work for another one, inside its span: models, memories, tools of an agent. */
const N8N_SUB_NODES = [
  ...['lm', 'tool', 'memory', 'embeddings', 'outputParser', 'retriever', 'reranker', 'document', 'textSplitter'].map(
    (kind) => `@n8n/n8n-nodes-langchain.${kind}*`,
  ),
  '*Tool',
];

/**
 * What each engine can run at once, before the user says otherwise. ComfyUI works through its queue in one thread, and only
 * nodes made as coroutines overlap in it: which those are is told from the run. n8n and Flowise take one node at a time; what
 * an n8n agent calls runs inside the agent. NodeTool starts an actor per node (packages/kernel/src/actor.ts), Dify has worker
 * threads, Langflow a task per ready node. Node-RED's nodes share one event loop, in which their waiting overlaps freely.
 */
export const BUILT_IN_ENGINES: Readonly<Record<EditorId, EngineSpec>> = {
  nodetool: UNBOUNDED,
  comfyui: { classes: [{ name: 'synchronous', capacity: 1, types: ['*'] }] },
  n8n: {
    classes: [
      { name: 'nested', capacity: null, types: N8N_SUB_NODES },
      { name: 'main', capacity: 1, types: ['*'] },
    ],
  },
  flowise: one(1),
  dify: UNBOUNDED,
  langflow: UNBOUNDED,
  sim: UNBOUNDED,
  'node-red': UNBOUNDED,
  custom: UNBOUNDED,
  page: UNBOUNDED,
  library: UNBOUNDED,
};

/** The profile of the engine that a run ran on: as the user described it, else as we know it. */
export function engineOf(run: Run, overrides: EngineOverrides = {}): EngineProfile {
  const mapped = run.editor === 'custom' && run.editorName ? overrides.named?.get(run.editorName) : undefined;
  const own = mapped ?? overrides[run.editor];
  const name = run.editorName || (run.editor in EDITOR_FACTS ? nameOfEditor(run.editor) : run.editor);
  if (own) return profileOf(name, own);
  const spec = BUILT_IN_ENGINES[run.editor];
  return profileOf(name, run.editor === 'comfyui' ? withAsync(spec, run) : spec);
}

/** Adds a class for the types that the run itself shows to be asynchronous. */
function withAsync(spec: EngineSpec, run: Run): EngineSpec {
  const types = asyncTypes(run);
  if (types.length === 0) return spec;
  // A type is a name here, whatever it has in it: `*` in a pattern would stand for more.
  return {
    classes: [{ name: 'asynchronous', capacity: null, types: types.filter((t) => !t.includes('*')) }, ...spec.classes],
  };
}

/** A specification made ready for use. A type that no pattern takes belongs to the last class. */
export function profileOf(name: string, spec: EngineSpec): EngineProfile {
  const known = new Map<string, number>();
  return {
    name,
    classes: spec.classes.map((c) => ({ name: c.name, capacity: c.capacity ?? Number.POSITIVE_INFINITY })),
    classOf(type) {
      const before = known.get(type);
      if (before !== undefined) return before;
      const found = spec.classes.findIndex(({ types }) => types.some((glob) => fits(glob, type)));
      const index = found < 0 ? Math.max(0, spec.classes.length - 1) : found;
      known.set(type, index);
      return index;
    },
  };
}

/** True when nodes of this type may have to wait for a worker. */
export function isLimited(engine: EngineProfile, type: string): boolean {
  return Number.isFinite(engine.classes[engine.classOf(type)]?.capacity ?? Number.POSITIVE_INFINITY);
}

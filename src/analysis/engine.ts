import type { EditorId } from '../model/run.ts';

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

/** An engine that starts every node as soon as its inputs are there. */
export function unbounded(name: string): EngineProfile {
  return { name, classes: [{ name: 'any', capacity: Number.POSITIVE_INFINITY }], classOf: () => 0 };
}

/** An engine that works on at most `capacity` nodes at once, whatever their type. */
export function limited(name: string, capacity: number): EngineProfile {
  return { name, classes: [{ name: 'worker', capacity }], classOf: () => 0 };
}

/**
 * What each engine can run at once. NodeTool starts one actor per node and puts no limit on them
 * (packages/kernel/src/actor.ts). ComfyUI has one thread for synchronous nodes; n8n and Flowise work through a queue, one
 * node at a time; Dify has worker threads, Langflow a task per ready node.
 */
const ENGINES: Record<EditorId, EngineProfile> = {
  nodetool: unbounded('NodeTool'),
  comfyui: limited('ComfyUI', 1),
  n8n: limited('n8n', 1),
  flowise: limited('Flowise', 1),
  dify: unbounded('Dify'),
  langflow: unbounded('Langflow'),
  sim: unbounded('Sim'),
  'node-red': unbounded('Node-RED'),
  custom: unbounded('unknown engine'),
  page: unbounded('unknown engine'),
  library: unbounded('unknown engine'),
};

/** The profile of an editor's engine. */
export function engineOf(editor: EditorId): EngineProfile {
  return ENGINES[editor];
}

/** True when nodes of this type may have to wait for a worker. */
export function isLimited(engine: EngineProfile, type: string): boolean {
  return Number.isFinite(engine.classes[engine.classOf(type)]?.capacity ?? Number.POSITIVE_INFINITY);
}

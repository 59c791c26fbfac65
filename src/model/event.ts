/**
 * What an editor's interpreter tells the recorder. Events *set* facts, so applying one twice changes nothing, and a later
 * event may correct an earlier one (a start that turned out to be later, an end that was only presumed).
 */
import type { Edge, GraphNode } from './graph.ts';
import type { EditorId, Gap, ModelCall, NodeRun, Run } from './run.ts';

/** Interpreter's own name of a run, unique within (document, editor). */
export type RunKey = string;

export type RunPatch = Partial<
  Pick<
    Run,
    | 'serverId'
    | 'editorName'
    | 'workflow'
    | 'status'
    | 'queuedUs'
    | 'startUs'
    | 'clock'
    | 'clockOffsetUs'
    | 'uncertaintyUs'
    | 'resolutionUs'
    | 'omitted'
    | 'partial'
    | 'replaySpeed'
  >
> & { readonly endUs?: Run['endUs'] | null; readonly errorClass?: string | null };

export type NodePatch = Partial<Omit<NodeRun, 'id' | 'instance' | 'endUs' | 'startUs' | 'readyUs'>> & {
  readonly startUs?: NodeRun['startUs'] | null;
  readonly endUs?: NodeRun['endUs'] | null;
  readonly readyUs?: NodeRun['readyUs'] | null;
};

export type RunEvent =
  | { readonly e: 'run'; readonly editor: EditorId; readonly run: RunKey; readonly set: RunPatch }
  | { readonly e: 'graph'; readonly run: RunKey; readonly nodes: readonly GraphNode[]; readonly edges: readonly Edge[] }
  | {
      readonly e: 'node';
      readonly run: RunKey;
      readonly id: string;
      readonly instance: number;
      readonly set: NodePatch;
    }
  | { readonly e: 'call'; readonly run: RunKey; readonly index: number; readonly call: ModelCall }
  | { readonly e: 'gap'; readonly run: RunKey; readonly index: number; readonly gap: Gap }
  /** One more message of the engine belonged to this run. */
  | { readonly e: 'seen'; readonly run: RunKey };

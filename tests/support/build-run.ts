import type { Edge, EdgeKind, GraphNode } from '../../src/model/graph.ts';
import { graphHash } from '../../src/model/hash.ts';
import type { NodeRun, NodeStatus, Run, Wait } from '../../src/model/run.ts';
import { type Micros, micros } from '../../src/model/time.ts';

/** 2026-01-01T00:00:00Z: where hand-made runs begin. */
export const T0 = 1_767_225_600_000_000;

/** Times in milliseconds after the run's start. */
export interface NodeSpec {
  readonly id: string;
  readonly instance?: number;
  readonly title?: string;
  readonly type?: string;
  readonly status?: NodeStatus;
  readonly start?: number;
  readonly end?: number;
  readonly ready?: number;
  readonly parent?: readonly [id: string, instance: number];
  readonly waits?: readonly (readonly [kind: Wait['kind'], start: number, end: number])[];
  readonly errorClass?: string;
}

export interface RunSpec extends Partial<Omit<Run, 'nodes' | 'edges' | 'startUs' | 'endUs' | 'queuedUs'>> {
  /** Milliseconds after `T0`. */
  readonly start?: number;
  /** Milliseconds after the start; null for a run that goes on. */
  readonly end?: number | null;
  readonly queued?: number;
  readonly nodes: readonly NodeSpec[];
  /** `a>b`, or `[a, b, kind]`. */
  readonly edges?: readonly (string | Edge)[];
}

/** A run of hand-made times; everything not given is what a plain finished run has. */
export function buildRun(spec: RunSpec): Run {
  const { start = 0, end, queued, nodes: nodeSpecs, edges: edgeSpecs = [], ...rest } = spec;
  const startUs = micros(T0 + start * 1000);
  const at = (ms: number): Micros => micros(startUs + ms * 1000);
  const nodes = nodeSpecs.map((n) => buildNode(n, at));
  const edges = edgeSpecs.map((e): Edge => {
    if (typeof e !== 'string') return e;
    const [from = '', to = ''] = e.split('>');
    return [from, to, 'data' satisfies EdgeKind];
  });
  const last = nodeSpecs.reduce((most, n) => Math.max(most, n.end ?? 0), 0);
  const graph = new Map<string, GraphNode>(nodes.map((n) => [n.id, { id: n.id, type: n.type, title: n.title }]));
  return {
    id: `run-${start}`,
    serverId: `server-${start}`,
    editor: 'nodetool',
    origin: 'http://localhost:3000',
    workflow: { id: 'w', name: 'Workflow' },
    graphHash: graphHash({ nodes: [...graph.values()], edges }),
    status: end === null ? 'running' : 'success',
    ...(queued === undefined ? {} : { queuedUs: micros(T0 + queued * 1000) }),
    startUs,
    ...(end === null ? {} : { endUs: at(end ?? last) }),
    clock: 'arrival',
    uncertaintyUs: [0, 0],
    resolutionUs: 0,
    nodes,
    edges,
    ...rest,
  };
}

function buildNode(n: NodeSpec, at: (ms: number) => Micros): NodeRun {
  return {
    id: n.id,
    instance: n.instance ?? 0,
    title: n.title ?? n.id.toUpperCase(),
    type: n.type ?? 'test.Node',
    status: n.status ?? (n.start === undefined ? 'waiting' : n.end === undefined ? 'running' : 'success'),
    ...(n.parent ? { parent: { id: n.parent[0], instance: n.parent[1] } } : {}),
    ...(n.ready === undefined ? {} : { readyUs: at(n.ready) }),
    ...(n.start === undefined ? {} : { startUs: at(n.start) }),
    ...(n.end === undefined ? {} : { endUs: at(n.end) }),
    uncertaintyUs: [0, 0],
    clock: 'arrival',
    waits: (n.waits ?? []).map(([kind, start, end]) => ({ kind, startUs: at(start), endUs: at(end) })),
    ...(n.errorClass === undefined ? {} : { errorClass: n.errorClass }),
  };
}

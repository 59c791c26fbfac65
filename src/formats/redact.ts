import { graphHash } from '../model/hash.ts';
import type { Keep } from '../model/keep.ts';
import type { ModelCall, NodeRun, Run } from '../model/run.ts';

/**
 * Leaves out of runs what is not to leave; of one that keeps all they come back as they are. Ids of nodes and workflows often spell their
 * names or types ("ChatInput-x7f"), so without either they are replaced by n1, n2, w1: by the same in all runs that go through one
 * redactor, so that these can be compared with each other, though no more with those that stayed at home.
 */
export function createRedactor(keep: Keep): (run: Run) => Run {
  const hideIds = !keep.labels || !keep.types;
  const nodeName = hideIds ? numbered('n') : same;
  const workflowName = hideIds ? numbered('w') : same;
  const typeName = keep.types ? same : numbered('type ');

  const redactNode = (n: NodeRun): NodeRun => {
    const { cost, tokens, model, ...rest } = n;
    return {
      ...rest,
      id: nodeName(n.id),
      title: keep.labels ? n.title : '',
      type: typeName(n.type),
      ...(n.parent ? { parent: { id: nodeName(n.parent.id), instance: n.parent.instance } } : {}),
      ...(keep.costs && cost ? { cost } : {}),
      ...(keep.costs && tokens ? { tokens } : {}),
      ...(keep.types && model !== undefined ? { model } : {}),
    };
  };
  const redactCall = (c: ModelCall): ModelCall => {
    const { cost, tokens, node, ...rest } = c;
    return {
      ...rest,
      ...(node === undefined ? {} : { node: nodeName(node) }),
      ...(keep.types ? {} : { provider: '', model: '' }),
      ...(keep.costs && cost ? { cost } : {}),
      ...(keep.costs && tokens ? { tokens } : {}),
    };
  };

  return (run) => {
    if (keep.labels && keep.types && keep.urls && keep.costs) return run;
    const { editorName, calls, ...rest } = run;
    const nodes = run.nodes.map(redactNode);
    const edges = run.edges.map(([from, to, kind]) => [nodeName(from), nodeName(to), kind] as const);
    return {
      ...rest,
      ...(keep.labels && editorName !== undefined ? { editorName } : {}),
      origin: keep.urls ? run.origin : '',
      workflow: { id: workflowName(run.workflow.id), name: keep.labels ? run.workflow.name : '' },
      // Of ids and types as they are now: it would tell known graphs by their hash.
      graphHash: hideIds && run.graphHash !== '' ? hashOf(nodes, edges) : run.graphHash,
      nodes,
      edges,
      ...(calls ? { calls: calls.map(redactCall) } : {}),
    };
  };
}

function hashOf(nodes: readonly NodeRun[], edges: Run['edges']): string {
  const graph = new Map(nodes.map(({ id, type, title }) => [id, { id, type, title }]));
  return graphHash({ nodes: [...graph.values()], edges });
}

function same(name: string): string {
  return name;
}

/** Names in order of appearance; the empty one says that there is none and stays. */
function numbered(prefix: string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    if (name === '') return '';
    const given = known.get(name) ?? `${prefix}${known.size + 1}`;
    known.set(name, given);
    return given;
  };
}

/** One member of what leaves: where it stands, how often, and what stands there. */
export interface LeavingField {
  /** `runs[].nodes[].title` */
  readonly path: string;
  readonly count: number;
  /** The first values that differ, as JSON text, at most three. */
  readonly examples: readonly string[];
}

/** How many values are shown of one field, and how long each may be. */
const EXAMPLES = 3;
const EXAMPLE_LENGTH = 60;

/** Every member of these runs as they are written, in order of appearance: what the export dialog shows before anything leaves. */
export function leavingFields(runs: Iterable<Run>): readonly LeavingField[] {
  const fields = new Map<string, { count: number; examples: Set<string> }>();
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, `${path}[]`);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) walk(member, path === '' ? key : `${path}.${key}`);
    } else {
      const field = fields.get(path) ?? { count: 0, examples: new Set() };
      fields.set(path, field);
      field.count++;
      if (field.examples.size < EXAMPLES) field.examples.add(shortened(JSON.stringify(value)));
    }
  };
  for (const run of runs) walk(run, 'runs[]');
  return [...fields].map(([path, { count, examples }]) => ({ path, count, examples: [...examples] }));
}

function shortened(text: string): string {
  return text.length > EXAMPLE_LENGTH ? `${text.slice(0, EXAMPLE_LENGTH - 1)}…` : text;
}

import { LIMITS } from '../model/limits.ts';
import type { Result } from '../model/result.ts';
import { fail, ok } from '../model/result.ts';
import type { Run } from '../model/run.ts';
import { NODE_STATUSES, RUN_STATUSES } from '../model/run.ts';

/** Runs one import may bring; far above what one store keeps of a workflow. */
const MAX_RUNS = 10_000;

/**
 * Runs that one of our own pages has decoded from a session file already. The second look is cheap and only keeps out what
 * would break the store or the analysis: shapes, numbers, statuses and sizes; members we do not know are left as they are.
 */
export function decodeRuns(value: unknown): Result<readonly Run[]> {
  if (!Array.isArray(value)) return fail('not a list', 'runs');
  if (value.length > MAX_RUNS) return fail(`more than ${MAX_RUNS} runs`, 'runs');
  for (const [index, run] of value.entries()) {
    const error = isObject(run) ? faultOf(run) : 'not an object';
    if (error) return fail(error, `runs[${index}]`);
  }
  return ok(value as readonly Run[]);
}

function faultOf(run: Fields): string | undefined {
  for (const key of ['id', 'serverId', 'editor', 'origin', 'graphHash']) {
    if (typeof run[key] !== 'string') return `${key} is not a string`;
  }
  if (run.id === '') return 'id is empty';
  const { workflow, status, nodes, edges, calls, startUs, endUs, resolutionUs } = run;
  if (!isObject(workflow) || typeof workflow.id !== 'string' || typeof workflow.name !== 'string') {
    return 'workflow is not {id, name}';
  }
  if (!isOneOf(RUN_STATUSES, status)) return 'unknown status';
  if (!isNumber(startUs) || !isNumber(resolutionUs)) return 'startUs or resolutionUs is not a number';
  if (endUs !== undefined && !isNumber(endUs)) return 'endUs is not a number';
  if (!isPair(run.uncertaintyUs)) return 'uncertaintyUs is not [early, late]';
  if (!Array.isArray(nodes) || nodes.length > LIMITS.graphNodes) return 'nodes is not a list, or too long';
  if (!Array.isArray(edges) || edges.length > LIMITS.graphEdges) return 'edges is not a list, or too long';
  if (calls !== undefined && !Array.isArray(calls)) return 'calls is not a list';
  const node = nodes.findIndex((candidate) => !isNode(candidate));
  if (node >= 0) return `nodes[${node}] is not a node`;
  const edge = edges.findIndex((candidate) => !isEdge(candidate));
  return edge >= 0 ? `edges[${edge}] is not [from, to, kind]` : undefined;
}

function isNode(node: unknown): boolean {
  if (!isObject(node)) return false;
  const { id, instance, title, type, status, startUs, endUs, waits } = node;
  return (
    [id, title, type].every((text) => typeof text === 'string') &&
    isNumber(instance) &&
    isOneOf(NODE_STATUSES, status) &&
    [startUs, endUs].every((time) => time === undefined || isNumber(time)) &&
    isPair(node.uncertaintyUs) &&
    Array.isArray(waits)
  );
}

function isEdge(edge: unknown): boolean {
  return Array.isArray(edge) && edge.length === 3 && edge.every((part) => typeof part === 'string');
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isNumber);
}

function isOneOf(words: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && words.includes(value);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

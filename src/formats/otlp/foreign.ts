import type { Edge } from '../../model/graph.ts';
import { fnv64, graphHash } from '../../model/hash.ts';
import { FILE_LIMITS, RELAY_LIMITS } from '../../model/limits.ts';
import type { NodeRun, Run } from '../../model/run.ts';
import { micros } from '../../model/time.ts';
import { looksLikeToken } from '../../model/token.ts';
import type { Notes } from '../trace/notes.ts';
import { membersOf } from './attributes.ts';
import { NODE_ATTRIBUTES } from './mapping.ts';
import type { Span } from './span.ts';

/** Attributes of other people's spans that our model has a place for. */
const UNDERSTOOD = NODE_ATTRIBUTES.filter(({ attribute }) => !attribute.startsWith('longpole.'));

/** A trace of somebody else as a run: spans of one name are instances of one node, what they lie in is their parent, links are edges. */
export function foreignTrace(given: readonly Span[], notes: Notes): Run {
  const traceId = given[0]?.traceId ?? '';
  const unique = new Map<string, Span>();
  for (const span of given) {
    if (unique.has(span.spanId)) notes.add('with the id of another, left out');
    else unique.set(span.spanId, span);
  }
  const sorted = [...unique.values()].sort((a, b) => a.startUs - b.startUs || b.endUs - a.endUs);
  const spans = sorted.slice(0, FILE_LIMITS.run.nodes);
  for (let i = spans.length; i < sorted.length; i++)
    notes.add(`beyond the ${FILE_LIMITS.run.nodes} that a run may hold`);
  const refs = new Map<string, { readonly id: string; readonly instance: number }>();
  const counts = new Map<string, number>();
  for (const { spanId, name } of spans) {
    const id = name.slice(0, RELAY_LIMITS.recordIdChars) || 'span';
    const instance = counts.get(id) ?? 0;
    counts.set(id, instance + 1);
    refs.set(spanId, { id, instance });
  }
  const edges = new Map<string, Edge>();
  const nodes = spans.map((span): NodeRun => {
    const ref = refs.get(span.spanId) ?? { id: 'span', instance: 0 };
    const parent = refs.get(span.parentSpanId);
    if (span.parentSpanId !== '' && !parent) notes.add('whose parent is not there');
    for (const { spanId } of span.links) {
      const from = refs.get(spanId);
      if (!from) notes.add('with a link to what is not there');
      else edges.set(JSON.stringify([from.id, ref.id]), [from.id, ref.id, 'data']);
    }
    if (span.events.length > 0) notes.add('with events, which are left out');
    if (span.endUs < span.startUs) notes.add('that end before they begin');
    const known = membersOf(span.attributes, UNDERSTOOD);
    const { tokens, model, errorClass } = known as {
      tokens?: Record<string, unknown>;
      model?: unknown;
      errorClass?: unknown;
    };
    return {
      ...ref,
      title: span.name.slice(0, RELAY_LIMITS.recordLabelChars),
      type: typeOf(span),
      status: span.failed ? 'error' : 'success',
      ...(parent && parent !== ref ? { parent } : {}),
      startUs: micros(span.startUs),
      endUs: micros(Math.max(span.startUs, span.endUs)),
      uncertaintyUs: [0, 0],
      clock: 'server',
      waits: [],
      ...tokensOf(tokens),
      ...(typeof model === 'string' ? { model: model.slice(0, RELAY_LIMITS.recordLabelChars) } : {}),
      ...(typeof errorClass === 'string' && isClass(errorClass) ? { errorClass } : {}),
    };
  });
  return runOf(traceId, nodes, [...edges.values()].slice(0, FILE_LIMITS.run.edges));
}

function runOf(traceId: string, nodes: readonly NodeRun[], edges: readonly Edge[]): Run {
  const startUs = nodes[0]?.startUs ?? micros(0);
  const root = nodes.find((n) => n.parent === undefined);
  const name = root?.title || traceId;
  const graph = [...new Map(nodes.map((n) => [n.id, { id: n.id, type: n.type, title: n.title }])).values()];
  return {
    id: `otlp-${fnv64(traceId)}`,
    serverId: traceId,
    editor: 'library',
    editorName: 'OpenTelemetry',
    origin: '',
    workflow: { id: name.slice(0, RELAY_LIMITS.recordIdChars), name },
    graphHash: edges.length > 0 ? graphHash({ nodes: graph, edges }) : '',
    status: root?.status === 'error' ? 'error' : 'success',
    startUs,
    endUs: micros(nodes.reduce<number>((last, n) => Math.max(last, n.endUs ?? last), startUs)),
    clock: 'server',
    uncertaintyUs: [0, 0],
    resolutionUs: 1,
    nodes,
    edges,
    ...(edges.length > 0 ? {} : { partial: ['no-graph'] as const }),
  };
}

/** What kind of thing a span is, as far as it says. */
function typeOf({ attributes }: Span): string {
  for (const key of ['gen_ai.operation.name', 'db.system.name', 'rpc.system', 'http.request.method']) {
    const value = attributes.get(key);
    if (typeof value === 'string') return value.slice(0, RELAY_LIMITS.recordLabelChars);
  }
  return '';
}

function tokensOf(tokens: Record<string, unknown> | undefined): Pick<NodeRun, 'tokens'> {
  const whole = (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  const [input, output] = [whole(tokens?.input), whole(tokens?.output)];
  if (input === undefined && output === undefined) return {};
  return { tokens: { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) } };
}

/** A class ("java.net.ConnectException") or a code ("500"), as the conventions want it: some write the message there, which is not kept. */
function isClass(text: string): boolean {
  return text.length <= RELAY_LIMITS.recordIdChars && /^[\w.$:-]+$/.test(text) && !looksLikeToken(text);
}

import type { NodeRun, Run } from '../../model/run.ts';
import { inPieces } from '../pieces.ts';
import { labelOf, lastOf } from '../trace/spans.ts';
import { type Attribute, attribute, attributesOf } from './attributes.ts';
import { nanos, rootIdOf, spanIdOf, traceIdOf } from './ids.ts';
import { CALL_ATTRIBUTES, EVENTS, MAPPING_VERSION, MARKS, NODE_ATTRIBUTES, RUN_ATTRIBUTES, SCOPE } from './mapping.ts';

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1: internal. */
  readonly kind: 1;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly events: readonly OtlpEvent[];
  readonly links: readonly OtlpLink[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status: { readonly code: 0 | 1 | 2 };
}

interface OtlpEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

interface OtlpLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: readonly Attribute[];
}

/** An ExportTraceServiceRequest. */
export interface OtlpTraces {
  readonly resourceSpans: readonly object[];
}

/**
 * Runs as an OTLP/JSON request: a trace a run, a root span with a span for each instance below it, edges as links. Messages, prompts and
 * results are in no run, so they are in no span.
 *
 *   { "resourceSpans": [ { "resource": { "attributes": service.name },
 *       "scopeSpans": [ { "scope": { "name": "longpole", "version": "1" }, "spans": [
 *           root: the run · one span an instance: parent = what it lies in, or the root; links = what it depends on } ] } ] } ] }
 */
export function otlpOf(runs: readonly Run[]): OtlpTraces {
  return {
    resourceSpans: runs.map((run) => ({ ...around(run), scopeSpans: [{ scope: scope(), spans: [...spansOf(run)] }] })),
  };
}

/** The same as text in pieces of about 64 Ki units, a newline at the end. */
export function encodeOtlp(runs: Iterable<Run>): Iterable<string> {
  return inPieces(text(runs));
}

function* text(runs: Iterable<Run>): Generator<string> {
  yield '{"resourceSpans":[';
  let first = true;
  for (const run of runs) {
    yield first ? '' : ',';
    first = false;
    // Cut before the closing brace: the spans come one by one.
    yield `${JSON.stringify(around(run)).slice(0, -1)},"scopeSpans":[{"scope":${JSON.stringify(scope())},"spans":[`;
    let firstSpan = true;
    for (const span of spansOf(run)) {
      yield `${firstSpan ? '' : ','}${JSON.stringify(span)}`;
      firstSpan = false;
    }
    yield ']}]}';
  }
  yield ']}\n';
}

function scope(): object {
  return { name: SCOPE, version: String(MAPPING_VERSION) };
}

function around(run: Run): object {
  return { resource: { attributes: [attribute('service.name', 'string', run.editorName ?? run.editor)] } };
}

function* spansOf(run: Run): Generator<OtlpSpan> {
  yield rootOf(run);
  const linksInto = linker(run);
  const lastUs = lastOf(run);
  // Looked up once: among 100 000 nodes a search for each one's parent took longer than all else.
  const spans = new Set(run.nodes.map(({ id, instance }) => spanIdOf(run.id, id, instance)));
  for (const node of run.nodes) yield spanOf(run, node, lastUs, linksInto(node), spans);
}

function rootOf(run: Run): OtlpSpan {
  const events = [
    ...(run.gaps ?? []).map((g) => event(EVENTS.gap, g.startUs, [attribute(MARKS.untilUs, 'int', g.endUs)])),
    ...(run.calls ?? []).map((c) => event(EVENTS.call, c.endUs, attributesOf(c, CALL_ATTRIBUTES))),
  ];
  return {
    traceId: traceIdOf(run.id),
    spanId: rootIdOf(run.id),
    name: run.workflow.name || run.workflow.id || 'workflow',
    kind: 1,
    ...times(run.startUs, run.endUs, lastOf(run), attributesOf(run, RUN_ATTRIBUTES)),
    events,
    links: [],
    status: { code: run.status === 'error' ? 2 : run.status === 'success' ? 1 : 0 },
  };
}

function spanOf(
  run: Run,
  node: NodeRun,
  lastUs: number,
  links: readonly OtlpLink[],
  spans: ReadonlySet<string>,
): OtlpSpan {
  const { parent, startUs } = node;
  const around = parent && spanIdOf(run.id, parent.id, parent.instance);
  const attributes = attributesOf(node, NODE_ATTRIBUTES);
  return {
    traceId: traceIdOf(run.id),
    spanId: spanIdOf(run.id, node.id, node.instance),
    parentSpanId: around !== undefined && spans.has(around) ? around : rootIdOf(run.id),
    name: labelOf(node),
    kind: 1,
    ...(startUs === undefined
      ? times(run.startUs, run.startUs, lastUs, [...attributes, attribute(MARKS.idle, 'bool', true), ...idleEnd(node)])
      : times(startUs, node.endUs, lastUs, attributes)),
    events: node.waits.map((w) =>
      event(EVENTS.wait, w.startUs, [
        attribute(MARKS.waitKind, 'string', w.kind),
        attribute(MARKS.untilUs, 'int', w.endUs),
      ]),
    ),
    links,
    status: { code: node.status === 'error' ? 2 : node.status === 'success' ? 1 : 0 },
  };
}

/** An end without a start is kept, though no span can have it. */
function idleEnd({ endUs }: NodeRun): readonly Attribute[] {
  return endUs === undefined ? [] : [attribute(MARKS.endUs, 'int', endUs)];
}

function times(
  startUs: number,
  endUs: number | undefined,
  lastUs: number,
  attributes: readonly Attribute[],
): Pick<OtlpSpan, 'startTimeUnixNano' | 'endTimeUnixNano' | 'attributes'> {
  const end = Math.max(startUs, endUs ?? lastUs);
  return {
    startTimeUnixNano: nanos(startUs),
    endTimeUnixNano: nanos(end),
    attributes: [
      ...attributes,
      ...(endUs === undefined ? [attribute(MARKS.open, 'bool', true)] : []),
      ...(endUs !== undefined && endUs < startUs ? [attribute(MARKS.endUs, 'int', endUs)] : []),
    ],
  };
}

function event(name: string, us: number, attributes: readonly Attribute[]): OtlpEvent {
  return { timeUnixNano: nanos(us), name, attributes };
}

/**
 * For each instance the links to what it depends on: of each node before it the last instance that had begun by then, or the first where
 * none had, so that no edge is lost.
 */
function linker(run: Run): (node: NodeRun) => readonly OtlpLink[] {
  const instances = new Map<string, NodeRun[]>();
  for (const node of run.nodes) {
    const list = instances.get(node.id);
    if (list) list.push(node);
    else instances.set(node.id, [node]);
  }
  const into = new Map<string, Run['edges'][number][]>();
  for (const edge of run.edges) {
    const list = into.get(edge[1]);
    if (list) list.push(edge);
    else into.set(edge[1], [edge]);
  }
  return (node) =>
    (into.get(node.id) ?? []).flatMap(([from, , kind]): OtlpLink[] => {
      const sources = instances.get(from) ?? [];
      const begun = sources.findLast((s) => s.startUs !== undefined && s.startUs <= (node.startUs ?? 0) && s !== node);
      const source = begun ?? sources[0];
      if (!source) return [];
      const spanId = spanIdOf(run.id, source.id, source.instance);
      return [{ traceId: traceIdOf(run.id), spanId, attributes: [attribute(MARKS.edgeKind, 'string', kind)] }];
    });
}

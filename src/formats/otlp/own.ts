import { fail, type Result } from '../../model/result.ts';
import type { Run } from '../../model/run.ts';
import { decodeRun } from '../run-decoder.ts';
import { membersOf } from './attributes.ts';
import { CALL_ATTRIBUTES, EVENTS, MARKS, NODE_ATTRIBUTES, RUN_ATTRIBUTES } from './mapping.ts';
import type { Marked, Span } from './span.ts';

/** The run that a trace of ours was written from. */
export function ownTrace(spans: readonly Span[]): Result<Run> {
  const root = spans.find((span) => span.attributes.has('longpole.run.id'));
  if (!root) return fail('no span of it is that of the run');
  const nodes = spans.filter((span) => span !== root);
  const idOf = new Map(nodes.map((span) => [span.spanId, span.attributes.get('longpole.node.id')]));
  const edges = new Map<string, unknown>();
  for (const span of nodes) {
    for (const link of span.links) {
      const edge = [
        idOf.get(link.spanId),
        span.attributes.get('longpole.node.id'),
        link.attributes.get(MARKS.edgeKind),
      ];
      edges.set(JSON.stringify(edge), edge);
    }
  }
  const calls = marked(root, EVENTS.call).map((e) => ({ ...membersOf(e.attributes, CALL_ATTRIBUTES), endUs: e.us }));
  const gaps = marked(root, EVENTS.gap).map((e) => ({ startUs: e.us, endUs: e.attributes.get(MARKS.untilUs) }));
  return decodeRun({
    ...membersOf(root.attributes, RUN_ATTRIBUTES),
    ...timesOf(root),
    nodes: nodes.map(nodeOf),
    edges: [...edges.values()],
    ...(calls.length > 0 ? { calls } : {}),
    ...(gaps.length > 0 ? { gaps } : {}),
  });
}

function nodeOf(span: Span): object {
  const waits = marked(span, EVENTS.wait).map((e) => ({
    kind: e.attributes.get(MARKS.waitKind),
    startUs: e.us,
    endUs: e.attributes.get(MARKS.untilUs),
  }));
  return { ...membersOf(span.attributes, NODE_ATTRIBUTES), ...timesOf(span), waits };
}

/** Start and end as they were: a span must have both, and the end behind the start. */
function timesOf({ startUs, endUs, attributes }: Span): { readonly startUs?: number; readonly endUs?: unknown } {
  const stated = attributes.get(MARKS.endUs);
  const idle = attributes.get(MARKS.idle) === true;
  const open = attributes.get(MARKS.open) === true;
  const end = stated ?? (open || idle ? undefined : endUs);
  return { ...(idle ? {} : { startUs }), ...(end === undefined ? {} : { endUs: end }) };
}

function marked(span: Span, name: string): readonly Marked[] {
  return span.events.filter((event) => event.name === name);
}

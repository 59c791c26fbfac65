import fc from 'fast-check';
import { buildNet } from '../../src/analysis/net.ts';
import type { Edge } from '../../src/model/graph.ts';
import { NODE_STATUSES, type NodeRun, RUN_STATUSES, type Run } from '../../src/model/run.ts';
import { type Micros, micros } from '../../src/model/time.ts';

const START = 1_767_225_600_000_000;
const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;

const time = fc.integer({ min: -20, max: 200 }).map((t): Micros => micros(START + t));
const maybe = <T>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arb, { nil: undefined });

const wait = fc.record({
  kind: fc.constantFrom('queue' as const, 'input' as const, 'external' as const),
  startUs: time,
  endUs: time,
});

const node = fc
  .record({
    id: fc.constantFrom(...IDS),
    status: fc.constantFrom(...NODE_STATUSES),
    start: maybe(time),
    length: maybe(fc.integer({ min: 0, max: 80 })),
    ready: maybe(time),
    parent: maybe(fc.record({ id: fc.constantFrom(...IDS), instance: fc.integer({ min: 0, max: 2 }) })),
    waits: fc.array(wait, { maxLength: 2 }),
  })
  .map(({ id, status, start, length, ready, parent, waits }): Omit<NodeRun, 'instance'> => {
    return {
      id,
      title: id,
      type: `t.${id}`,
      status,
      ...(parent ? { parent } : {}),
      ...(ready === undefined ? {} : { readyUs: ready }),
      ...(start === undefined ? {} : { startUs: start }),
      ...(start === undefined || length === undefined ? {} : { endUs: micros(start + length) }),
      uncertaintyUs: [0, 0],
      clock: 'arrival',
      waits,
    };
  });

const edge = fc.tuple(
  fc.constantFrom(...IDS),
  fc.constantFrom(...IDS),
  fc.constantFrom('data' as const, 'stream' as const, 'control' as const),
) satisfies fc.Arbitrary<Edge>;

/**
 * Runs as bad as they come: at most 8 nodes with up to 10 instances, times in any relation to edges, parents and the run's own
 * (no schedule could have made most of them), circles of edges and of parents, every status, with and without an end.
 */
export const wildRun: fc.Arbitrary<Run> = fc
  .record({
    nodes: fc.array(node, { maxLength: 10 }),
    edges: fc.array(edge, { maxLength: 14 }),
    status: fc.constantFrom(...RUN_STATUSES),
    end: maybe(fc.integer({ min: 0, max: 200 })),
    resolutionUs: fc.constantFrom(0, 1, 10),
    graph: fc.boolean(),
  })
  .map(({ nodes, edges, status, end, resolutionUs, graph }): Run => {
    const seen = new Map<string, number>();
    const numbered = nodes.map((n): NodeRun => {
      const instance = seen.get(n.id) ?? 0;
      seen.set(n.id, instance + 1);
      return { ...n, instance };
    });
    return {
      id: 'r',
      serverId: 's',
      editor: 'nodetool',
      origin: 'http://localhost:3000',
      workflow: { id: 'w', name: 'W' },
      graphHash: graph ? 'g' : '',
      status,
      startUs: micros(START),
      ...(end === undefined ? {} : { endUs: micros(START + end) }),
      clock: 'arrival',
      uncertaintyUs: [0, 0],
      resolutionUs,
      nodes: numbered,
      edges: graph ? edges : [],
    };
  });

/** A run an engine with unlimited workers could have made: each node starts some hand-off after its last input, no circles. */
export const plausibleRun: fc.Arbitrary<Run> = fc
  .record({
    lengths: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 8 }),
    gaps: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 8, maxLength: 8 }),
    wires: fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 14 }),
    tail: fc.integer({ min: 0, max: 20 }),
    resolutionUs: fc.constantFrom(0, 5),
  })
  .map(({ lengths, gaps, wires, tail, resolutionUs }): Run => {
    const edges = wires
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
      .filter(([a, b]) => a !== b && b < lengths.length)
      .map(([a, b]): Edge => [IDS[a] as string, IDS[b] as string, 'data']);
    const ends: number[] = [];
    const nodes = lengths.map((length, i): NodeRun => {
      const id = IDS[i] as string;
      const inputs = edges.filter(([, to]) => to === id).map(([from]) => ends[IDS.indexOf(from as 'a')] ?? 0);
      const start = Math.max(0, ...inputs) + (gaps[i] ?? 0);
      ends.push(start + length);
      return {
        id,
        instance: 0,
        title: id,
        type: 't',
        status: 'success',
        startUs: micros(START + start),
        endUs: micros(START + start + length),
        uncertaintyUs: [0, 0],
        clock: 'server',
        waits: [],
      };
    });
    return {
      id: 'r',
      serverId: 's',
      editor: 'nodetool',
      origin: '',
      workflow: { id: 'w', name: 'W' },
      graphHash: 'g',
      status: 'success',
      startUs: micros(START),
      endUs: micros(START + Math.max(...ends) + tail),
      clock: 'server',
      uncertaintyUs: [0, 0],
      resolutionUs,
      nodes,
      edges,
    };
  });

/** The same variety of edges, instances, nesting and overlaps, but nothing in it that cannot have been: figures are computed of it. */
export const soundRun: fc.Arbitrary<Run> = wildRun
  .map((run): Run => {
    const ids = new Set(run.nodes.map((n) => n.id));
    const nodes = run.nodes.map((n, i): NodeRun => {
      const { parent, ...node } = n;
      const startUs = n.startUs && micros(Math.max(n.startUs, START));
      // Parents stand before their children: no circle of them.
      const inside = parent && run.nodes.slice(0, i).some((p) => p.id === parent.id && p.instance === parent.instance);
      return {
        ...node,
        ...(startUs === undefined ? {} : { startUs, endUs: micros(Math.max(startUs, n.endUs ?? START + 200)) }),
        ...(parent && inside ? { parent } : {}),
      };
    });
    const endUs = micros(Math.max(run.endUs ?? START, ...nodes.map((n) => n.endUs ?? 0)));
    const edges = run.edges.filter(([from, to]) => ids.has(from) && ids.has(to));
    return { ...run, status: 'success', nodes, edges, graphHash: 'g', endUs };
  })
  .filter((run) => buildNet(run).wrong.length === 0);

/** The run that much later, and everything in it that many times as long. */
export function stretched(run: Run, factor: number, laterUs = 0): Run {
  const at = <T extends number>(us: T): T => (run.startUs + laterUs + (us - run.startUs) * factor) as T;
  const nodes = run.nodes.map((n) => ({
    ...n,
    ...(n.readyUs === undefined ? {} : { readyUs: at(n.readyUs) }),
    ...(n.startUs === undefined ? {} : { startUs: at(n.startUs) }),
    ...(n.endUs === undefined ? {} : { endUs: at(n.endUs) }),
    waits: n.waits.map((w) => ({ ...w, startUs: at(w.startUs), endUs: at(w.endUs) })),
  }));
  return { ...run, startUs: at(run.startUs), ...(run.endUs === undefined ? {} : { endUs: at(run.endUs) }), nodes };
}

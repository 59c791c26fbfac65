import type { Edge, EdgeKind } from '../model/graph.ts';
import type { NodeRun, NodeStatus, Run } from '../model/run.ts';
import type { Clock, Micros, Uncertainty } from '../model/time.ts';

/**
 * A run for another thread of ours: columns whose memory is handed over, not 100 000 objects that are written and read one by one (those of
 * a run with 300 000 edges take 320 ms). A text stands once; a column of texts holds places in `texts`.
 *
 *   texts   [ "n0", "Load", "nodes.Load", "success", ... ]
 *   nodes   id [0, 0, 4]   instance [0, 1, 0]   title [1, 1, 5]   startUs [t, t, NaN]   ...   one entry a node instance
 *   edges   from [0]   to [4]   kind [7]                                                     one entry an edge
 *   rest    [ [2, { progress, ... }] ]       what few node instances have, with their places
 */
export interface PackedRun {
  readonly head: Omit<Run, 'nodes' | 'edges'>;
  readonly texts: readonly string[];
  readonly nodes: NodeColumns;
  readonly rest: readonly (readonly [place: number, members: Partial<NodeRun>])[];
  readonly edges: { readonly from: Uint32Array; readonly to: Uint32Array; readonly kind: Uint32Array };
}

/** NaN: absent. */
interface NodeColumns {
  readonly id: Uint32Array;
  readonly title: Uint32Array;
  readonly type: Uint32Array;
  readonly status: Uint32Array;
  readonly clock: Uint32Array;
  readonly instance: Float64Array;
  readonly readyUs: Float64Array;
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
  readonly early: Float64Array;
  readonly late: Float64Array;
}

/** Members that are columns; `waits` is empty of most. */
const IN_COLUMNS: ReadonlySet<string> = new Set<keyof NodeRun>([
  'id',
  'instance',
  'title',
  'type',
  'status',
  'readyUs',
  'startUs',
  'endUs',
  'uncertaintyUs',
  'clock',
  'waits',
]);
const NO_WAITS: NodeRun['waits'] = [];

/** The run as columns. */
export function packRun({ nodes, edges, ...head }: Run): PackedRun {
  const places = new Map<string, number>();
  const column = (): ((text: string) => number) => placesIn(places);
  const rest: [number, Partial<NodeRun>][] = [];
  const columns = nodeColumns(nodes.length);
  const [id, title, type, status, clock] = [column(), column(), column(), column(), column()];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as NodeRun;
    columns.id[i] = id(node.id);
    columns.title[i] = title(node.title);
    columns.type[i] = type(node.type);
    columns.status[i] = status(node.status);
    columns.clock[i] = clock(node.clock);
    columns.instance[i] = node.instance;
    columns.readyUs[i] = node.readyUs ?? Number.NaN;
    columns.startUs[i] = node.startUs ?? Number.NaN;
    columns.endUs[i] = node.endUs ?? Number.NaN;
    [columns.early[i], columns.late[i]] = node.uncertaintyUs;
    const members = restOf(node);
    if (members) rest.push([i, members]);
  }
  const ends = edgeColumns(edges.length);
  const [from, to, kind] = [column(), column(), column()];
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i] as Edge;
    ends.from[i] = from(edge[0]);
    ends.to[i] = to(edge[1]);
    ends.kind[i] = kind(edge[2]);
  }
  return { head, texts: [...places.keys()], nodes: columns, rest, edges: ends };
}

/** The place of each text of one column, a new one for a new text. Often it is that of the row before: then nothing is looked up. */
function placesIn(places: Map<string, number>): (text: string) => number {
  let last: string | undefined;
  let place = -1;
  return (text) => {
    if (text === last) return place;
    last = text;
    const known = places.get(text);
    place = known ?? places.size;
    if (known === undefined) places.set(text, place);
    return place;
  };
}

function nodeColumns(length: number): NodeColumns {
  const texts = () => new Uint32Array(length);
  const numbers = () => new Float64Array(length);
  return {
    id: texts(),
    title: texts(),
    type: texts(),
    status: texts(),
    clock: texts(),
    instance: numbers(),
    readyUs: numbers(),
    startUs: numbers(),
    endUs: numbers(),
    early: numbers(),
    late: numbers(),
  };
}

function edgeColumns(length: number): PackedRun['edges'] {
  return { from: new Uint32Array(length), to: new Uint32Array(length), kind: new Uint32Array(length) };
}

/** What of a node is in no column; undefined for most. */
function restOf(node: NodeRun): Partial<NodeRun> | undefined {
  let rest: Record<string, unknown> | undefined;
  for (const key in node) {
    if (IN_COLUMNS.has(key) && (key !== 'waits' || node.waits.length === 0)) continue;
    rest ??= {};
    rest[key] = node[key as keyof NodeRun];
  }
  return rest;
}

/** The memory that goes along, for `postMessage`: whoever sends it has it no longer. */
export function memoryOf({ nodes, edges }: PackedRun): ArrayBuffer[] {
  return [...Object.values(nodes), ...Object.values(edges)].map((column) => column.buffer as ArrayBuffer);
}

/** The run that was packed. Equal parts of its nodes are shared and take room once. */
export function unpackRun({ head, texts, nodes: columns, rest, edges }: PackedRun): Run {
  const text = (column: Uint32Array, i: number): string => texts[column[i] as number] as string;
  let pair: Uncertainty = [0, 0];
  const nodes = Array.from(columns.id, (_, i): NodeRun => {
    const [early, late] = [columns.early[i] as number, columns.late[i] as number];
    if (pair[0] !== early || pair[1] !== late) pair = [early, late];
    const [readyUs, startUs, endUs] = [columns.readyUs[i], columns.startUs[i], columns.endUs[i]] as [
      Micros,
      Micros,
      Micros,
    ];
    const node = {
      id: text(columns.id, i),
      instance: columns.instance[i] as number,
      title: text(columns.title, i),
      type: text(columns.type, i),
      status: text(columns.status, i) as NodeStatus,
      startUs,
      endUs,
      uncertaintyUs: pair,
      clock: text(columns.clock, i) as Clock,
      waits: NO_WAITS,
    };
    return Number.isNaN(readyUs) && !Number.isNaN(startUs) && !Number.isNaN(endUs) ? node : timed(node, readyUs);
  });
  for (const [place, members] of rest) nodes[place] = { ...(nodes[place] as NodeRun), ...members };
  const all = Array.from(
    edges.from,
    (_, i): Edge => [text(edges.from, i), text(edges.to, i), text(edges.kind, i) as EdgeKind],
  );
  return { ...head, nodes, edges: all };
}

/** A node with the times that it has. */
function timed({ startUs, endUs, ...node }: NodeRun, readyUs: Micros): NodeRun {
  return {
    ...node,
    ...(Number.isNaN(readyUs) ? {} : { readyUs }),
    ...(startUs === undefined || Number.isNaN(startUs) ? {} : { startUs }),
    ...(endUs === undefined || Number.isNaN(endUs) ? {} : { endUs }),
  };
}

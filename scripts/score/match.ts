import type { EditorId, NodeRun, Run } from '../../src/model/run.ts';
import { analyseCapture } from '../../src/profiler/capture-run.ts';
import { type Group, groupOf, groupOfCapture } from './groups.ts';
import type { Scored } from './load.ts';
import type { Point } from './stats.ts';
import { groupsById, merged, type TruthNode, type TruthRun } from './truth.ts';

/** A node that the truth and we both have times of. */
export interface NodeSample {
  readonly capture: string;
  readonly group: Group;
  readonly id: string;
  readonly instance: number;
  readonly type: string;
  /** Absent where the truth of it contains waiting, or is only what the server said. */
  readonly start?: Point;
  readonly end?: Point;
  readonly durationErrorUs?: number;
  /** Excluded from `start`: a node that reads streams, whose own clock starts before its first item. */
  readonly streamStart?: Point;
}

export interface Mismatch {
  readonly capture: string;
  readonly group: Group;
  readonly node: string;
  readonly what: string;
}

export interface CaptureScore {
  readonly capture: string;
  readonly editor: EditorId;
  readonly samples: readonly NodeSample[];
  readonly missed: readonly Mismatch[];
  readonly extra: readonly Mismatch[];
  readonly statuses: readonly Mismatch[];
  /** Nodes of the truth whose status was compared. */
  readonly compared: number;
  /** Where the truth has the length of a run. */
  readonly runs: readonly RunSample[];
}

/** Our length of a run minus the server's record of it, and how far ours says it may be off, microseconds. */
export interface RunSample {
  readonly errorUs: number;
  readonly plusMinusUs: number;
}

/** Node types whose truth contains the waiting for their items: NodeTool's stream readers. */
const STREAM_READERS = /^nodetool\.control\.(?:Collect|Take|Zip|First|Last)$/;

/** What the older truths do not say: nodes that did not come to a good end. */
const STATUSES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'comfyui/07-interrupted': { '2': 'cancelled' },
  // It would have slept for 1 s; the other node failed after 0.3 s and took it along.
  'comfyui/06b-async-error': { '1': 'cancelled' },
};

/** One recording through editors and recorder, against its truth. */
export function scoreCapture({ folder, name, rows, truths }: Scored): CaptureScore {
  const capture = `${folder}/${name}`;
  const { runs } = analyseCapture(rows);
  const known = new Set(truths.flatMap((t) => t.nodes.map((n) => n.type)));
  const parts = truths.map((truth, i) => {
    // A truth that names no run: the runs come in its order.
    const run = truth.id === '' ? runs[i] : runs.find((r) => r.serverId === truth.id);
    const groups = {
      of: (n: TruthNode) => groupOf(folder, name, truth, n),
      whole: groupOfCapture(folder, name, truth.wire),
    };
    return scoreRun(capture, truth, run, groups, known);
  });
  return {
    capture,
    editor: runs[0]?.editor ?? editorOf(folder, name),
    samples: parts.flatMap((p) => p.samples),
    missed: parts.flatMap((p) => p.missed),
    extra: parts.flatMap((p) => p.extra),
    statuses: parts.flatMap((p) => p.statuses),
    compared: parts.reduce((sum, p) => sum + p.compared, 0),
    runs: parts.flatMap((p) => p.runs),
  };
}

function editorOf(folder: string, name: string): EditorId {
  return folder === 'nodetool' || name.startsWith('nodetool') ? 'nodetool' : folder === 'n8n' ? 'n8n' : 'comfyui';
}

type Part = Omit<CaptureScore, 'capture' | 'editor'>;

function scoreRun(
  capture: string,
  truth: TruthRun,
  run: Run | undefined,
  groups: { readonly of: (node: TruthNode) => Group; readonly whole: Group },
  known: ReadonlySet<string>,
): Part {
  const ours = run?.nodes ?? [];
  const nodes = asOnTheWire(truth.nodes, ours);
  const samples: NodeSample[] = [];
  const missed: Mismatch[] = [];
  const statuses: Mismatch[] = [];
  const seen = new Set<NodeRun>();
  let compared = 0;
  for (const node of nodes) {
    const group = groups.of(node);
    const label = `${node.id}${node.instance > 0 ? `#${node.instance}` : ''} ${node.title || node.type}`.trim();
    const tell = (what: string): Mismatch => ({ capture, group, node: label, what });
    const found = ours.find((n) => isSame(n, node));
    if (found) seen.add(found);
    const worked = node.startUs !== undefined;
    if (worked && found?.startUs === undefined) {
      missed.push(tell(found ? `has no times, status ${found.status}` : run ? 'not there' : 'its run is not there'));
      continue;
    }
    if (!truth.wire) compared++;
    const expected = node.status ?? STATUSES[capture]?.[node.id] ?? 'success';
    if (!truth.wire && expected !== found?.status)
      statuses.push(tell(`is ${expected}, we say ${found?.status ?? 'nothing'}`));
    if (worked && found) samples.push(sampleOf(capture, group, truth, node, found));
  }
  // A node that did not run must have no times, or it is one too many.
  const ran = new Set(nodes.filter((n) => n.startUs !== undefined).map((n) => n.id));
  const extra = ours
    .filter((n) => n.startUs !== undefined && n.status !== 'constant' && (!seen.has(n) || !ran.has(n.id)))
    .filter((n) => truth.complete || known.has(n.type))
    .map(({ id, title, status }) => ({
      capture,
      group: groups.whole,
      node: `${id} ${title}`,
      what: `${status}, not in the truth`,
    }));
  return { samples, missed, extra, statuses, compared, runs: runSample(truth, run) };
}

/** Items and firings that the wire shows as one span are one here, too. */
function asOnTheWire(nodes: readonly TruthNode[], ours: readonly NodeRun[]): readonly TruthNode[] {
  return groupsById(nodes).flatMap((group) => {
    const [first] = group;
    const instances = first ? ours.filter((n) => isSame({ ...n, instance: 0 }, { ...first, instance: 0 })) : [];
    return instances.length === 1 ? merged(group) : group;
  });
}

/** n8n names its nodes on the wire, the truth has their ids too. */
function isSame(
  ours: Pick<NodeRun, 'id' | 'title' | 'instance'>,
  truth: { readonly id: string; readonly title?: string; readonly instance: number },
): boolean {
  return ours.instance === truth.instance && (ours.id === truth.id || (truth.title !== '' && ours.id === truth.title));
}

function sampleOf(capture: string, group: Group, truth: TruthRun, node: TruthNode, found: NodeRun): NodeSample {
  const [earlyUs, lateUs] = found.uncertaintyUs;
  const point = (truthUs: number | undefined, statedUs: number | undefined): Point | undefined =>
    truthUs === undefined || statedUs === undefined ? undefined : { truthUs, statedUs, earlyUs, lateUs };
  const start = truth.wire ? undefined : point(node.startUs, found.startUs);
  const end = point(node.endUs, found.endUs);
  const streams = STREAM_READERS.test(node.type);
  const both = start && end && !streams;
  return {
    capture,
    group,
    id: node.id,
    instance: node.instance,
    type: node.type,
    ...(start && (streams ? { streamStart: start } : { start })),
    ...(end && { end }),
    ...(both && { durationErrorUs: end.statedUs - start.statedUs - (end.truthUs - start.truthUs) }),
  };
}

function runSample(truth: TruthRun, run: Run | undefined): readonly RunSample[] {
  if (truth.startUs === undefined || truth.endUs === undefined || run?.endUs === undefined) return [];
  const errorUs = run.endUs - run.startUs - (truth.endUs - truth.startUs);
  return [{ errorUs, plusMinusUs: run.uncertaintyUs[0] + run.uncertaintyUs[1] }];
}

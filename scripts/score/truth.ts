/** Truth files to one shape: when each node really began and ended, read inside the server (tests/captures/README.md). */

export interface TruthNode {
  readonly id: string;
  readonly instance: number;
  readonly title: string;
  readonly type: string;
  /** Epoch microseconds; absent for a node that did not run. */
  readonly startUs?: number;
  readonly endUs?: number;
  /** Absent where the truth does not say. */
  readonly status?: string;
  /** The server's own times of the node; otherwise of the user's code inside it. */
  readonly whose: 'server' | 'code';
  /** One of several items of one call, which the wire shows as a single span. */
  readonly listed: boolean;
}

export interface TruthRun {
  /** '' where the truth does not name it: the capture then holds one run. */
  readonly id: string;
  readonly status?: string;
  readonly startUs?: number;
  readonly endUs?: number;
  readonly nodes: readonly TruthNode[];
  /** Every node that ran is here; otherwise only those whose type has a clock of its own (`cls`). */
  readonly complete: boolean;
  /** Times on the wire in front of the page, not in the server: a start there is only what the server said. */
  readonly wire: boolean;
}

interface RawNode {
  readonly id: string;
  readonly cls?: string;
  readonly list_index?: number;
  readonly instance?: number;
  readonly title?: string;
  readonly type?: string;
  readonly status?: string;
  readonly on_wire?: boolean;
  readonly start: number | null;
  readonly end: number | null;
  readonly n8n_start?: number;
  readonly n8n_end?: number;
  readonly process_start?: number;
  readonly process_end?: number;
}

interface RawRun {
  readonly run: { readonly id: string; readonly start: number; readonly end: number; readonly status: string };
  readonly nodes: readonly RawNode[];
}

interface RawTruth extends Partial<Omit<RawRun, 'nodes'>> {
  readonly clock: string;
  readonly prompt_id?: string;
  readonly runs?: Readonly<Record<string, readonly RawNode[]>> | readonly RawRun[];
  readonly nodes?: readonly RawNode[] | Readonly<Record<string, Omit<RawNode, 'id'>>>;
}

/** The runs of a truth file, whichever of its three shapes it has. */
export function readTruth(text: string): readonly TruthRun[] {
  const raw = JSON.parse(text) as RawTruth;
  if (raw.run && Array.isArray(raw.nodes)) return [newer({ run: raw.run, nodes: raw.nodes as readonly RawNode[] })];
  if (Array.isArray(raw.runs)) return (raw.runs as readonly RawRun[]).map(newer);
  if (raw.runs) {
    const runs = Object.entries(raw.runs as Readonly<Record<string, readonly RawNode[]>>);
    return runs.map(([id, nodes]) => ({ id, nodes: merged(nodes.map(nodeOf)), complete: false, wire: false }));
  }
  const nodes = Object.entries((raw.nodes ?? {}) as Readonly<Record<string, Omit<RawNode, 'id'>>>);
  const wire = raw.clock.includes('wire');
  const list = nodes.map(([id, node]) => nodeOf({ ...node, id }));
  return [{ id: raw.prompt_id ?? '', nodes: list, complete: true, wire }];
}

/** The truths in the head of a recording: nothing but when each run began and ended. */
export function headTruths(head: string): readonly TruthRun[] {
  const { server_truth: told = [] } = JSON.parse(head) as {
    readonly server_truth?: readonly { readonly started_at: string; readonly finished_at: string }[];
  };
  return told.map((run) => ({
    id: '',
    startUs: us(Date.parse(run.started_at)),
    endUs: us(Date.parse(run.finished_at)),
    nodes: [],
    complete: false,
    wire: false,
  }));
}

function newer({ run, nodes }: RawRun): TruthRun {
  const onWire = nodes.filter((n) => n.on_wire !== false).map(nodeOf);
  const { id, status } = run;
  return { id, status, startUs: us(run.start), endUs: us(run.end), nodes: onWire, complete: true, wire: false };
}

function nodeOf(n: RawNode): TruthNode {
  const start = n.process_start ?? n.n8n_start ?? n.start;
  const end = n.process_end ?? n.n8n_end ?? n.end;
  return {
    id: n.id,
    instance: n.instance ?? 0,
    title: n.title ?? '',
    type: n.type ?? n.cls ?? '',
    ...(start === null ? {} : { startUs: us(start) }),
    ...(end === null ? {} : { endUs: us(end) }),
    ...(n.status === undefined ? {} : { status: n.status }),
    whose: n.process_start === undefined && n.n8n_start === undefined ? 'code' : 'server',
    listed: (n.list_index ?? 0) > 0,
  };
}

/** Truths of one id as the single span that the wire shows: first start, last end. */
export function merged(nodes: readonly TruthNode[]): readonly TruthNode[] {
  return groupsById(nodes).flatMap((group) => {
    const [first] = group;
    if (!first || group.length === 1) return group;
    const starts = group.flatMap((n) => n.startUs ?? []);
    const ends = group.flatMap((n) => n.endUs ?? []);
    const listed = group.some((n) => n.listed);
    return [{ ...first, instance: 0, listed, startUs: Math.min(...starts), endUs: Math.max(...ends) }];
  });
}

/** Nodes of one id together, in order of appearance. */
export function groupsById(nodes: readonly TruthNode[]): readonly (readonly TruthNode[])[] {
  const byId = new Map<string, TruthNode[]>();
  for (const node of nodes) byId.set(node.id, [...(byId.get(node.id) ?? []), node]);
  return [...byId.values()];
}

function us(ms: number): number {
  return Math.round(ms * 1000);
}

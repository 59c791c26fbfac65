import type { FromBackground, Health, PanelRequest, RunPatchMessage, Settings } from '../../../src/messages/panel.ts';
import type { Incident } from '../../../src/model/alert.ts';
import type { NodeRun, Run, RunHead } from '../../../src/model/run.ts';
import { headOf } from '../../../src/model/run.ts';
import { type Client, type Life, until } from './fake-platform.ts';

export interface FakePanel {
  readonly client: Client;
  snapshots: number;
  deltas: number;
  healths: number;
  origin: string;
  health: Health | undefined;
  settings: Settings | undefined;
  incidents: readonly Incident[];
  /** Jumps in `rev`: must stay 0. */
  jumps: number;
  /** False: it takes in no more of what it gets. */
  reads: boolean;
  /** Of the last message that has one. */
  rev: number;
  /** Newest first. */
  heads(): readonly RunHead[];
  /** What the panel can show in full. */
  run(id: string): Run | undefined;
  /** Resolves with the value, rejects with the error of the reply. */
  request<T>(request: PanelRequest): Promise<T>;
}

/** The mirror a panel keeps, by the rules of src/messages/panel.ts only. */
export function createPanel(life: Life, tabId: number): FakePanel {
  const client = life.connectPanel();
  const heads = new Map<string, RunHead>();
  const full = new Map<string, Run>();
  const waiting = new Map<number, (reply: Extract<FromBackground, { kind: 'reply' }>) => void>();
  let nextId = 1;

  const panel: FakePanel = {
    client,
    snapshots: 0,
    deltas: 0,
    healths: 0,
    origin: '',
    health: undefined,
    settings: undefined,
    incidents: [],
    jumps: 0,
    reads: true,
    rev: Number.NaN,
    heads: () => [...heads.values()].sort((a, b) => b.startUs - a.startUs || (a.id < b.id ? 1 : -1)),
    run: (id) => full.get(id),
    request: (request) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, (reply) => (reply.ok ? resolve(reply.value as never) : reject(new Error(reply.error))));
        client.post({ kind: 'request', id, request });
      }),
  };

  function patch({ head, nodes, edges, calls }: RunPatchMessage): void {
    heads.set(head.id, head);
    const old = full.get(head.id);
    if (!old && (nodes?.length ?? 0) < head.nodeCount) return;
    const all: NodeRun[] = [...(old?.nodes ?? [])];
    for (const [index, node] of nodes ?? []) all[index] = node;
    const { nodeCount, ...rest } = head;
    const kept = calls ?? old?.calls;
    const run = {
      ...rest,
      nodes: all.slice(0, nodeCount),
      edges: edges ?? old?.edges ?? [],
      ...(kept && { calls: kept }),
    };
    full.set(head.id, run);
  }

  client.onMessage((raw) => {
    const message = raw as FromBackground;
    if (message.kind === 'reply') {
      if (message.ok && Array.isArray(message.value)) for (const run of message.value as Run[]) full.set(run.id, run);
      waiting.get(message.id)?.(message);
      return;
    }
    if (message.kind === 'snapshot') {
      panel.snapshots++;
      heads.clear();
      full.clear();
      for (const head of message.heads) heads.set(head.id, head);
      panel.origin = message.origin;
      panel.health = message.health;
      panel.settings = message.settings;
      panel.incidents = message.incidents;
      if (message.latest) {
        full.set(message.latest.id, message.latest);
        if (JSON.stringify(headOf(message.latest)) !== JSON.stringify(message.heads[0])) panel.jumps++;
      }
    } else {
      if (message.rev !== panel.rev + 1) panel.jumps++;
      panel.deltas++;
      for (const id of message.removed ?? []) {
        heads.delete(id);
        full.delete(id);
      }
      for (const each of message.patches ?? []) patch(each);
      if (message.health) {
        panel.healths++;
        panel.health = message.health;
      }
      panel.settings = message.settings ?? panel.settings;
      panel.incidents = message.incidents ?? panel.incidents;
    }
    panel.rev = message.rev;
    if (panel.reads) client.post({ kind: 'taken', rev: panel.rev });
  });
  client.post({ kind: 'hello', tabId });
  return panel;
}

/** All runs a panel finds in this life, by id. */
export async function storedRuns(life: Life, tabId = 1): Promise<readonly Run[]> {
  const panel = createPanel(life, tabId);
  await until(() => panel.snapshots > 0, 'snapshot');
  const ids = panel.heads().map(({ id }) => id);
  return await panel.request<Run[]>({ what: 'runs', ids: ids.sort() });
}

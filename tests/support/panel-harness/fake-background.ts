/** The background as the panel sees it: keeps runs, answers hello and requests, sends deltas. For tests and for looking at the panel. */
import {
  DEFAULT_SETTINGS,
  type FromBackground,
  type Health,
  type RunPatchMessage,
  type Settings,
  type ToBackgroundFromPanel,
} from '../../../src/messages/panel.ts';
import type { Incident } from '../../../src/model/alert.ts';
import { headOf, type Run } from '../../../src/model/run.ts';
import { BUILT_IN_SITES } from '../../../src/model/site.ts';
import type { Port } from '../../../src/platform/types.ts';

export const HEALTHY: Health = {
  hook: true,
  sites: BUILT_IN_SITES,
  origins: ['http://localhost:3000'],
  sockets: 1,
  editors: ['nodetool'],
  runs: 1,
  records: 976,
  lost: 0,
  unreadable: 0,
  refused: 0,
  storage: 'ok',
  storedBytes: 4_300_000,
  storedRuns: 42,
  limitBytes: 200 * 1024 * 1024,
};

/** A page that was open before the extension: nothing was seen yet. */
export const UNSEEN: Health = {
  ...HEALTHY,
  hook: false,
  sockets: 0,
  editors: [],
  runs: 0,
  records: 0,
  storedBytes: 0,
  storedRuns: 0,
};

export interface FakeBackground {
  connect(): Port;
  /** Adds or changes runs and tells the panel: nodes that are the same object are not sent again. */
  put(...runs: Run[]): void;
  setHealth(health: Health): void;
  setIncidents(incidents: readonly Incident[]): void;
  /** Sends a message as it is, to test what the panel makes of it. */
  send(message: FromBackground): void;
  /** Cuts the port as a killed worker does. */
  drop(): void;
  readonly asked: readonly ToBackgroundFromPanel[];
  readonly runs: ReadonlyMap<string, Run>;
}

interface Setup {
  readonly origin?: string;
  readonly health?: Health;
  readonly settings?: Settings;
  readonly runs?: readonly Run[];
  readonly incidents?: readonly Incident[];
}

export function createFakeBackground(setup: Setup = {}): FakeBackground {
  const runs = new Map((setup.runs ?? []).map((r) => [r.id, r]));
  const asked: ToBackgroundFromPanel[] = [];
  let health = setup.health ?? HEALTHY;
  let settings = setup.settings ?? DEFAULT_SETTINGS;
  let incidents = setup.incidents ?? [];
  let rev = 0;
  let onMessage: ((m: unknown) => void) | undefined;
  let onDisconnect: (() => void) | undefined;
  // Messages are clones, as over a real port.
  const send = (message: FromBackground): void => onMessage?.(structuredClone(message));
  const delta = (change: Omit<Extract<FromBackground, { kind: 'delta' }>, 'kind' | 'rev'>): void =>
    send({ kind: 'delta', rev: ++rev, ...change });
  const newest = (): Run[] => [...runs.values()].sort((a, b) => b.startUs - a.startUs);

  const patchOf = (run: Run): RunPatchMessage => {
    const before = runs.get(run.id);
    const nodes = run.nodes.flatMap((n, i) => (before?.nodes[i] === n ? [] : [[i, n] as const]));
    return { head: headOf(run), nodes, ...(before?.edges === run.edges ? {} : { edges: run.edges }) };
  };
  const remove = (ids: readonly string[]): number => {
    for (const id of ids) runs.delete(id);
    delta({ removed: ids });
    return ids.length;
  };
  const answer = (m: Extract<ToBackgroundFromPanel, { kind: 'request' }>): unknown => {
    const r = m.request;
    switch (r.what) {
      case 'runs':
        return r.ids.flatMap((id) => runs.get(id) ?? []);
      case 'set':
        settings = { ...settings, ...r.settings };
        delta({ settings });
        return undefined;
      case 'clear':
        return remove([...runs.values()].filter((run) => !run.pinned).map((run) => run.id));
      case 'seen':
        incidents = incidents.map((each) => ({ ...each, seen: each.seen || r.ids.includes(each.id) }));
        delta({ incidents });
        return undefined;
      case 'samples':
        return [];
      case 'delete':
        return remove(r.ids);
      case 'pin': {
        const run = runs.get(r.id);
        if (run) put({ ...run, pinned: r.pinned });
        return undefined;
      }
      case 'options':
      case 'collector-headers':
        return undefined;
      case 'collector-test':
        return { taken: true, words: 'It took a request without runs (200).' };
      case 'import': {
        const fresh = r.runs.filter((run) => !runs.has(run.id));
        put(...fresh);
        return { added: fresh.length, known: r.runs.length - fresh.length };
      }
    }
  };
  const put = (...changed: Run[]): void => {
    const patches = changed.map(patchOf);
    for (const run of changed) runs.set(run.id, run);
    delta({ patches });
  };

  return {
    asked,
    runs,
    put,
    send,
    setIncidents: (next) => {
      incidents = next;
      delta({ incidents });
    },
    setHealth: (next) => {
      health = next;
      delta({ health });
    },
    drop: () => onDisconnect?.(),
    connect: () => ({
      name: 'panel',
      sender: {},
      postMessage: (message) => {
        const m = message as ToBackgroundFromPanel;
        asked.push(m);
        queueMicrotask(() => {
          if (m.kind === 'request') send({ kind: 'reply', id: m.id, ok: true, value: answer(m) });
          else if (m.kind === 'hello') {
            const [latest] = newest();
            const heads = newest().map(headOf);
            const origin = setup.origin ?? 'http://localhost:3000';
            send({ kind: 'snapshot', rev, origin, heads, ...(latest && { latest }), health, settings, incidents });
          }
        });
      },
      disconnect: () => {
        onMessage = undefined;
      },
      onMessage: (listener) => {
        onMessage = listener;
      },
      onDisconnect: (listener) => {
        onDisconnect = listener;
      },
    }),
  };
}

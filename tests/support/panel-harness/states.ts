/** Every state that the panel can be in, by name: what the background knows then. Pictures and tests are made of these. */
import { DEFAULT_SETTINGS, type Health, type Settings } from '../../../src/messages/panel.ts';
import type { Run } from '../../../src/model/run.ts';
import { micros } from '../../../src/model/time.ts';
import { createPipeline } from '../../../src/profiler/pipeline.ts';
import { HEALTHY, UNSEEN } from './fake-background.ts';
import { capture, large } from './scenes.ts';

const PAGE = 'http://localhost:3000';

export interface StateSetup {
  readonly health?: Health;
  readonly settings?: Settings;
  readonly runs?: readonly Run[];
}

const listening: Health = { ...UNSEEN, hook: true, sockets: 2, records: 12 };

/** The run of a recording of which only records were seen that `seen` holds for. */
async function seenOf(
  name: string,
  seen: (kind: string, index: number, of: number) => boolean,
): Promise<readonly Run[]> {
  const { records } = await capture(name);
  const pipeline = createPipeline({ origin: PAGE, epoch: 'state' });
  pipeline.feed(records.filter((r, i) => seen(r.k, i, records.length)));
  pipeline.settle(micros(records.at(-1)?.t ?? 0), true);
  return pipeline.runs();
}

function oneNode(startUs: number): Run {
  const [node] = large(4, startUs).nodes;
  const run = large(4, startUs);
  if (!node) throw new Error('no node');
  return {
    ...run,
    id: 'one',
    workflow: { id: 'one', name: 'One node' },
    nodes: [{ ...node, title: 'Upscale' }],
    edges: [],
  };
}

const STATES = {
  'no-site': async () => ({ health: UNSEEN }),
  'browser-page': async () => ({ health: UNSEEN }),
  'no-hook': async () => ({ health: UNSEEN }),
  'no-editor': async () => ({ health: listening }),
  waiting: async () => ({ health: { ...listening, editors: ['comfyui'] } }),
  'paused-empty': async () => ({
    health: { ...listening, editors: ['comfyui'] },
    settings: { ...DEFAULT_SETTINGS, recording: false },
  }),
  paused: async () => ({ runs: (await capture('t1-dag')).runs, settings: { ...DEFAULT_SETTINGS, recording: false } }),
  late: async () => ({ runs: await seenOf('t1-dag', (_, i, of) => i > of / 3) }),
  error: async () => ({ runs: (await capture('04-error')).runs }),
  cancelled: async () => ({ runs: (await capture('06-cancelled')).runs }),
  partial: async () => ({ runs: await seenOf('02-parallel', (kind) => kind !== 'request' && kind !== 'graph') }),
  cut: async () => ({ runs: await seenOf('t1-dag', (_, i, of) => i < (2 * of) / 3) }),
  'one-node': async (nowUs) => ({ runs: [oneNode(nowUs - 60_000_000)] }),
  imported: async () => ({
    runs: (await capture('t1-dag')).runs.map((r) => ({ ...r, origin: 'https://elsewhere.example' })),
  }),
  full: async () => ({ runs: (await capture('t1-dag')).runs, health: { ...HEALTHY, storage: 'full' } }),
  lost: async () => ({
    runs: (await capture('t1-dag')).runs,
    health: { ...HEALTHY, lost: 12, refused: 1, recreated: 1, vanished: 7, damaged: 2, storage: 'failed' },
  }),
  updated: async () => ({ runs: (await capture('t1-dag')).runs }),
} satisfies Record<string, (nowUs: number) => Promise<StateSetup>>;

export type StateName = keyof typeof STATES;
export const STATE_NAMES = Object.keys(STATES) as readonly StateName[];

export function isStateScene(name: string): name is StateName {
  return Object.hasOwn(STATES, name);
}

/** What the background knows in this state; `nowUs` for runs that are made up. */
export function stateScene(name: StateName, nowUs: number): Promise<StateSetup> {
  return STATES[name](nowUs);
}

/** Where the inspected page is in this state. */
export function originOfState(name: string): string {
  return { 'no-site': 'https://editor.example', 'browser-page': 'chrome://settings' }[name] ?? PAGE;
}

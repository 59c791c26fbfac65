import fc from 'fast-check';
import {
  COLD_REASONS,
  EDITOR_IDS,
  type ModelCall,
  NODE_STATUSES,
  type NodeRun,
  PARTIAL_REASONS,
  RUN_STATUSES,
  type Run,
} from '../../src/model/run.ts';
import type { Micros } from '../../src/model/time.ts';

// Names a page could send to make trouble are as likely as harmless ones.
const nasty = fc.constantFrom('__proto__', 'constructor', 'a"b\\', '<img>', '\u202e', '名前', '=1+1', ' ');
const id = fc.oneof(nasty, fc.string({ minLength: 1, maxLength: 128, unit: 'binary-ascii' }));
const label = fc.oneof(nasty, fc.string({ maxLength: 256, unit: 'binary-ascii' }));
const whole = fc.maxSafeNat();
const time = whole as fc.Arbitrary<number> as fc.Arbitrary<Micros>;
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0);
const clock = fc.constantFrom('server' as const, 'server-duration' as const, 'arrival' as const, 'worker' as const);
const uncertaintyUs = fc.tuple(whole, whole);
const tokens = fc.record({ input: whole, output: whole, cached: whole, total: whole }, { requiredKeys: [] });
const cost = fc.record({ amount: number, unit: label });

const node: fc.Arbitrary<NodeRun> = fc.record(
  {
    id,
    instance: whole,
    title: label,
    type: label,
    status: fc.constantFrom(...NODE_STATUSES),
    parent: fc.record({ id, instance: whole }),
    readyUs: time,
    startUs: time,
    endUs: time,
    uncertaintyUs,
    clock,
    waits: fc.array(
      fc.record({
        kind: fc.constantFrom('queue' as const, 'input' as const, 'external' as const),
        startUs: time,
        endUs: time,
      }),
      { maxLength: 2 },
    ),
    iterations: whole,
    items: whole,
    failedItems: whole,
    retries: whole,
    mayRetry: fc.constant(true as const),
    reportedUs: whole,
    bytes: whole,
    progress: fc.record({ done: number, total: number }),
    cost,
    tokens,
    model: label,
    errorClass: label,
  },
  { requiredKeys: ['id', 'instance', 'title', 'type', 'status', 'uncertaintyUs', 'clock', 'waits'] },
);

const call: fc.Arbitrary<ModelCall> = fc.record(
  { node: id, provider: label, model: label, endUs: time, durationUs: whole, tokens, cost },
  { requiredKeys: ['provider', 'model', 'endUs', 'durationUs'] },
);

const run: fc.Arbitrary<Run> = fc.record(
  {
    id,
    serverId: label.map((s) => s.slice(0, 128)),
    editor: fc.constantFrom(...EDITOR_IDS),
    editorName: label,
    origin: label,
    workflow: fc.record({ id: label.map((s) => s.slice(0, 128)), name: label }),
    graphHash: fc.constantFrom('', 'cbf29ce484222325'),
    status: fc.constantFrom(...RUN_STATUSES),
    queuedUs: time,
    startUs: time,
    endUs: time,
    clock,
    clockOffsetUs: fc.maxSafeInteger(),
    uncertaintyUs,
    resolutionUs: whole,
    nodes: fc.uniqueArray(node, { maxLength: 4, selector: (n) => `${n.instance}:${n.id}` }),
    edges: fc.array(fc.tuple(id, id, fc.constantFrom('data' as const, 'stream' as const, 'control' as const)), {
      maxLength: 4,
    }),
    calls: fc.array(call, { maxLength: 2 }),
    gaps: fc.array(fc.record({ startUs: time, endUs: time }), { maxLength: 2 }),
    cold: fc.constantFrom(...COLD_REASONS),
    partial: fc.uniqueArray(fc.constantFrom(...PARTIAL_REASONS)),
    errorClass: label,
    events: whole,
    replaySpeed: number,
    pinned: fc.boolean(),
  },
  {
    requiredKeys: [
      'id',
      'serverId',
      'editor',
      'origin',
      'workflow',
      'graphHash',
      'status',
      'startUs',
      'clock',
      'uncertaintyUs',
      'resolutionUs',
      'nodes',
      'edges',
    ],
  },
);

/** Runs with every member the model has, each present or not, values up to their bounds, names that mean trouble. */
export const sessionRuns: fc.Arbitrary<Run[]> = fc.uniqueArray(run, { maxLength: 3, selector: (r) => r.id });

export const sessionMeta = fc.record({ exportedAtUs: whole, replaySpeed: number }, { requiredKeys: [] });

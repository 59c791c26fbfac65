import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodetool } from '../../src/editors/nodetool/index.ts';
import { decodeRun } from '../../src/formats/run-decoder.ts';
import { decodeRecord } from '../../src/messages/decode-record.ts';
import type { Micros } from '../../src/model/time.ts';
import { createPipeline } from '../../src/profiler/pipeline.ts';

const TYPES = [
  ...['job_update', 'node_update', 'edge_update', 'output_update', 'node_progress', 'generation_complete'],
  ...['llm_call', 'prediction', 'job_resumed', 'run_job', 'cancel_job', 'messages', 'done'],
];
const KEYS = [
  ...[
    'status',
    'command',
    'job_id',
    'jobId',
    'workflow_id',
    'node_id',
    'edge_id',
    'node_name',
    'node_type',
    'job_name',
  ],
  ...['message', 'provider', 'timestamp', 'counter', 'progress', 'total', 'index', 'duration', 'duration_ms', 'value'],
  ...['queue_position', 'job_seq', 'tokens_input', 'tokens_output', 'cost', 'model', 'error', 'error_code', 'result'],
  ...['outputs', 'provider_cost', 'validation_issues', 'graph', 'data', 'messages', 'error_detail'],
];
const scalar = fc.oneof(
  fc.string({ maxLength: 400 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, 'completed', 'running', '2026-01-01T00:00:00Z', 1e300, 1e304, -1, 0.5),
);
/** Messages with the right words and anything behind them, sizes that are none among it. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS, 'nodes', 'edges', 'id', 'source', 'target', 'amount'), tie('value'), {
      maxKeys: 5,
      noNullPrototype: true,
    }),
    fc.record({ type: fc.constant('bytes'), length: scalar }),
  ),
}));
const message = fc
  .tuple(fc.constantFrom(...TYPES), fc.dictionary(fc.constantFrom(...KEYS), value, { noNullPrototype: true }))
  .map(([type, rest]) => ({ ...rest, type }));

describe('what the reducer makes of a message', () => {
  it('passes the gate of the background, whatever the server or the page says', () => {
    fc.assert(
      fc.property(message, fc.constantFrom('in' as const, 'out' as const), (sent, dir) => {
        for (const data of [encode(sent), JSON.stringify(sent)]) {
          const frame = { link: 1, transport: 'websocket' as const, url: '', dir, data, t: 1 as Micros };
          for (const record of nodetool.createReducer().reduce(frame)) expect(decodeRecord(record).ok).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes to runs that can be exported and read again', () => {
    const told = fc.tuple(message, fc.constantFrom('j', 'sub-j'), fc.constantFrom('n', 'm', 'o'.repeat(300)));
    fc.assert(
      fc.property(fc.array(told, { maxLength: 12 }), (list) => {
        const reducer = nodetool.createReducer();
        const graph = { nodes: [{ id: 'n', data: { graph: { nodes: [{ id: 'n' }, { id: 'm' }] } } }, { id: 'm' }] };
        const asked = { type: 'run_job', command: 'run_job', data: { job_id: 'j', workflow_id: 'w', graph } };
        const sent = list.map(([m, job_id, node_id]) => ({ ...m, job_id, node_id, workflow_id: 'w' }));
        const pipeline = createPipeline({ origin: '', epoch: '' });
        for (const [i, data] of [asked, ...sent].entries()) {
          const frame = {
            link: 1,
            transport: 'websocket' as const,
            url: '',
            dir: i === 0 ? ('out' as const) : ('in' as const),
          };
          pipeline.feed(reducer.reduce({ ...frame, data: encode(data), t: (1_000 * i) as Micros }));
        }
        for (const run of pipeline.runs()) expect(decodeRun(run)).toMatchObject({ ok: true });
      }),
      { numRuns: 500 },
    );
  });
});

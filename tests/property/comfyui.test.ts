import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comfyui } from '../../src/editors/comfyui/index.ts';
import type { Frame } from '../../src/editors/editor.ts';
import type { CaptureRow } from '../../src/formats/capture.ts';
import { decodeRun } from '../../src/formats/run-decoder.ts';
import { decodeRecord } from '../../src/messages/decode-record.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import type { Run } from '../../src/model/run.ts';
import type { Micros } from '../../src/model/time.ts';
import { captureLinks } from '../../src/profiler/capture-links.ts';
import { createPipeline } from '../../src/profiler/pipeline.ts';
import { loadCapture } from '../support/captures.ts';
import { python, snapshot } from '../support/comfyui.ts';

const where = { origin: '', epoch: '' };
function runsOf(records: readonly TrafficRecord[], end: number): readonly Run[] {
  const p = createPipeline(where);
  p.feed(records);
  p.settle(end as Micros, true);
  return p.runs();
}

/** Recordings without steps: a step that is told again looks like the next bar of the same node. */
const STEPLESS = ['03-async-overlap', '04-cached-second-run', '06b-async-error', '08-expansion', '10-queue-of-three'];
const MORE = [
  '05-progress-previews-metadata',
  '07-interrupted',
  '08d-lazy-inputs',
  '08f-execution-blocker',
  'c7b-half-cached',
];

/** Runs of a recording whose socket is heard as `heard` says: rows in, rows out. */
function heardAs(name: string, heard: (rows: readonly CaptureRow[]) => readonly CaptureRow[]): readonly Run[] {
  const { rows } = loadCapture('comfyui', name);
  const links = captureLinks([comfyui], () => ({}));
  const records = heard(rows).flatMap((row) => links.take(row));
  return runsOf(records, Math.max(...rows.map((r) => r.t)));
}
const isFrame = (row: CaptureRow) => row.row === 'message';

describe('frames that are seen twice change nothing', () => {
  it.each([...STEPLESS, ...MORE])('%s: each behind itself, and all again behind all', (name) => {
    const expected = heardAs(name, (rows) => rows);
    expect(heardAs(name, (rows) => rows.flatMap((row): CaptureRow[] => (isFrame(row) ? [row, row] : [row])))).toEqual(
      expected,
    );
    expect(heardAs(name, (rows) => [...rows, ...rows.filter(isFrame)])).toEqual(expected);
    const later = (rows: readonly CaptureRow[]) =>
      rows.filter(isFrame).map((r) => ({ ...r, t: (r.t + 1e7) as Micros }));
    expect(heardAs(name, (rows) => [...rows, ...later(rows)])).toEqual(expected);
  });

  it.each(STEPLESS)('%s: any stretch again, in the middle of the run', (name) => {
    const expected = heardAs(name, (rows) => rows);
    const { length } = loadCapture('comfyui', name).rows;
    fc.assert(
      fc.property(fc.nat(length - 1), fc.nat(60), (from, count) => {
        const runs = heardAs(name, (rows) => {
          const upTo = Math.min(from + count, rows.length - 1);
          const again = rows.slice(from, upTo + 1).filter(isFrame);
          const now = rows[upTo]?.t as Micros;
          return [...rows.slice(0, upTo + 1), ...again.map((r) => ({ ...r, t: now })), ...rows.slice(upTo + 1)];
        });
        expect(runs).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});

describe('snapshots by differences', () => {
  /** Runs as the server plays them: each step begins or ends a node of one of two runs. */
  const steps = fc.array(fc.record({ run: fc.constantFrom('a', 'b'), node: fc.nat(9), compact: fc.boolean() }), {
    maxLength: 60,
  });
  it('tell every begin and every end once and in order, whatever the spacing', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const reducer = comfyui.createReducer();
        const state = { a: new Map<string, string>(), b: new Map<string, string>() };
        const told: string[] = [];
        const expected: string[] = [];
        const frame = (data: string): Frame => ({
          link: 1,
          transport: 'websocket',
          url: '',
          dir: 'in',
          data,
          t: 0 as Micros,
        });
        for (const { run, node, compact } of list) {
          const nodes = state[run as 'a'];
          const id = `n${node}`;
          if (nodes.get(id) === 'finished') continue;
          const next = nodes.get(id) === 'running' ? 'finished' : 'running';
          nodes.set(id, next);
          expected.push(`${run} ${id} ${next}`);
          const text = snapshot(run, Object.fromEntries(nodes));
          for (const r of reducer.reduce(frame(compact ? JSON.stringify(JSON.parse(text)) : text))) {
            if (r.k === 'node') told.push(`${r.run} ${r.node} ${r.status === 'completed' ? 'finished' : r.status}`);
          }
        }
        expect(told).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

const TYPES = ['status', 'execution_start', 'execution_cached', 'executing', 'progress_state', 'progress', 'executed'];
const ENDS = ['execution_success', 'execution_error', 'execution_interrupted', 'enhutils.profiler.executed'];
const KEYS = ['prompt_id', 'node', 'nodes', 'node_id', 'timestamp', 'value', 'max', 'state', 'status', 'exec_info'];
const scalar = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(
    null,
    true,
    'r',
    'running',
    'finished',
    'ExecutionBlocked',
    '2.0.0.1',
    '1:2',
    1_795_000_000_000,
    1e300,
    -1,
    0.5,
  ),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(...KEYS, 'queue_remaining', 'execution_time', 'exception_type', 'parent_node_id', '1', '2'),
      tie('value'),
      { maxKeys: 5, noNullPrototype: true },
    ),
  ),
}));
const message = fc
  .tuple(fc.constantFrom(...TYPES, ...ENDS), fc.dictionary(fc.constantFrom(...KEYS), value, { noNullPrototype: true }))
  .map(([type, data]) => ({ type, data: { prompt_id: 'r', node: '1', ...data } }));

describe('whatever a server says', () => {
  it('passes the gate of the background, and comes to runs that can be exported and read again', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(message, fc.boolean()), { maxLength: 12 }), (list) => {
        const reducer = comfyui.createReducer();
        const pipeline = createPipeline(where);
        for (const [i, [sent, compact]] of list.entries()) {
          const data = compact ? JSON.stringify(sent) : python(sent);
          const frame: Frame = {
            link: 1,
            transport: 'websocket',
            url: '',
            dir: 'in',
            data,
            t: (1e15 + 1_000 * i) as Micros,
          };
          const records = reducer.reduce(frame);
          for (const record of records) expect(decodeRecord(record)).toMatchObject({ ok: true });
          pipeline.feed(records);
        }
        pipeline.settle((1e15 + 1e9) as Micros, true);
        for (const run of pipeline.runs()) expect(decodeRun(run)).toMatchObject({ ok: true });
      }),
      { numRuns: 600 },
    );
  });

  it('and whatever a page asks and is answered', () => {
    const body = fc.record({ prompt: value, prompt_id: value, extra_data: value, delete: value, clear: value });
    const answer = fc.record({ prompt_id: value, node_errors: value, error: value, jobs: value, queue_running: value });
    const path = fc.constantFrom('/prompt', '/queue', '/interrupt', '/jobs', '/history/x', '/jobs/x/cancel');
    fc.assert(
      fc.property(body, answer, path, fc.boolean(), fc.boolean(), (asked, told, at, post, parsed) => {
        const reducer = comfyui.createReducer();
        const http = { method: post ? 'POST' : 'GET', status: 200 };
        const base = { link: 1, transport: 'http', url: `http://x${at}`, t: 1e15 as Micros } as const;
        const records = [
          ...reducer.reduce({ ...base, dir: 'out', data: JSON.stringify(asked), http: { ...http, part: 'request' } }),
          ...reducer.reduce({
            ...base,
            dir: 'in',
            data: parsed ? told : JSON.stringify(told),
            http: { ...http, part: 'body' },
          }),
        ];
        for (const record of records) expect(decodeRecord(record)).toMatchObject({ ok: true });
        const pipeline = createPipeline(where);
        pipeline.feed(records);
        for (const run of pipeline.runs()) expect(decodeRun(run)).toMatchObject({ ok: true });
      }),
      { numRuns: 600 },
    );
  });
});

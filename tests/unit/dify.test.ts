/** Hand-made streams after Dify's sources (not yet compared with a live server). */
import { describe, expect, it } from 'vitest';
import { difyInPage } from '../../src/editors/dify/page.ts';
import { analyseCapture } from '../../src/profiler/capture-run.ts';
import { exchange, shortly, stream, T0 } from '../support/streams.ts';

const APP = 'http://localhost/console/api/apps/app-1';
const RUN = `${APP}/workflows/draft/run`;
const ASK = '{"inputs":{"q":"secret"},"files":[]}';

/** As Python writes it: blanks behind colons and commas. */
const say = (event: string, data: object, run = 'run-1') =>
  `data: ${JSON.stringify({ event, workflow_run_id: run, task_id: 't', data }).replaceAll('":', '": ')}\n\n`;
const node = (event: string, node_id: string, more: object = {}) =>
  say(event, {
    id: `${node_id}-x`,
    node_id,
    node_type: 'code',
    title: `The ${node_id}`,
    inputs: { a: 'secret' },
    ...more,
  });
const started = (id: string, more: object = {}) => node('node_started', id, more);
const finished = (id: string, elapsed_time: number, more: object = {}) =>
  node('node_finished', id, { status: 'succeeded', elapsed_time, ...more });
const BEGIN = say('workflow_started', { id: 'run-1', workflow_id: 'wf-1', created_at: Math.floor(T0 / 1000) });
const end = (status = 'succeeded') => say('workflow_finished', { id: 'run-1', status, elapsed_time: 1 });

const runsOf = (...rows: Parameters<typeof analyseCapture>[0][]) =>
  analyseCapture(rows.flat().sort((a, b) => a.t - b.t)).runs;
const oneRun = (pieces: readonly (readonly [number, string])[], over = 5_000) =>
  runsOf(stream(0, 'POST', RUN, ASK, pieces, over))[0];

describe('Dify', () => {
  it('has starts by arrival, spans as long as the server says, real overlap, and the graph of the draft', () => {
    const draft = {
      id: 'wf-1',
      graph: {
        nodes: [
          { id: 'a', type: 'custom', data: { type: 'start', title: 'A', desc: 'secret' } },
          { id: 'b', type: 'custom', data: { type: 'code', title: 'B' } },
          { id: 'c', type: 'custom', data: { type: 'llm', title: 'C' } },
          { id: 'n', type: 'custom-note', data: { type: '', title: 'Note' } },
          { id: 'never', type: 'custom', data: { type: 'end', title: 'End' } },
        ],
        edges: [
          { id: '1', source: 'a', target: 'b' },
          { id: '2', source: 'a', target: 'c' },
          { id: '3', source: 'c', target: 'n' },
        ],
      },
    };
    const { runs, records } = analyseCapture([
      ...exchange([-20, -10], 'GET', `${APP}/workflows/draft`, draft),
      ...stream(
        0,
        'POST',
        RUN,
        ASK,
        [
          [100, 'event: ping\n\n'],
          [110, BEGIN + started('a')],
          [112, finished('a', 0.001) + started('b') + started('c')],
          [200, finished('b', 0.083)],
          [260, finished('c', 0.15)],
          [262, end()],
        ],
        263,
      ),
    ]);
    expect(shortly(runs[0])).toEqual([
      'success 110-262',
      'a success 110-111',
      'b success 112-195',
      // 112 + 150 would be later than the word of its end: it began before it was said to.
      'c success 110-260',
      'never skipped',
    ]);
    expect(runs[0]).toMatchObject({ serverId: 'run-1', workflow: { id: 'app-1' }, queuedUs: T0 * 1000 });
    expect(runs[0]?.nodes.map((n) => n.clock).slice(0, 3)).toEqual([
      'server-duration',
      'server-duration',
      'server-duration',
    ]);
    expect(runs[0]?.edges).toEqual([
      ['a', 'b', 'data'],
      ['a', 'c', 'data'],
    ]);
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('keeps both figures where arrivals and elapsed_time disagree by more than 100 ms, with a +/- that covers both', () => {
    const run = oneRun([
      [0, BEGIN + started('a') + started('b')],
      [500, finished('a', 0.2) + finished('b', 0.7) + end()],
    ]);
    expect(run?.nodes.map((n) => [n.clock, (n.endUs ?? 0) - (n.startUs ?? 0), n.reportedUs, n.uncertaintyUs])).toEqual([
      ['arrival', 500_000, 200_000, [320_000, 301_000]],
      ['arrival', 500_000, 700_000, [220_000, 201_000]],
    ]);
  });

  it('tells retries, prices with their currency, tokens and model, and a failure that was handled', () => {
    const run = oneRun([
      [0, BEGIN + started('llm')],
      [100, node('node_retry', 'llm', { status: 'retry', retry_index: 1, error: 'secret' })],
      [200, node('node_retry', 'llm', { status: 'retry', retry_index: 2 })],
      [
        300,
        finished('llm', 0.3, {
          process_data: { prompts: ['secret'], usage: { prompt_tokens: 5, completion_tokens: 6 }, model_name: 'gpt-x' },
          execution_metadata: { total_tokens: 11, total_price: '0.0012', currency: 'RMB' },
        }) + started('http'),
      ],
      [
        400,
        finished('http', 0.1, {
          status: 'exception',
          error: 'HTTPError: secret',
          execution_metadata: { total_tokens: 7 },
        }) + end('partial-succeeded'),
      ],
    ]);
    expect(run?.nodes[0]).toMatchObject({
      status: 'success',
      retries: 2,
      tokens: { input: 5, output: 6 },
      cost: { amount: 0.0012, unit: 'RMB' },
      model: 'gpt-x',
    });
    expect(run?.nodes[1]).toMatchObject({ status: 'error', errorClass: 'HTTPError', tokens: { total: 7 } });
    expect(run?.status).toBe('success');
  });

  it('nests iterations and loops, in parallel, by the execution id of each child', () => {
    const inside = (id: string, x: string, more: object = {}) => ({ id: `${id}-${x}`, iteration_id: 'it', ...more });
    const meta = (i: number) => ({ execution_metadata: { iteration_id: 'it', iteration_index: i } });
    const it0 = { id: 'it', node_id: 'it', node_type: 'iteration', title: 'Each' };
    const run = oneRun([
      [0, BEGIN + say('iteration_started', { ...it0, metadata: { iterator_length: 2 } })],
      [1, say('iteration_next', { ...it0, index: 0 }) + started('k', inside('k', '0'))],
      [2, say('iteration_next', { ...it0, index: 1 }) + started('k', inside('k', '1'))],
      // The second began later and ends first.
      [52, finished('k', 0.05, { ...inside('k', '1'), ...meta(1) })],
      [91, finished('k', 0.09, { ...inside('k', '0'), ...meta(0) })],
      [100, say('iteration_completed', { ...it0, status: 'succeeded', elapsed_time: 0.1 })],
      [101, end()],
    ]);
    expect(shortly(run)).toEqual([
      'success 0-101',
      'it success 0-100',
      'k success 1-91 in it',
      'k#1 success 2-52 in it',
    ]);
    expect(run?.nodes[0]).toMatchObject({ iterations: 2, progress: { done: 1, total: 2 } });
  });

  it('goes on after a pause, on another connection, as the same run with the wait outside of the work', () => {
    const form = { form_id: 'f', node_id: 'h', node_title: 'Ask', form_content: 'secret' };
    const [run, ...others] = runsOf(
      stream(
        0,
        'POST',
        RUN,
        ASK,
        [
          [0, BEGIN + started('h')],
          [10, say('human_input_required', form) + say('workflow_paused', { paused_nodes: ['h'], status: 'paused' })],
        ],
        12,
      ),
      stream(
        60_000,
        'GET',
        'http://localhost/console/api/workflow/run-1/events',
        '',
        [
          [60_100, BEGIN + say('human_input_form_filled', form)],
          [60_110, finished('h', 60.11) + started('z')],
          [60_150, finished('z', 0.04) + end()],
        ],
        60_151,
      ),
    );
    expect(others).toEqual([]);
    expect(shortly(run)).toEqual(['success 0-60150', 'h success 0-60110', 'z success 60110-60150']);
    expect(run?.nodes[0]?.waits).toEqual([
      { kind: 'external', startUs: (T0 + 10) * 1000, endUs: (T0 + 60_100) * 1000 },
    ]);
  });

  it('ends as stopped, failed before it began, or cut with its stream', () => {
    const stopped = runsOf(
      stream(
        0,
        'POST',
        RUN,
        ASK,
        [
          [0, BEGIN + started('a')],
          [50, end('stopped')],
        ],
        51,
      ),
      exchange([40, 45], 'POST', `${APP}/workflow-runs/tasks/t/stop`, { result: 'success' }),
    )[0];
    expect(shortly(stopped)).toEqual(['cancelled 0-50', 'a cancelled 0-50']);
    const refused = runsOf(stream(0, 'POST', RUN, ASK, [[5, '{"code":"x","status":400}']], 6, 400))[0];
    expect(shortly(refused)).toEqual(['error 0-6']);
    const error = oneRun([
      [0, BEGIN],
      [5, 'data: {"event": "error", "status": 400, "code": "provider_quota_exceeded", "message": "secret"}\n\n'],
    ]);
    expect(error).toMatchObject({ status: 'error', errorClass: 'provider_quota_exceeded' });
    const cut = oneRun([[0, BEGIN + started('a')]], 9);
    expect(shortly(cut)).toEqual(['cut 0-0', 'a unknown 0-?']);
    expect(cut?.partial).toEqual(['no-graph', 'no-end']);
  });

  it('takes the same stream seen twice for one run: executions have ids', () => {
    const pieces: [number, string][] = [
      [0, BEGIN + started('a')],
      [50, finished('a', 0.05) + end()],
    ];
    const [run, ...others] = runsOf(
      stream(0, 'POST', RUN, ASK, pieces, 51),
      stream(
        100,
        'GET',
        'http://localhost/console/api/workflow/run-1/events',
        '',
        pieces.map(([t, s]) => [t + 100, s]),
        160,
      ),
    );
    expect(others).toEqual([]);
    expect(shortly(run)).toEqual(['success 0-50', 'a success 0-50']);
  });

  it('leaves chats that run no workflow, and answers it passes over, alone', () => {
    const chat = 'data: {"event": "message", "answer": "secret"}\n\n';
    expect(
      analyseCapture(stream(0, 'POST', 'http://localhost/api/chat-messages', '{"query":"q"}', [[1, chat]], 2)).records,
    ).toEqual([]);
    const run = oneRun([
      [0, BEGIN],
      [1, 'data: {"event": "text_chunk", "data": {"text": "secret"}}\n\n'],
      [2, end()],
    ]);
    expect(run?.events).toBe(2);
  });

  it.each([
    ['POST', RUN, 'stream'],
    ['POST', `${APP}/advanced-chat/workflows/draft/run`, 'stream'],
    ['POST', `${APP}/workflows/draft/iteration/nodes/1/run`, 'stream'],
    ['POST', 'http://localhost/api/workflows/run', 'stream'],
    ['POST', 'http://localhost/api/chat-messages', 'stream'],
    ['GET', `${APP}/workflows/draft`, 'body'],
    ['POST', `${APP}/workflows/draft/nodes/1/run`, undefined],
    ['GET', `${APP}/workflows/publish`, undefined],
  ])('wants %s %s: %s', (method, url, wanted) => {
    expect(difyInPage.wants?.({ method, url })).toBe(wanted);
  });
});

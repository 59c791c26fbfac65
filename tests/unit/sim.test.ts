/** Hand-made streams after Sim's sources (not yet compared with a live server). */
import { describe, expect, it } from 'vitest';
import { simInPage } from '../../src/editors/sim/page.ts';
import { analyseCapture } from '../../src/profiler/capture-run.ts';
import { exchange, shortly, stream, T0 } from '../support/streams.ts';

const API = 'http://localhost/api/workflows/wf-1';
/** The server's clock is 7 s behind the page's. */
const BEHIND = 7_000;
const iso = (ms: number) => new Date(T0 - BEHIND + ms).toISOString();

let eventId = 0;
const say = (type: string, at: number, data: object) =>
  `data: ${JSON.stringify({ type, timestamp: iso(at), executionId: 'ex-1', workflowId: 'wf-1', data, eventId: ++eventId })}\n\n`;
const block = (id: string, order: number, more: object = {}) => ({
  blockId: id,
  blockName: `The ${id}`,
  blockType: 'function',
  executionOrder: order,
  ...more,
});
const started = (at: number, id: string, order: number, more: object = {}) =>
  say('block:started', at, block(id, order, more));
const ended = (from: number, to: number, id: string, order: number, more: object = {}, type = 'block:completed') =>
  say(type, to, {
    ...block(id, order, more),
    input: 'secret',
    output: { content: 'secret', ...(more as { output?: object }).output },
    durationMs: to - from,
    startedAt: iso(from),
    endedAt: iso(to),
  });
const BEGIN = say('execution:started', 0, { startTime: iso(0) });
const over = (at: number, type = 'execution:completed', more: object = {}) =>
  say(type, at, { success: true, duration: at, startTime: iso(0), endTime: iso(at), ...more });

type Rows = Parameters<typeof analyseCapture>[0];
const runsOf = (...rows: Rows[]) => analyseCapture(rows.flat().sort((a, b) => a.t - b.t)).runs;
const execute = (
  pieces: readonly (readonly [number, string])[],
  end?: number,
  body: object = { input: 'secret' },
): Rows => stream(0, 'POST', `${API}/execute`, JSON.stringify({ ...body, stream: true }), pieces, end);
/** Times of the server, as the run has them: milliseconds after its own beginning. */
const inServerTime = (run: Parameters<typeof shortly>[0]) =>
  shortly(
    run && {
      ...run,
      startUs: shift(run.startUs),
      ...(run.endUs === undefined ? {} : { endUs: shift(run.endUs) }),
      nodes: run.nodes.map((n) => ({
        ...n,
        ...(n.startUs === undefined ? {} : { startUs: shift(n.startUs) }),
        ...(n.endUs === undefined ? {} : { endUs: shift(n.endUs) }),
      })),
    },
  );
const shift = <T extends number>(t: T): T => (t + BEHIND * 1000) as T;

describe('Sim', () => {
  it("is exact to the server's millisecond, however late the words come", () => {
    const { runs, records } = analyseCapture([
      ...exchange([-9, -5], 'GET', API, {
        data: {
          id: 'wf-1',
          name: 'My workflow',
          state: {
            blocks: {
              a: { id: 'a', type: 'starter', name: 'The a', subBlocks: { key: { value: 'secret' } } },
              b: { id: 'b', type: 'function', name: 'The b' },
              n: { id: 'n', type: 'note', name: 'secret' },
              z: { id: 'z', type: 'function', name: 'The z' },
            },
            edges: [
              { id: '1', source: 'a', target: 'b' },
              { id: '2', source: 'a', target: 'z' },
            ],
          },
        },
      }),
      ...execute(
        [
          [20, BEGIN + started(1, 'a', 1) + ended(1, 3, 'a', 1)],
          [700, started(4, 'b', 2) + ended(3, 540, 'b', 2)],
          [910, `${over(541)}data: [DONE]\n\n`],
        ],
        911,
      ),
    ]);
    expect(inServerTime(runs[0])).toEqual(['success 0-541', 'a success 1-3', 'b success 3-540', 'z skipped']);
    // The last word of `a` came 17 ms after it happened: no word came sooner.
    expect(runs[0]).toMatchObject({
      serverId: 'ex-1',
      clock: 'server',
      clockOffsetUs: (BEHIND + 17) * 1000,
      uncertaintyUs: [0, 1000],
      workflow: { id: 'wf-1', name: 'My workflow' },
    });
    expect(runs[0]?.nodes[0]).toMatchObject({ clock: 'server', uncertaintyUs: [0, 1000] });
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('takes the graph that the page sends along, and tokens, model and dollars', () => {
    const body = {
      workflowStateOverride: {
        blocks: { a: { id: 'a', type: 'agent', name: 'Agent' } },
        edges: [],
      },
    };
    const output = {
      model: 'm-1',
      tokens: { input: 3, output: 4, total: 7 },
      cost: { input: 1, output: 2, total: 0.25 },
    };
    const [run] = runsOf(
      execute(
        [
          [1, BEGIN + started(1, 'a', 1)],
          [60, ended(1, 50, 'a', 1, { output }) + over(51)],
        ],
        61,
        body,
      ),
    );
    expect(run?.partial).toBeUndefined();
    expect(run?.nodes[0]).toMatchObject({
      type: 'function',
      model: 'm-1',
      tokens: { input: 3, output: 4 },
      cost: { amount: 0.25, unit: 'USD' },
    });
  });

  it('runs rounds of a parallel side by side, and gives the container the time of what ran in it', () => {
    const round = (i: number) => ({
      iterationCurrent: i,
      iterationTotal: 2,
      iterationType: 'parallel',
      iterationContainerId: 'par',
    });
    const [run] = runsOf(
      execute(
        [
          [10, BEGIN + started(5, 'k', 1, round(0)) + started(6, 'k', 2, round(1))],
          [90, ended(6, 40, 'k', 2, round(1)) + ended(5, 80, 'k', 1, round(0))],
          [91, started(81, 'par', 3, { blockType: 'parallel' }) + ended(81, 81, 'par', 3, { blockType: 'parallel' })],
          [99, over(85)],
        ],
        100,
        {
          workflowStateOverride: {
            blocks: {
              par: { id: 'par', type: 'parallel', name: 'P' },
              k: { id: 'k', type: 'function', name: 'K', data: { parentId: 'par' } },
            },
            edges: [],
          },
        },
      ),
    );
    expect(inServerTime(run)).toEqual([
      'success 0-85',
      'par success 5-80',
      'k success 5-80 in par',
      'k#1 success 6-40 in par',
    ]);
    expect(run?.nodes[0]).toMatchObject({ iterations: 2, type: 'parallel', clock: 'server' });
  });

  it('nests a child workflow in the invocation that runs it', () => {
    const child = { childWorkflowBlockId: 'inst-7', childWorkflowName: 'Child' };
    const [run] = runsOf(
      execute(
        [
          [10, BEGIN + started(1, 'w', 1, { blockType: 'workflow' })],
          [
            11,
            say('block:childWorkflowStarted', 2, {
              blockId: 'w',
              childWorkflowInstanceId: 'inst-7',
              executionOrder: 1,
            }),
          ],
          [50, started(3, 'x', 1, child) + ended(3, 30, 'x', 1, child)],
          [60, ended(1, 31, 'w', 1, { blockType: 'workflow', childWorkflowInstanceId: 'inst-7' }) + over(32)],
        ],
        61,
      ),
    );
    expect(inServerTime(run)).toEqual(['success 0-32', 'w success 1-31', 'x success 3-30 in w']);
  });

  it('goes on after the stream broke, with what it saw before told again, and no gap in what is exact', () => {
    const first = BEGIN + started(1, 'a', 1) + ended(1, 10, 'a', 1) + started(10, 'b', 2);
    const [run, ...others] = runsOf(
      execute([[12, first]], 20),
      stream(
        500,
        'GET',
        `${API}/executions/ex-1/stream?from=0`,
        '',
        [[510, first + ended(10, 300, 'b', 2) + over(301)]],
        520,
      ),
    );
    expect(others).toEqual([]);
    expect(inServerTime(run)).toEqual(['success 0-301', 'a success 1-10', 'b success 10-300']);
    // On the server's clock like everything else: the fastest word came 2 ms late.
    expect(run?.clockOffsetUs).toBe((BEHIND + 2) * 1000);
    const at = (ms: number): number => (T0 - BEHIND - 2 + ms) * 1000;
    expect(run?.gaps).toEqual([{ startUs: at(12), endUs: at(510) }]);
  });

  it('ends as cancelled, failed, paused', () => {
    const [cancelled] = runsOf(
      execute(
        [
          [5, BEGIN + started(1, 'a', 1)],
          [60, say('execution:cancelled', 50, { duration: 50 })],
        ],
        61,
      ),
    );
    expect(inServerTime(cancelled)).toEqual(['cancelled 0-50', 'a cancelled 1-50']);
    const error = ended(1, 9, 'a', 1, { error: 'TypeError: secret' }, 'block:error');
    const [failed] = runsOf(
      execute([[20, BEGIN + error + say('execution:error', 10, { error: 'TypeError: x', duration: 10 })]], 21),
    );
    expect(failed).toMatchObject({
      status: 'error',
      errorClass: 'TypeError',
      nodes: [{ status: 'error', errorClass: 'TypeError' }],
    });
    const [paused] = runsOf(execute([[20, BEGIN + over(10, 'execution:paused')]], 21));
    expect(paused?.status).toBe('suspended');
  });

  it('passes over what streams, and has arrivals where an old server sends no stamps', () => {
    const chunk = `data: {"type":"stream:chunk","timestamp":"${iso(2)}","data":{"chunk":"secret"}}\n\n`;
    const old = (type: string, at: number, data: object) => say(type, at, data).replace(/"timestamp":"[^"]*",/, '');
    const [run] = runsOf(
      execute(
        [
          [
            5,
            old('execution:started', 0, {}) +
              chunk +
              old('block:started', 1, { blockId: 'a', blockName: 'A', blockType: 'f' }),
          ],
          [60, old('block:completed', 2, { blockId: 'a', blockName: 'A', blockType: 'f', durationMs: 50, output: {} })],
          [61, old('execution:completed', 3, { success: true, duration: 60 })],
        ],
        62,
      ),
    );
    expect(shortly(run)).toEqual(['success 5-61', 'a success 5-55']);
    expect(run?.events).toBe(4);
    expect(run?.clockOffsetUs).toBeUndefined();
  });

  it.each([
    ['POST', `${API}/execute`, 'stream'],
    ['GET', `${API}/executions/e/stream?from=1`, 'stream'],
    ['POST', `${API}/executions/e/cancel`, 'body'],
    ['GET', API, 'body'],
    ['GET', `${API}/deployed`, undefined],
    ['PUT', API, undefined],
  ])('wants %s %s: %s', (method, url, wanted) => {
    expect(simInPage.wants?.({ method, url })).toBe(wanted);
  });
});

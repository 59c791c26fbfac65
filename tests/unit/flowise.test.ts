/** Hand-made streams after Flowise's sources; recordings of a real server are in flowise-captures.test.ts. */
import { describe, expect, it } from 'vitest';
import { flowiseInPage } from '../../src/editors/flowise/page.ts';
import { analyseCapture } from '../../src/profiler/capture-run.ts';
import { exchange, shortly, stream, T0 } from '../support/streams.ts';

const BASE = 'http://localhost/prefix/api/v1';
const RUN = `${BASE}/internal-prediction/flow-1`;
const ASK = '{"question":"secret","chatId":"c","streaming":true}';

const say = (event: string, data: unknown) => `message:\ndata:${JSON.stringify({ event, data })}\n\n`;
const step = (nodeId: string, status: string, error?: string) =>
  say('nextAgentFlow', { nodeId, nodeLabel: `The ${nodeId}`, status, ...(error ? { error } : {}) });
const flow = (word: string) => say('agentFlowEvent', word);
const done = (nodeId: string, data: object = {}, more: object = {}) => ({
  nodeId,
  nodeLabel: '',
  data: { id: nodeId, name: `${nodeId}Type`, ...data },
  previousNodeIds: [],
  status: 'FINISHED',
  ...more,
});
const listed = (...list: object[]) => say('agentFlowExecutedData', list);
const END = say('end', '[DONE]');

const chatflow = (nodes: object[], edges: object[] = []) => ({
  id: 'flow-1',
  name: 'My flow',
  flowData: JSON.stringify({ nodes, edges }),
});
const drawn = (id: string, type = 'agentFlow', parentNode?: string) => ({
  id,
  type,
  data: { name: `${id}Type`, label: `The ${id}`, inputs: { prompt: 'secret' } },
  ...(parentNode ? { parentNode } : {}),
});

const runsOf = (...rows: Parameters<typeof analyseCapture>[0][]) =>
  analyseCapture(rows.flat().sort((a, b) => a.t - b.t)).runs;

describe('Flowise', () => {
  it('nests what an iteration runs, one round after the other, and counts the rounds from the list', () => {
    const [run] = runsOf(
      stream(
        0,
        'POST',
        RUN,
        ASK,
        [
          [10, flow('INPROGRESS') + step('it', 'INPROGRESS')],
          [20, step('a', 'INPROGRESS')],
          [50, step('a', 'FINISHED') + step('a', 'INPROGRESS')],
          [90, step('a', 'FINISHED')],
          [
            100,
            step('it', 'FINISHED') +
              listed(
                done('a', { iterationIndex: 0, output: { usageMetadata: { input_tokens: 1, output_tokens: 2 } } }),
                done('a', { iterationIndex: 1, output: { usageMetadata: { input_tokens: 3, output_tokens: 4 } } }),
                done('it'),
              ),
          ],
          [110, flow('FINISHED') + END],
        ],
        120,
      ),
    );
    expect(shortly(run)).toEqual([
      'success 10-110',
      'it success 10-100',
      'a success 20-50 in it',
      'a#1 success 50-90 in it',
    ]);
    expect(run?.nodes.map((n) => [n.iterations, n.tokens])).toEqual([
      [2, undefined],
      [undefined, { input: 1, output: 2 }],
      [undefined, { input: 3, output: 4 }],
    ]);
    expect(run?.queuedUs).toBe(T0 * 1000);
  });

  it('takes tokens, dollars and the model call from the new entries of the list, not from those it saw before', () => {
    const llm = done('llm', {
      output: {
        content: 'secret',
        timeMetadata: { start: T0 + 20, end: T0 + 90, delta: 70 },
        usageMetadata: {
          input_tokens: 10,
          output_tokens: 20,
          total_cost: 0.00003705,
          input_token_details: { cache_read: 4 },
        },
      },
    });
    const { runs, records } = analyseCapture(
      stream(
        0,
        'POST',
        RUN,
        ASK,
        [
          [10, flow('INPROGRESS') + step('llm', 'INPROGRESS')],
          [99, step('llm', 'FINISHED') + listed(llm) + step('b', 'INPROGRESS')],
          [120, step('b', 'FINISHED') + listed(llm, done('b'))],
          [121, flow('FINISHED') + END],
        ],
        122,
      ),
    );
    expect(runs[0]?.nodes[0]).toMatchObject({
      id: 'llm',
      type: 'llmType',
      title: 'The llm',
      tokens: { input: 10, output: 20, cached: 4 },
      cost: { amount: 0.00003705, unit: 'USD' },
    });
    // The server says when the call ended; the page's clock is the other one's by 9 ms at most.
    expect(runs[0]?.calls).toEqual([
      {
        node: 'llm',
        provider: '',
        model: '',
        endUs: (T0 + 99) * 1000,
        durationUs: 70_000,
        tokens: { input: 10, output: 20 },
        cost: { amount: 0.00003705, unit: 'USD' },
      },
    ]);
    expect(records.filter((r) => r.k === 'call')).toHaveLength(1);
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('gives the list entries to the right executions when an iteration failed and is missing in it', () => {
    const [run] = runsOf(
      stream(0, 'POST', RUN, ASK, [
        [1, flow('INPROGRESS') + step('it', 'INPROGRESS') + step('a', 'INPROGRESS')],
        [2, step('a', 'FINISHED') + step('b', 'INPROGRESS')],
        [3, step('b', 'ERROR', 'TypeError: secret') + step('a', 'INPROGRESS')],
        [4, step('a', 'FINISHED')],
        [
          5,
          step('it', 'FINISHED') +
            listed(done('a', { iterationIndex: 1, output: { usageMetadata: { input_tokens: 7 } } }), done('it')),
        ],
      ]),
    );
    expect(run?.nodes.map((n) => [n.id, n.instance, n.tokens?.input])).toEqual([
      ['it', 0, undefined],
      ['a', 0, undefined],
      ['b', 0, undefined],
      ['a', 1, 7],
    ]);
    expect(run?.nodes[2]).toMatchObject({ status: 'error', errorClass: 'TypeError' });
  });

  it('says of an aborted run that the node it was stopped before never ran', () => {
    const [run] = runsOf(
      exchange([0, 1], 'GET', `${BASE}/chatflows/flow-1`, chatflow([drawn('a'), drawn('b')])),
      stream(
        5,
        'POST',
        RUN,
        ASK,
        [
          [10, flow('INPROGRESS') + step('a', 'INPROGRESS')],
          [60, step('a', 'FINISHED') + step('b', 'TERMINATED') + flow('TERMINATED')],
          [61, say('abort', '[DONE]') + END],
        ],
        62,
      ),
      exchange([20, 25], 'PUT', `${BASE}/chatmessage/abort/flow-1/c`, { status: 200 }),
    );
    expect(shortly(run)).toEqual(['cancelled 10-60', 'a success 10-60', 'b skipped']);
    expect(run?.workflow).toEqual({ id: 'flow-1', name: 'My flow' });
  });

  it('parks a run that waits for a human; what the human starts is a run of its own', () => {
    const [first, second] = runsOf(
      stream(
        0,
        'POST',
        RUN,
        ASK,
        [
          [10, flow('INPROGRESS') + step('h', 'INPROGRESS')],
          [30, step('h', 'STOPPED') + listed(done('h', {}, { status: 'STOPPED' })) + flow('STOPPED')],
          [31, say('action', { id: 'x' }) + END],
        ],
        32,
      ),
      stream(
        5_000,
        'POST',
        RUN,
        '{"question":"","humanInput":{}}',
        [
          [5_010, flow('INPROGRESS') + step('h', 'INPROGRESS')],
          [
            5_020,
            step('h', 'FINISHED') + listed(done('h', {}, { status: 'STOPPED' }), done('h')) + flow('FINISHED') + END,
          ],
        ],
        5_021,
      ),
    );
    expect(shortly(first)).toEqual(['suspended 10-30', 'h waiting 10-?']);
    expect(first?.nodes[0]?.waits).toEqual([]);
    expect(shortly(second)).toEqual(['success 5010-5020', 'h success 5010-5020']);
  });

  it('has a run without nodes where the wire tells of none: chatflows of version 1', () => {
    const tokens = Array.from({ length: 3 }, () => say('token', 'secret')).join('');
    const { runs, records } = analyseCapture([
      ...exchange([0, 1], 'GET', `${BASE}/chatflows/flow-1`, chatflow([drawn('a', 'customNode')])),
      ...stream(
        5,
        'POST',
        `${BASE}/prediction/flow-1`,
        ASK,
        [
          [10, say('start', 's') + tokens],
          [40, END],
        ],
        41,
      ),
    ]);
    expect(shortly(runs[0])).toEqual(['success 10-40']);
    expect(runs[0]?.partial).toEqual(['no-graph']);
    expect(records.map((r) => r.k)).toEqual(['link', 'request', 'run', 'run', 'link']);
  });

  it('knows a refused run and an answer that is no stream', () => {
    const [refused, whole] = runsOf(
      stream(0, 'POST', RUN, ASK, [[10, '{"statusCode":500,"message":"secret"}']], 11, 500),
      stream(20, 'POST', RUN, ASK, [[30, '{"text":"secret"}']], 31),
    );
    expect(shortly(refused)).toEqual(['error 0-11']);
    expect(shortly(whole)).toEqual(['success 20-31']);
  });

  it('reads no more of a graph than its shape: notes are no nodes, a Loop node goes back', () => {
    const loop = {
      id: 'l',
      type: 'agentFlow',
      data: { name: 'loopAgentflow', label: 'L', inputs: { loopBackToNode: 'a-The a' } },
    };
    const { runs, records } = analyseCapture([
      ...exchange(
        [0, 1],
        'PUT',
        `${BASE}/chatflows/flow-1`,
        chatflow(
          [drawn('a'), drawn('note', 'stickyNote'), drawn('it', 'iteration'), drawn('c', 'agentFlow', 'it'), loop],
          [{ id: 'e', source: 'a', target: 'l' }],
        ),
        '{"flowData":"secret"}',
      ),
      ...stream(5, 'POST', RUN, ASK, [[10, flow('INPROGRESS')]]),
    ]);
    expect(runs[0]?.nodes.map((n) => [n.id, n.type, n.title, n.parent?.id])).toEqual([
      ['a', 'aType', 'The a', undefined],
      ['it', 'itType', 'The it', undefined],
      ['c', 'cType', 'The c', 'it'],
      ['l', 'loopAgentflow', 'L', undefined],
    ]);
    expect(runs[0]?.edges).toEqual([
      ['l', 'a', 'control'],
      ['a', 'l', 'data'],
    ]);
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it.each([
    ['POST', `${BASE}/internal-prediction/x`, 'stream'],
    ['POST', `${BASE}/prediction/x?a=1`, 'stream'],
    ['GET', `${BASE}/chatflows/x`, 'body'],
    ['PUT', `${BASE}/chatmessage/abort/x/y`, 'body'],
    ['GET', `${BASE}/chatflows`, undefined],
    ['GET', `${BASE}/prediction/x`, undefined],
    ['POST', 'http://localhost/api/v1/prediction/x/y', undefined],
    ['GET', 'http://localhost/', undefined],
  ])('wants %s %s: %s', (method, url, wanted) => {
    expect(flowiseInPage.wants?.({ method, url })).toBe(wanted);
  });

  it("leaves others' answers alone", () => {
    const other = stream(0, 'POST', RUN, '{"inputs":[]}', [[1, 'data: {"event":"message"}\n\n']], 2);
    expect(analyseCapture(other).records).toEqual([]);
    expect(analyseCapture(exchange([0, 1], 'GET', `${BASE}/chatflows/x`, { id: 'x', nodes: [] })).records).toEqual([]);
  });
});

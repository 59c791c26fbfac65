import { describe, expect, it } from 'vitest';
import { addressOf } from '../../src/editors/n8n/address.ts';
import { flatten } from '../support/flatted.ts';
import {
  begin,
  ends,
  finish,
  iso,
  openPage,
  type Page,
  type Step,
  spans,
  starts,
  T0,
  wire,
  workflow,
} from '../support/n8n.ts';

function step(page: Page, s: Step): void {
  starts(page, s);
  ends(page, s);
}

const CHAIN = workflow([{ name: 'A' }, { name: 'B' }], { A: wire('B') });

function loadWorkflow(page: Page, graph: object = CHAIN, ms = -100): void {
  page.http(ms, 'GET', '/rest/workflows/w', '', { data: graph });
}

/** A stored execution's answer. */
function stored(runData: object, more: object = {}, graph: object = CHAIN, pinData: object | null = null): object {
  const data = flatten({ version: 1, resultData: { runData, pinData } });
  const head = { id: '7', finished: true, mode: 'manual', status: 'success', createdAt: iso(-5), startedAt: iso(-2) };
  return { data: { ...head, stoppedAt: iso(60), workflowId: 'w', data, ...more, workflowData: graph } };
}

function task(from: number, ms: number, index: number, more: object = {}): object {
  const status = { executionStatus: 'success', data: { main: [[{ json: {} }]] } };
  return { startTime: T0 + from, executionTime: ms, executionIndex: index, source: [], hints: [], ...status, ...more };
}

describe('what of a page is looked at', () => {
  it.each([
    ['GET', 'http://h/rest/workflows/PDrVpgRMs7tTeAEF?x=1', 'workflow', 'PDrVpgRMs7tTeAEF'],
    ['PATCH', 'https://h/prefix/internal/workflows/12', 'workflow', '12'],
    ['POST', 'http://h/rest/workflows', 'workflow', ''],
    ['POST', 'http://h/rest/workflows/PDrVpgRMs7tTeAEF/run?partialExecutionVersion=2', 'run', 'PDrVpgRMs7tTeAEF'],
    ['POST', 'http://h/rest/executions/35/stop', 'stop', '35'],
    ['GET', 'http://h/rest/executions/35?includeData=true', 'execution', '35'],
  ])('%s %s', (method, url, about, id) => expect(addressOf(method, url)).toEqual({ about, id }));

  it.each([
    ['GET', 'http://h/rest/workflows?filter=%7B%7D'],
    ['GET', 'http://h/rest/workflows/new?name=x'],
    ['GET', 'http://h/rest/executions?limit=10'],
    ['DELETE', 'http://h/rest/workflows/PDrVpgRMs7tTeAEF'],
    ['POST', 'http://h/console/api/apps/1/workflows/draft/run'],
    ['GET', 'http://h/console/api/apps/1/workflows/draft'],
    ['POST', 'http://h/api/workflows/run'],
    ['GET', 'http://h/rest/workflows/PDrVpgRMs7tTeAEF/collaboration/write-lock'],
  ])('not %s %s', (method, url) => expect(addressOf(method, url)).toBeUndefined());

  it('takes no workflow of another product for one of n8n', () => {
    const page = openPage();
    page.http(0, 'GET', '/api/workflows/w', '', { data: { id: 'w', state: { blocks: {} }, nodes: [], edges: [] } });
    page.http(0, 'GET', '/api/workflows/w', '', { graph: { nodes: [], edges: [] } });
    expect(page.records).toEqual([]);
  });
});

describe('graph', () => {
  const drawn = workflow(
    [
      { name: 'Trigger' },
      { name: 'Agent', type: '@n8n/n8n-nodes-langchain.agent' },
      { name: 'Model' },
      { name: 'Shared' },
      { name: 'Other agent' },
      { name: 'Off', disabled: true },
      { name: 'Note', type: 'n8n-nodes-base.stickyNote' },
    ],
    {
      Trigger: wire('Agent'),
      Model: wire('Agent', 'ai_languageModel'),
      Shared: {
        ai_tool: [
          [
            { node: 'Agent', type: 'ai_tool', index: 0 },
            { node: 'Other agent', type: 'ai_tool', index: 0 },
          ],
          null,
        ],
      },
      Agent: { main: [[{ node: 'Off', type: 'main', index: 0 }], null] },
    },
  );

  it('has ai wires as nesting, not as edges, and no notes', () => {
    const page = openPage();
    loadWorkflow(page, drawn);
    begin(page);
    const [run] = page.runs();
    expect(run?.edges).toEqual([
      ['id-Trigger', 'id-Agent', 'data'],
      ['id-Agent', 'id-Off', 'data'],
    ]);
    expect(run?.nodes.map((n) => n.title)).toEqual(['Trigger', 'Agent', 'Model', 'Shared', 'Other agent', 'Off']);
    const parents = run?.nodes.filter((n) => n.parent).map((n) => [n.title, n.parent?.id]);
    expect(parents).toEqual([['Model', 'id-Agent']]);
    expect(run?.partial).toBeUndefined();
  });

  it('comes from a save, from creating a workflow and from the request of an older editor', () => {
    for (const give of [
      (page: Page) => page.http(-9, 'PATCH', '/n8n/rest/workflows/w', '{}', { data: CHAIN }),
      (page: Page) => page.http(-9, 'POST', '/rest/workflows', '{}', { data: CHAIN }),
      (page: Page) => {
        const request = JSON.stringify({ workflowData: CHAIN, runData: {}, startNodes: [] });
        page.http(-9, 'POST', '/rest/workflows/w/run', request, { data: { executionId: '7' } });
      },
    ]) {
      const page = openPage();
      give(page);
      begin(page);
      expect(page.runs()[0]?.edges).toEqual([['id-A', 'id-B', 'data']]);
    }
  });

  it('keeps names of up to 256 characters as keys of connections', () => {
    const long = 'x'.repeat(200);
    const page = openPage();
    loadWorkflow(
      page,
      workflow(
        [
          { name: long, id: 'a' },
          { name: 'B', id: 'b' },
        ],
        { [long]: wire('B') },
      ),
    );
    begin(page);
    step(page, { node: long, from: 2, ms: 3, index: 0 });
    expect(page.runs()[0]?.edges).toEqual([['a', 'b', 'data']]);
    expect(spans(page.runs()[0], long)).toEqual(['success 2..5']);
  });

  it('that comes after nodes were told doubles none of them', () => {
    const page = openPage();
    begin(page);
    step(page, { node: 'A', from: 2, ms: 3, index: 0 });
    expect(page.runs()[0]?.partial).toEqual(['no-graph']);
    loadWorkflow(page, CHAIN, 10);
    step(page, { node: 'B', from: 12, ms: 3, index: 1, source: 'A' });
    const [run] = page.runs();
    expect(run?.nodes.map((n) => [n.id, n.title, n.type, n.status])).toEqual([
      ['A', 'A', 'n8n-nodes-base.code', 'success'],
      ['id-B', 'B', 'n8n-nodes-base.code', 'success'],
    ]);
    expect(run?.edges).toEqual([['A', 'id-B', 'data']]);
    expect(run?.partial).toBeUndefined();
  });

  it('of more than a thousand nodes comes in parts', () => {
    const nodes = Array.from({ length: 2_500 }, (_, i) => ({ name: `N${i}`, retryOnFail: i % 2 === 0 }));
    const wires = Object.fromEntries(nodes.slice(1).map((n, i) => [`N${i}`, wire(n.name)]));
    const page = openPage();
    loadWorkflow(page, workflow(nodes, wires));
    begin(page);
    expect([page.runs()[0]?.nodes.length, page.runs()[0]?.edges.length]).toEqual([2_500, 2_499]);
  });
});

describe('a run', () => {
  it('is queued from the click until the server begins, on the clock of the server', () => {
    const page = openPage();
    loadWorkflow(page);
    // The page's clock is an hour ahead.
    const hour = 3_600_000;
    page.http(hour - 20, 'POST', '/rest/workflows/w/run', '{}', { data: { executionId: '7' } }, hour - 10);
    expect(page.runs()[0]?.status).toBe('queued');
    const data = { executionId: '7', startedAt: iso(0), workflowId: 'w', workflowName: 'W', flattedRunData: '[{}]' };
    page.push(hour, 'executionStarted', data);
    const [run] = page.runs();
    expect(run?.status).toBe('running');
    expect(run?.clockOffsetUs).toBe(hour * 1000);
    expect((run?.startUs ?? 0) - (run?.queuedUs ?? 0)).toBe(20_000);
    expect(run?.clock).toBe('server');
  });

  it('that is told of before its request is answered has its click all the same', () => {
    const page = openPage();
    page.http(-20, 'POST', '/rest/workflows/w/run', '{}', { data: { executionId: '7' } }, 5);
    begin(page);
    expect((page.runs()[0]?.queuedUs ?? 0) / 1000 - T0).toBe(-20);
    expect(page.runs().length).toBe(1);
  });

  it('waiting for a webhook is none', () => {
    const page = openPage();
    page.http(0, 'POST', '/rest/workflows/w/run', '{}', { data: { waitingForWebhook: true } });
    expect(page.runs()).toEqual([]);
  });

  it('ends with its last node, at the latest when it was told, and once however often that is told', () => {
    const page = openPage();
    loadWorkflow(page);
    begin(page);
    step(page, { node: 'A', from: 2, ms: 3, index: 0 });
    finish(page, 50);
    const [run] = page.runs();
    expect([(run?.endUs ?? 0) / 1000 - T0, run?.uncertaintyUs]).toEqual([5, [0, 45_000]]);
    finish(page, 90);
    page.push(95, 'executionFinished', {
      executionId: '7',
      workflowId: 'w',
      status: 'error',
      meta: { replayed: true },
    });
    expect(page.runs()).toEqual([run]);
    expect(run?.nodes.map((n) => n.status)).toEqual(['success', 'skipped']);
  });

  it('goes on beside another of the same workflow', () => {
    const page = openPage();
    loadWorkflow(page);
    begin(page, 0, '7');
    begin(page, 5, '8');
    starts(page, { execution: '7', node: 'A', from: 6, index: 0 });
    starts(page, { execution: '8', node: 'A', from: 7, index: 0 });
    ends(page, { execution: '8', node: 'A', from: 7, ms: 20, index: 0 });
    ends(page, { execution: '7', node: 'A', from: 6, ms: 40, index: 0 });
    finish(page, 60, 'success', '8');
    expect(page.runs().map((r) => [r.serverId, r.status, ...spans(r, 'A')])).toEqual([
      ['7', 'running', 'success 6..46'],
      ['8', 'success', 'success 7..27'],
    ]);
  });

  it('crashed and recovered is an error', () => {
    const page = openPage();
    begin(page);
    starts(page, { node: 'A', from: 2, index: 0 });
    page.push(9, 'executionRecovered', { executionId: '7' });
    const [run] = page.runs();
    expect([run?.status, run?.errorClass, run?.nodes[0]?.status]).toEqual(['error', 'crashed', 'cancelled']);
  });

  it('seen late says so, until the stored execution fills it', () => {
    const page = openPage();
    ends(page, { node: 'B', from: 30, ms: 10, index: 1, source: 'A' });
    expect(page.runs()[0]?.partial).toEqual(['no-graph', 'late-attach']);
    finish(page, 45);
    page.http(50, 'GET', '/rest/executions/7', '', stored({ A: [task(2, 20, 0)], B: [task(30, 10, 1)] }));
    const [run] = page.runs();
    expect(run?.partial).toBeUndefined();
    expect([...spans(run, 'A'), ...spans(run, 'B')]).toEqual(['success 2..22', 'success 30..40']);
    expect(run?.nodes.length).toBe(2);
  });

  it('whose connection broke is cut after a minute; a reconnect leaves a gap that the stored execution closes', () => {
    const page = openPage();
    loadWorkflow(page);
    begin(page);
    starts(page, { node: 'A', from: 2, index: 0 });
    page.close(10);
    expect(page.runs()[0]?.partial).toEqual(['connection-lost']);
    page.settle(80_000, false);
    expect(page.runs()[0]?.status).toBe('cut');
    starts(page, { node: 'B', from: 90_000, index: 1, source: 'A' });
    const [run] = page.runs();
    expect([run?.status, run?.gaps?.length, run?.nodes.find((n) => n.title === 'B')?.parent]).toEqual([
      'running',
      1,
      undefined,
    ]);
    finish(page, 90_020);
    const runData = { A: [task(2, 20, 0)], B: [task(90_000, 10, 1)] };
    page.http(90_030, 'GET', '/rest/executions/7', '', stored(runData, { stoppedAt: iso(90_011) }));
    const [filled] = page.runs();
    expect([filled?.partial, ...spans(filled, 'A'), ...spans(filled, 'B')]).toEqual([
      undefined,
      'success 2..22',
      'success 90000..90010',
    ]);
  });

  it('whose document goes is cut, and what was at work is unknown', () => {
    const page = openPage();
    loadWorkflow(page);
    begin(page);
    starts(page, { node: 'A', from: 2, index: 0 });
    page.settle(100, true);
    expect(page.runs()[0]?.status).toBe('cut');
    expect(page.runs()[0]?.nodes.map((n) => n.status)).toEqual(['unknown', 'unknown']);
  });
});

describe('a node', () => {
  it('that is parked waits outside: one run of it, the gap no work; counters begin anew at the resume', () => {
    const page = openPage();
    loadWorkflow(page, workflow([{ name: 'A' }, { name: 'Wait', type: 'n8n-nodes-base.wait' }, { name: 'B' }], {}));
    begin(page);
    step(page, { node: 'A', from: 2, ms: 3, index: 0 });
    step(page, { node: 'Wait', from: 6, ms: 5, index: 1, source: 'A', status: 'waiting' });
    page.push(13, 'executionWaiting', { executionId: '7' });
    page.push(13, 'executionWaiting', { executionId: '7' });
    const [parked] = page.runs();
    expect([parked?.status, ...spans(parked, 'Wait'), ...spans(parked, 'B')]).toEqual([
      'suspended',
      'waiting 6..11',
      'waiting ..',
    ]);
    expect((parked?.endUs ?? 0) / 1000 - T0).toBe(11);
    page.settle(80_000, false);
    // The index begins anew; n8n says of the parked node that it went well in no time.
    starts(page, { node: 'Wait', from: 70_031, index: 0, source: 'A' });
    expect([page.runs()[0]?.status, page.runs()[0]?.endUs]).toEqual(['running', undefined]);
    ends(page, { node: 'Wait', from: 70_031, ms: 4, index: 0, source: 'A' });
    step(page, { node: 'B', from: 70_036, ms: 2, index: 1, source: 'Wait' });
    finish(page, 70_040);
    const [run] = page.runs();
    expect([run?.status, ...spans(run, 'Wait'), ...spans(run, 'B')]).toEqual([
      'success',
      'success 6..70035',
      'success 70036..70038',
    ]);
    const wait = run?.nodes.find((n) => n.title === 'Wait');
    expect(wait?.waits.map((w) => [w.kind, w.startUs / 1000 - T0, w.endUs / 1000 - T0])).toEqual([
      ['external', 11, 70_031],
    ]);
    expect(wait?.reportedUs).toBeUndefined();
  });

  it('of an agent works inside it, from its start on, though only its output tells; without a workflow too', () => {
    for (const graph of [
      undefined,
      workflow([{ name: 'Agent' }, { name: 'Tool' }], { Tool: wire('Agent', 'ai_tool') }),
    ]) {
      const page = openPage();
      if (graph) loadWorkflow(page, graph);
      begin(page);
      starts(page, { node: 'Agent', from: 2, index: 0 });
      starts(page, { node: 'Tool', from: 10, index: 1, source: 'Agent' });
      const inside = page.runs()[0]?.nodes.find((n) => n.title === 'Tool');
      expect(inside?.parent).toEqual({ id: graph ? 'id-Agent' : 'Agent', instance: 0 });
      ends(page, { node: 'Tool', from: 10, ms: 20, index: 1, source: 'Agent', output: { ai_tool: [[{ json: {} }]] } });
      // Resumed with another start and index: the last stretch only.
      ends(page, { node: 'Agent', from: 32, ms: 8, index: 2, extra: { metadata: { nodeWasResumed: true } } });
      const [run] = page.runs();
      expect([...spans(run, 'Agent'), ...spans(run, 'Tool')]).toEqual(['success 2..40', 'success 10..30']);
      expect(run?.nodes.find((n) => n.title === 'Agent')?.reportedUs).toBe(8_000);
      expect(run?.edges).toEqual([]);
    }
  });

  it('of an agent in a loop belongs to the run of the agent that it names', () => {
    const page = openPage();
    begin(page);
    for (const i of [0, 1]) {
      starts(page, { node: 'Agent', from: 2 + i * 50, index: i * 2 });
      step(page, { node: 'Tool', from: 10 + i * 50, ms: 5, index: i * 2 + 1, source: 'Agent', sourceRun: i });
      ends(page, { node: 'Agent', from: 2 + i * 50, ms: 30, index: i * 2 });
    }
    const tools = page.runs()[0]?.nodes.filter((n) => n.title === 'Tool');
    expect(tools?.map((n) => n.parent?.instance)).toEqual([0, 1]);
  });

  it('gives tokens as the provider counted them, and no estimate', () => {
    const page = openPage();
    begin(page);
    const json = (usage: object) => ({ ai_languageModel: [[{ json: { response: {}, ...usage } }]] });
    const counted = { tokenUsage: { promptTokens: 12, completionTokens: 3, totalTokens: 15 } };
    step(page, { node: 'Real', from: 2, ms: 1, index: 0, output: json(counted) });
    step(page, { node: 'Guess', from: 4, ms: 1, index: 1, output: json({ tokenUsageEstimate: counted.tokenUsage }) });
    expect(page.runs()[0]?.nodes.map((n) => n.tokens)).toEqual([{ input: 12, output: 3 }, undefined]);
  });

  it('counts items with an error where it goes on after errors, and says nothing where it does not', () => {
    const page = openPage();
    loadWorkflow(
      page,
      workflow(
        [{ name: 'Goes on', onError: 'continueErrorOutput' }, { name: 'Plain' }, { name: 'Old', continueOnFail: true }],
        {},
      ),
    );
    begin(page);
    const output = {
      main: [
        [{ json: { a: 1 } }, { json: { error: null } }],
        [{ json: { error: 'x' } }, { json: {}, error: {} }],
      ],
    };
    for (const [i, node] of ['Goes on', 'Plain', 'Old'].entries()) step(page, { node, from: 2 + i, index: i, output });
    expect(page.runs()[0]?.nodes.map((n) => [n.items, n.failedItems])).toEqual([
      [4, 2],
      [4, undefined],
      [4, 2],
    ]);
  });

  it('with pinned data, or switched off, did no work', () => {
    const page = openPage();
    loadWorkflow(
      page,
      workflow([{ name: 'A' }, { name: 'B', disabled: true }], {}, { pinData: { A: [{ json: {} }] } }),
    );
    begin(page);
    step(page, { node: 'A', from: 2, index: 0 });
    step(page, { node: 'B', from: 3, index: 1, source: 'A' });
    expect([...spans(page.runs()[0], 'A'), ...spans(page.runs()[0], 'B')]).toEqual(['pinned ..', 'skipped ..']);
  });

  it('taken over by a partial run has no times in it, and runs if it is run after all', () => {
    const page = openPage();
    loadWorkflow(page);
    const data = flatten({ A: [task(-900, 5, 0)], B: [task(-800, 5, 1)] });
    begin(page, 0, '7', data);
    expect(page.runs()[0]?.nodes.map((n) => n.status)).toEqual(['reused', 'reused']);
    step(page, { node: 'B', from: 2, ms: 3, index: 1, source: 'A' });
    expect([...spans(page.runs()[0], 'A'), ...spans(page.runs()[0], 'B')]).toEqual(['reused ..', 'success 2..5']);
  });

  it('with a large output is known by the beginning of its message', () => {
    const page = openPage();
    begin(page);
    const output = { main: [Array.from({ length: 3_000 }, () => ({ json: { text: 'ü'.repeat(200) } }))] };
    step(page, { node: 'A', from: 2, ms: 30, index: 0, output });
    const bytes = Buffer.byteLength(JSON.stringify(output));
    const [node] = page.runs()[0]?.nodes ?? [];
    expect(node?.items).toBe(3_000);
    // The closing brackets of the message are counted too.
    expect((node?.bytes ?? 0) - bytes).toBe(3);
    expect(page.records.filter((r) => r.k === 'trouble')).toEqual([]);
    step(page, { node: 'B', from: 40, ms: 1, index: 1, output: { main: [[{ json: { text: 'ü€😀' } }]] } });
    expect(page.runs()[0]?.nodes[1]?.bytes).toBe(Buffer.byteLength('{"main":[[{"json":{"text":"ü€😀"}}]]}'));
  });
});

describe('older servers', () => {
  it('name the node and nothing else at its start: the end tells both times', () => {
    const page = openPage();
    page.push(1, 'executionStarted', {
      executionId: '7',
      mode: 'manual',
      startedAt: iso(0),
      workflowId: 'w',
      workflowName: 'W',
    });
    page.push(3, 'nodeExecuteBefore', { executionId: '7', nodeName: 'A' });
    const [open] = page.runs();
    expect([open?.nodes[0]?.status, open?.nodes[0]?.clock, open?.nodes[0]?.uncertaintyUs]).toEqual([
      'running',
      'arrival',
      [5_000, 1_000],
    ]);
    const data = {
      startTime: T0 + 2,
      executionTime: 10,
      source: [],
      hints: [],
      data: { main: [[{ json: {} }, { json: {} }]] },
    };
    page.push(13, 'nodeExecuteAfter', { executionId: '7', nodeName: 'A', data });
    page.push(14, 'nodeExecuteBefore', { executionId: '7', nodeName: 'B' });
    const failed = {
      startTime: T0 + 14,
      executionTime: 2,
      source: [{ previousNode: 'A' }],
      error: { name: 'NodeApiError', message: 'm' },
    };
    page.push(17, 'nodeExecuteAfter', { executionId: '7', nodeName: 'B', data: failed });
    const rawData = flatten({ resultData: { runData: { A: [data], B: [failed] } } });
    page.push(18, 'executionFinished', { executionId: '7', workflowId: 'w', status: 'error', rawData });
    const [run] = page.runs();
    expect([run?.status, run?.errorClass, ...spans(run, 'A'), ...spans(run, 'B')]).toEqual([
      'error',
      'NodeApiError',
      'success 2..12',
      'error 14..16',
    ]);
    expect([run?.nodes[0]?.items, run?.nodes[0]?.clock, run?.edges, run?.nodes.length]).toEqual([
      2,
      'server',
      [['A', 'B', 'data']],
      2,
    ]);
    expect(run?.nodes[0]?.bytes).toBe(JSON.stringify(data.data).length);
  });

  it('repeat all of the execution at its end: what was missed is taken from there', () => {
    const page = openPage();
    begin(page);
    const rawData = flatten({ resultData: { runData: { A: [task(2, 10, 0)] } } });
    page.push(18, 'executionFinished', { executionId: '7', workflowId: 'w', status: 'success', rawData });
    expect(spans(page.runs()[0], 'A')).toEqual(['success 2..12']);
  });

  it('send a placeholder for a large output in queue mode: the count is right, the size is not known', () => {
    const page = openPage();
    begin(page);
    const data = {
      startTime: T0 + 2,
      executionTime: 10,
      executionStatus: 'success',
      source: [],
      data: { main: [[{ json: {} }]] },
    };
    page.push(13, 'nodeExecuteAfter', { executionId: '7', nodeName: 'A', itemCount: 900, data });
    expect([page.runs()[0]?.nodes[0]?.items, page.runs()[0]?.nodes[0]?.bytes]).toEqual([900, undefined]);
  });

  it('end with the whole run as an object', () => {
    const page = openPage();
    begin(page);
    const data = { data: { resultData: {} }, finished: true, mode: 'manual', startedAt: iso(-1), stoppedAt: iso(9) };
    page.push(12, 'executionFinished', { executionId: '7', data });
    const [run] = page.runs();
    expect([run?.status, (run?.startUs ?? 0) / 1000 - T0, (run?.endUs ?? 0) / 1000 - T0]).toEqual(['success', -1, 9]);
  });
});

describe('a stored execution', () => {
  const runData = { A: [task(2, 20, 0)], B: [task(30, 10, 1, { source: [{ previousNode: 'A' }] })] };

  it('becomes a run, production runs included, and only one however often it is opened', () => {
    const page = openPage();
    const answer = stored(runData, { mode: 'webhook' });
    page.http(900_000, 'GET', '/rest/executions/7', '', answer);
    const [run] = page.runs();
    expect([run?.status, run?.serverId, run?.workflow, run?.partial, run?.clockOffsetUs, run?.clock]).toEqual([
      'success',
      '7',
      { id: 'w', name: 'W' },
      undefined,
      undefined,
      'server',
    ]);
    expect([(run?.startUs ?? 0) / 1000 - T0, (run?.endUs ?? 0) / 1000 - T0]).toEqual([-2, 60]);
    expect([...spans(run, 'A'), ...spans(run, 'B')]).toEqual(['success 2..22', 'success 30..40']);
    page.http(910_000, 'GET', '/rest/executions/7?includeData=true', '', answer);
    page.settle(2_000_000, false);
    page.http(2_000_001, 'GET', '/rest/executions/7', '', answer);
    expect(page.runs()).toEqual([run]);
  });

  it('has its own pins and, created before them, its reused nodes', () => {
    const page = openPage();
    const partial = { A: [task(-500, 20, 0)], B: [task(30, 0, 1)] };
    page.http(100, 'GET', '/rest/executions/7', '', stored(partial, {}, CHAIN, { B: [{ json: {} }] }));
    expect(page.runs()[0]?.nodes.map((n) => n.status)).toEqual(['reused', 'pinned']);
    const other = openPage();
    other.http(
      100,
      'GET',
      '/rest/executions/7',
      '',
      stored(runData, { mode: 'trigger' }, { ...CHAIN, pinData: { B: [{ json: {} }] } }),
    );
    expect(other.runs()[0]?.nodes.map((n) => n.status)).toEqual(['success', 'success']);
  });

  it('of a server that died has no end of its own: it reaches to its last node run, and says that its end is not known', () => {
    const page = openPage();
    const runData = { A: [task(2, 20, 0)], B: [task(30, 10, 1)] };
    const died = { status: 'crashed', finished: false, stoppedAt: null };
    page.http(9_000, 'GET', '/rest/executions/7', '', stored(runData, died));
    page.http(9_100, 'GET', '/rest/executions/8', '', stored({}, { ...died, id: '8', startedAt: null }));
    page.settle(9_200, false);
    const [run, ...others] = page.runs();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ status: 'cut', errorClass: 'crashed', partial: ['no-end'] });
    expect((run?.endUs ?? 0) / 1000 - T0).toBe(40);
  });

  it('cancelled by hand is stored without its nodes: what they did is unknown, not that they were skipped', () => {
    const page = openPage();
    page.http(100, 'GET', '/rest/executions/7', '', stored({}, { status: 'canceled', finished: false }));
    expect([page.runs()[0]?.status, page.runs()[0]?.nodes.map((n) => n.status)]).toEqual([
      'cancelled',
      ['unknown', 'unknown'],
    ]);
    expect(page.runs()[0]?.partial).toEqual(['late-attach']);
  });

  it('that still goes on is left to the messages', () => {
    const page = openPage();
    page.http(100, 'GET', '/rest/executions/7', '', stored(runData, { status: 'running', stoppedAt: null }));
    expect(page.runs()).toEqual([]);
  });

  it('broken in the middle is trouble, and no exception', () => {
    const page = openPage();
    const text = JSON.stringify(stored(runData));
    page.http(100, 'GET', '/rest/executions/7', '', text.slice(0, -40));
    page.http(
      100,
      'GET',
      '/rest/executions/8',
      '',
      JSON.stringify(stored(runData, { id: '8', data: '[{"resultData":"9"}]' })),
    );
    expect(page.records.filter((r) => r.k === 'trouble').length).toBe(1);
    expect(page.runs().map((r) => [r.serverId, r.nodes.map((n) => n.status)])).toEqual([['8', ['skipped', 'skipped']]]);
  });
});

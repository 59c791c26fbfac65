/** Stand-ins for n8n's editor: what it is pushed and what it asks for, through reducer and pipeline as the extension does it. */
import { openConnection } from '../../src/editors/connection.ts';
import { openExchange } from '../../src/editors/exchange.ts';
import { n8nInPage } from '../../src/editors/n8n/page.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import type { Run } from '../../src/model/run.ts';
import type { Micros } from '../../src/model/time.ts';
import { createPipeline } from '../../src/profiler/pipeline.ts';

/** Epoch of the tests' zero, milliseconds. */
export const T0 = 1_795_000_000_000;
const us = (ms: number) => ((T0 + ms) * 1000) as Micros;
export const iso = (ms: number) => new Date(T0 + ms).toISOString();

export interface Page {
  /** A message comes at `ms`; binary when it is an output. */
  push(ms: number, type: string, data: object): void;
  raw(ms: number, data: string | Uint8Array): void;
  http(ms: number, method: string, path: string, request: string, answer: unknown, answeredMs?: number): void;
  close(ms: number): void;
  settle(ms: number, final: boolean): void;
  readonly records: readonly TrafficRecord[];
  runs(): readonly Run[];
}

export function openPage(): Page {
  const pipeline = createPipeline({ origin: 'http://n8n', epoch: 'e' });
  const records: TrafficRecord[] = [];
  let link = 1;
  let count = 1;
  let socket = openConnection([n8nInPage]);
  const take = (fresh: readonly TrafficRecord[]) => {
    records.push(...fresh);
    pipeline.feed(fresh);
  };
  const frame = { transport: 'websocket', url: 'ws://n8n/any/push?pushRef=x', dir: 'in' } as const;
  const raw = (ms: number, data: string | Uint8Array) => take(socket.take({ ...frame, link, data, t: us(ms) }));
  return {
    push(ms, type, data) {
      const text = JSON.stringify({ type, data });
      raw(ms, type === 'nodeExecuteAfterData' ? new TextEncoder().encode(text) : text);
    },
    raw,
    http(ms, method, path, request, answer, answeredMs = ms + 1) {
      const url = `http://n8n${path}`;
      const exchange = openExchange([n8nInPage], { method, url });
      if (!exchange) return;
      const head = { link: ++count, transport: 'http', url } as const;
      const asked = { ...head, dir: 'out', data: request, t: us(ms), http: { part: 'request', method } } as const;
      const body = { ...head, dir: 'in', t: us(answeredMs), http: { part: 'body', method, status: 200 } } as const;
      take(exchange.take(asked));
      take(exchange.take({ ...body, data: typeof answer === 'string' ? answer : JSON.stringify(answer) }));
    },
    close(ms) {
      take([{ k: 'link', what: 'close', transport: 'websocket', where: 'n8n/push', t: us(ms), link }]);
      link = ++count;
      socket = openConnection([n8nInPage]);
    },
    settle: (ms, final) => void pipeline.settle(us(ms), final),
    records,
    runs: () => pipeline.runs(),
  };
}

/** Times of a node's runs in milliseconds after T0, with status. */
export function spans(run: Run | undefined, title: string): readonly string[] {
  const ms = (t: number | undefined) => (t === undefined ? '' : String(t / 1000 - T0));
  const runs = (run?.nodes ?? []).filter((n) => n.title === title).sort((a, b) => a.instance - b.instance);
  return runs.map((n) => `${n.status} ${ms(n.startUs)}..${ms(n.endUs)}`);
}

export interface Step {
  readonly execution?: string;
  readonly node: string;
  readonly from: number;
  readonly ms?: number;
  readonly index: number;
  readonly source?: string | readonly string[];
  readonly sourceRun?: number;
  readonly status?: string;
  readonly output?: object;
  readonly extra?: object;
}

/** `nodeExecuteBefore` as 2.x sends it, a millisecond after the stamp. */
export function starts(page: Page, s: Step): void {
  page.push(s.from + 1, 'nodeExecuteBefore', {
    ...{ executionId: s.execution ?? '7', nodeName: s.node, sequenceNumber: s.index * 2 },
    data: { startTime: T0 + s.from, executionIndex: s.index, source: sourceOf(s), hints: [], ...s.extra },
  });
}

/** `nodeExecuteAfter` and its data. */
export function ends(page: Page, s: Step): void {
  const ms = s.ms ?? 0;
  const output = s.output ?? { main: [[{ json: {} }]] };
  const itemCountByConnectionType = Object.fromEntries(
    Object.entries(output).map(([type, lists]) => [type, (lists as unknown[][]).map((l) => l.length)]),
  );
  const head = { executionId: s.execution ?? '7', nodeName: s.node };
  const data = {
    ...{ startTime: T0 + s.from, executionIndex: s.index, source: sourceOf(s), hints: [] },
    ...{ executionTime: ms, executionStatus: s.status ?? 'success', ...s.extra },
  };
  const at = s.from + ms + 1;
  page.push(at, 'nodeExecuteAfter', { ...head, sequenceNumber: s.index * 2 + 1, itemCountByConnectionType, data });
  page.push(at, 'nodeExecuteAfterData', { ...head, itemCountByConnectionType, data: { ...data, data: output } });
}

function sourceOf({ source, sourceRun = 0 }: Step): readonly object[] {
  const names = source === undefined ? [] : typeof source === 'string' ? [source] : source;
  return names.map((previousNode) => ({ previousNode, previousNodeOutput: 0, previousNodeRun: sourceRun }));
}

export function begin(page: Page, ms = 0, execution = '7', flattedRunData = '[{}]'): void {
  const data = {
    executionId: execution,
    mode: 'manual',
    startedAt: iso(ms),
    workflowId: 'w',
    workflowName: 'W',
    flattedRunData,
  };
  page.push(ms + 1, 'executionStarted', data);
}

export function finish(page: Page, ms: number, status = 'success', execution = '7'): void {
  page.push(ms, 'executionFinished', { executionId: execution, workflowId: 'w', status });
}

export interface DrawnNode {
  readonly name: string;
  readonly type?: string;
  readonly [more: string]: unknown;
}

/** A workflow as the REST path answers it. */
export function workflow(nodes: readonly DrawnNode[], connections: object, more: object = {}): object {
  const drawn = nodes.map((n) => ({ id: `id-${n.name}`, type: 'n8n-nodes-base.code', parameters: {}, ...n }));
  return { id: 'w', name: 'W', nodes: drawn, connections, settings: {}, ...more };
}

export function wire(to: string, type = 'main'): object {
  return { [type]: [[{ node: to, type, index: 0 }]] };
}

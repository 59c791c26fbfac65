/** NodeTool's records written by hand, and the runs that come of them. */
import { expect } from 'vitest';
import type { EdgeRow, GraphRow, TrafficRecord, WireStatus } from '../../src/model/record.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import type { Micros } from '../../src/model/time.ts';
import { createPipeline, type Pipeline } from '../../src/profiler/pipeline.ts';

export const T0 = 1_700_000_000_000_000;
export const CODE = 'nodetool.code.Code';

/** Writes records the way servers send them; times in ms from T0. */
export function script(job = 'j', workflow = 'w', link = 1) {
  const records: TrafficRecord[] = [];
  const head = (ms: number) => ({
    t: (T0 + ms * 1000) as Micros,
    link,
    editor: 'nodetool' as const,
    run: job,
    workflow,
  });
  const add = (r: TrafficRecord) => {
    records.push(r);
    return api;
  };
  const api = {
    records,
    request: (ms: number, nodes: GraphRow[], edges: EdgeRow[], graph = true) =>
      add({ k: 'request', ...head(ms), name: 'flow', nodes, edges, part: 0, parts: 1, graph }),
    run: (ms: number, status: WireStatus, more: object = {}) => add({ k: 'run', ...head(ms), status, ...more }),
    node: (ms: number, node: string, status: WireStatus, more: object = { bytes: 5 }) =>
      add({ k: 'node', ...head(ms), node, type: '', name: '', status, ...(status === 'running' ? {} : more) }),
    edge: (ms: number, edge: string, status: WireStatus, count?: number) =>
      add({ k: 'edge', ...head(ms), edge, status, ...(count === undefined ? {} : { count }) }),
    command: (ms: number, what: 'cancel' | 'reconnect') => add({ k: 'command', ...head(ms), what }),
    ack: (ms: number, what: 'cancelling' | 'refused' | 'reconnecting') => add({ k: 'ack', ...head(ms), what }),
    close: (ms: number) =>
      add({ k: 'link', what: 'close', transport: 'websocket', where: '', t: (T0 + ms * 1000) as Micros, link }),
    call: (ms: number, more: object) =>
      add({ k: 'call', ...head(ms), node: '', provider: 'p', durationUs: 1000, ...more }),
    with: (record: Readonly<Record<string, unknown>>, ms: number) =>
      add({ ...head(ms), ...record } as unknown as TrafficRecord),
  };
  return api;
}
export const row = (id: string, type = CODE, parent = ''): GraphRow => [id, type, '', parent];
export const wire = (id: string, from: string, to: string, parent = ''): EdgeRow => [id, from, to, 'data', parent];

export function play(records: readonly TrafficRecord[], end?: number): Pipeline {
  const p = createPipeline({ origin: 'http://localhost', epoch: 'e' });
  p.feed(records);
  if (end !== undefined) p.settle((T0 + end * 1000) as Micros, true);
  return p;
}
export function only(p: Pipeline): Run {
  const [run, ...more] = p.runs();
  expect(more).toEqual([]);
  if (!run) throw new Error('no run');
  return run;
}
export const nodeOf = (run: Run, id: string, instance = 0): NodeRun | undefined =>
  run.nodes.find((n) => n.id === id && n.instance === instance);
export const ms = (t: number | undefined) => (t === undefined ? undefined : (t - T0) / 1000);
export const span = (run: Run, id: string, instance = 0) => {
  const n = nodeOf(run, id, instance);
  return [n?.status, ms(n?.startUs), ms(n?.endUs)];
};

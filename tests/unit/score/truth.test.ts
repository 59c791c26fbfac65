import { describe, expect, it } from 'vitest';
import { groupOf } from '../../../scripts/score/groups.ts';
import { headTruths, merged, readTruth, type TruthNode, type TruthRun } from '../../../scripts/score/truth.ts';

function node(id: string, startUs: number, endUs: number, more: Partial<TruthNode> = {}): TruthNode {
  return { id, instance: 0, title: '', type: 'LabSleep', startUs, endUs, whose: 'code', listed: false, ...more };
}

describe('truth files', () => {
  it('of the older shape: by run, code times, list items as one span', () => {
    const text = JSON.stringify({
      clock: 'epoch_ms',
      runs: {
        p: [
          { id: '3', cls: 'LabSleep', list_index: 0, start: 1000.5, end: 1100 },
          { id: '3', cls: 'LabSleep', list_index: 1, start: 1050, end: 1200.25 },
        ],
      },
    });
    const [run] = readTruth(text);
    expect(run).toMatchObject({ id: 'p', complete: false, wire: false });
    expect(run?.nodes).toEqual([node('3', 1_000_500, 1_200_250, { listed: true })]);
  });

  it('of the newer shape: what the server spends on a node, what never was on the wire left out', () => {
    const text = JSON.stringify({
      clock: 'epoch_ms',
      run: { id: 'r', start: 1, end: 9, status: 'success' },
      nodes: [
        { id: 'c', instance: 0, title: 'C', type: 't', start: 1, end: 2, status: 'success', on_wire: false },
        {
          id: 'w',
          instance: 0,
          title: 'W',
          type: 't',
          start: 3,
          end: 4,
          process_start: 2.5,
          process_end: 4.5,
          status: 'success',
        },
        { id: 'n', instance: 0, title: 'N', type: 't', start: null, end: null, status: 'cached' },
      ],
    });
    const [run] = readTruth(text);
    expect(run).toMatchObject({ id: 'r', status: 'success', startUs: 1000, endUs: 9000, complete: true });
    expect(run?.nodes.map((n) => [n.id, n.startUs, n.endUs, n.whose, n.status])).toEqual([
      ['w', 2500, 4500, 'server', 'success'],
      ['n', undefined, undefined, 'code', 'cached'],
    ]);
  });

  it('of the page clock: nodes by id, and whether the clock was only the wire', () => {
    const text = (clock: string) =>
      JSON.stringify({ clock, prompt_id: 'p', nodes: { 7: { cls: 'Blur', start: 1, end: 2 } } });
    expect(readTruth(text('server time.time()'))).toEqual([
      { id: 'p', nodes: [node('7', 1000, 2000, { type: 'Blur' })], complete: true, wire: false },
    ]);
    expect(readTruth(text('TCP proxy arrival (wire)'))[0]?.wire).toBe(true);
  });

  it('in the head of a recording: nothing but lengths of runs', () => {
    const run = { started_at: '2026-11-22T07:15:27.932Z', finished_at: '2026-11-22T07:15:28.906Z' };
    const [truth] = headTruths(JSON.stringify({ format: 'ws-capture/1', server_truth: [run] }));
    expect((truth?.endUs ?? 0) - (truth?.startUs ?? 0)).toBe(974_000);
    expect(headTruths('{"format":"ws-capture/1"}')).toEqual([]);
  });

  it('merges from the first start to the last end, and leaves single ones alone', () => {
    const a = [node('a', 5, 9), node('a', 1, 3, { instance: 1 })];
    expect(merged([...a, node('b', 2, 4)])).toEqual([node('a', 1, 9), node('b', 2, 4)]);
  });
});

describe('what is scored together', () => {
  const run = (nodes: readonly TruthNode[], wire = false): TruthRun => ({ id: 'r', nodes, complete: true, wire });
  const slow = node('s', 100_000, 900_000);
  const async = (endUs: number) => node('a', 0, endUs, { type: 'LabAsyncSleep' });

  it('sets asynchronous ends behind a synchronous node apart', () => {
    const group = (endUs: number) => groupOf('comfyui', 'c', run([slow, async(endUs)]), async(endUs));
    expect([50_000, 500_000, 904_000, 950_000].map(group)).toEqual(['plain', 'hidden async', 'hidden async', 'plain']);
    expect(groupOf('comfyui', 'c', run([slow, node('o', 0, 500_000)]), node('o', 0, 500_000))).toBe('plain');
  });

  it('sets expanders, lists, browsers and broken connections apart', () => {
    const parent = node('2', 0, 1);
    expect(groupOf('comfyui', 'c', run([parent, node('2.0.0.1', 0, 1)]), parent)).toBe('expanders');
    expect(groupOf('comfyui', 'c', run([parent, node('2:1', 0, 1)]), parent)).toBe('plain');
    expect(groupOf('comfyui', 'c', run([parent]), { ...parent, listed: true })).toBe('list-mapped');
    expect(groupOf('comfyui', '20-browser', run([slow]), slow)).toBe('browser');
    expect(groupOf('page-clock', 'big', run([slow]), slow)).toBe('browser');
    expect(groupOf('page-clock', 'big', run([slow], true), slow)).toBe('wire times only');
    expect(groupOf('comfyui', '12-reconnect', run([slow]), slow)).toBe('cut by a reconnect');
    expect(groupOf('n8n', 'n', run([slow]), slow)).toBe('user code');
    expect(groupOf('n8n', 'n', run([slow]), { ...slow, whose: 'server' })).toBe('plain');
  });
});

import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/model/time.ts';
import { createPipeline } from '../../../src/profiler/pipeline.ts';
import { CODE, nodeOf, only, play, row, script, T0, wire } from '../../support/nodetool-script.ts';

const QUICK = 'nodetool.text.Concat';
const OTHER = 'lib.image.Blur';

/** `a` feeds as many nodes of a type, from 500 ms on; all of that in one burst. Requested long before. */
function fan(type: string, count: number) {
  const ids = Array.from({ length: count }, (_, i) => `s${i}`);
  const s = script()
    .request(
      0,
      [row('a', QUICK), ...ids.map((id) => row(id, type))],
      ids.map((id) => wire(`e-${id}`, 'a', id)),
    )
    .run(10, 'running')
    .node(11, 'a', 'running');
  for (const id of ids) s.node(11, id, 'running');
  for (const id of ids) s.edge(500, `e-${id}`, 'active', 1);
  return s.node(501, 'a', 'completed');
}
const early = (records: ReturnType<typeof fan>, id: string) =>
  nodeOf(only(play(records.records)), id)?.uncertaintyUs[0];

describe('how long a TypeScript server may have held a message back', () => {
  it('is a poll and a little, when nothing held it up', () => {
    expect(early(fan(QUICK, 3), 's0')).toBe(12_000);
    expect(early(fan(QUICK, 3), 'a')).toBe(12_000);
  });

  it('is 10 ms more for each sandbox that was started in the burst, for every node of the burst', () => {
    for (const count of [1, 2, 4]) expect(early(fan(CODE, count), 's0')).toBe(12_000 + count * 10_000);
    // The end of what fed them came in that burst; its own start did not matter more.
    expect(early(fan(CODE, 4), 'a')).toBe(52_000);
  });

  it('is what it was for messages of another burst', () => {
    const s = fan(CODE, 2).node(700, 's0', 'completed');
    const run = only(play(s.records));
    expect(nodeOf(run, 's1')?.uncertaintyUs[0]).toBe(32_000);
    const later = fan(QUICK, 1).with({ k: 'node', node: 'z', type: CODE, name: '', status: 'running' }, 700);
    expect(early(later, 's0')).toBe(12_000);
  });

  it('reaches back to the burst before when a node began and ended in one', () => {
    const burst = (type: string) => fan(type, 1).node(502, 's0', 'completed');
    // The last word before its end, at 502 ms, came at 11 ms: a node that computes may have held the thread ever since. With the
    // poll that is before the request, which is as far as it goes.
    expect(early(burst(OTHER), 's0')).toBe(502_000);
    const after = burst(OTHER).records.map((r) =>
      r.k === 'request' || r.t > T0 + 400_000 ? r : { ...r, t: (r.t + 300_000) as Micros },
    );
    expect(nodeOf(only(play(after)), 's0')?.uncertaintyUs[0]).toBe(502_000 - 311_000 + 12_000);
    expect(early(burst(QUICK), 's0')).toBe(12_000);
  });

  it('is never before the page asked for the run', () => {
    const s = script()
      .request(0, [row('a')], [])
      .run(2, 'running')
      .node(3, 'a', 'running')
      .node(90, 'a', 'completed');
    expect(nodeOf(only(play(s.records)), 'a')?.uncertaintyUs[0]).toBe(12_000);
    const quick = script()
      .request(0, [row('a')], [])
      .run(2, 'running')
      .node(3, 'a', 'running')
      .node(4, 'a', 'completed');
    expect(nodeOf(only(play(quick.records)), 'a')?.uncertaintyUs[0]).toBe(4_000);
  });

  it('is not told from bursts on a Python server', () => {
    const s = script()
      .request(0, [row('a'), row('b')], [wire('e', 'a', 'b')])
      .run(100, 'running');
    s.node(110, 'a', 'running').node(400, 'a', 'completed').edge(401, 'e', 'message_sent', 1).node(402, 'b', 'running');
    expect(nodeOf(only(play(s.records)), 'b')?.uncertaintyUs[0]).toBe(40_000);
  });

  it('keeps nothing of bursts that held nothing up', () => {
    const s = fan(QUICK, 1);
    for (let t = 600; t < 5000; t += 20) s.with({ k: 'progress', node: 's0', done: t, total: 5000 }, t);
    const p = createPipeline({ origin: 'http://localhost', epoch: 'e' });
    p.feed(s.records);
    const saved = JSON.stringify(p.save());
    expect(saved.match(/"sandboxes"/g)).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { createLiveSpans } from '../../../src/background/live-spans.ts';
import type { LiveSpan } from '../../../src/messages/relay.ts';
import { RELAY_LIMITS } from '../../../src/model/limits.ts';
import type { Run } from '../../../src/model/run.ts';
import { buildRun, T0 } from '../../support/build-run.ts';

function setup({ on = true, nowUs = T0 }: { readonly on?: boolean; readonly nowUs?: number } = {}) {
  const sent: { epoch: string; spans: readonly LiveSpan[] }[] = [];
  const live = createLiveSpans(
    () => on,
    { now: () => nowUs / 1000 },
    (epoch, spans) => sent.push({ epoch, spans }),
  );
  return { live, sent, names: () => sent.flatMap(({ spans }) => spans.map(({ name }) => name)) };
}

const going = (count: number, ended: number): Run =>
  buildRun({
    nodes: Array.from({ length: count }, (_, i) => ({
      id: `n${i}`,
      title: `Node ${i}`,
      start: i * 10,
      ...(i < ended ? { end: i * 10 + 10 } : {}),
    })),
    end: null,
  });

describe('spans for the Performance panel', () => {
  it('are of nodes that ended, each once, and at last of the run', () => {
    const { live, sent, names } = setup();
    live.show(going(3, 1), 'e');
    live.show(going(3, 2), 'e');
    live.show(going(3, 2), 'e');
    expect(names()).toEqual(['Node 0', 'Node 1']);
    live.show(buildRun({ nodes: [{ id: 'n0', title: 'Node 0', start: 0, end: 10 }], end: 40 }), 'e');
    expect(names()).toEqual(['Node 0', 'Node 1', 'run']);
    expect(sent[0]).toMatchObject({ epoch: 'e', spans: [{ startUs: T0, endUs: T0 + 10_000, failed: false }] });
  });

  it('are none while that is off', () => {
    const { live, sent } = setup({ on: false });
    live.show(going(3, 3), 'e');
    expect(sent).toEqual([]);
  });

  it("lie where this machine's clock has them; without knowing how far a server's is off, nowhere", () => {
    const { live, sent } = setup();
    const run = { ...going(1, 1), clock: 'server' as const };
    live.show(run, 'e');
    expect(sent).toEqual([]);
    live.show({ ...run, clockOffsetUs: -2_000_000 }, 'e');
    expect(sent[0]?.spans[0]).toMatchObject({ startUs: T0 - 2_000_000, endUs: T0 - 1_990_000 });
  });

  it('are not shown twice by a worker that begins in the midst of a run', () => {
    const { live, names } = setup({ nowUs: T0 + 60_000_000 });
    live.show(going(3, 3), 'e');
    expect(names()).toEqual([]);
    const late = going(3, 3);
    live.show({ ...late, nodes: late.nodes.map((n) => ({ ...n, instance: n.instance + 1 })) }, 'e');
    expect(names()).toEqual(['Node 0', 'Node 1', 'Node 2']);
  });

  it('go in messages of a bounded size', () => {
    const { live, sent } = setup();
    live.show(going(RELAY_LIMITS.liveSpans + 1, RELAY_LIMITS.liveSpans + 1), 'e');
    expect(sent.map(({ spans }) => spans.length)).toEqual([RELAY_LIMITS.liveSpans, 1]);
  });
});

import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { findings } from '../../../src/analysis/insights.ts';
import { nodeCurve } from '../../../src/analysis/node-curve.ts';
import { whatIfs } from '../../../src/analysis/what-ifs.ts';
import type { Run } from '../../../src/model/run.ts';
import { buildRun } from '../../support/build-run.ts';

/** B beside a, then c: b is the longest. */
const plain = buildRun({
  nodes: [
    { id: 'a', start: 0, end: 300 },
    { id: 'b', start: 0, end: 1_000 },
    { id: 'c', start: 1_000, end: 1_400 },
  ],
  edges: ['a>c', 'b>c'],
});
const doubted = (id: string, early: number): Run => ({
  ...plain,
  nodes: plain.nodes.map((n) => (n.id === id ? { ...n, uncertaintyUs: [early * 1000, 0] as const } : n)),
});
const bottleneck = (run: Run) =>
  findings(analyse(run), [run], { limit: 99 }).shown.find((i) => i.kind === 'bottleneck');

describe('an end that may have come much earlier', () => {
  it('on the longest chain leaves no minimum, no saving, no what-if', () => {
    const analysis = analyse(doubted('b', 600));
    const reason = 'B may have ended up to 600 ms earlier than it was seen to, and it is on the longest chain.';
    expect(analysis.savings).toEqual({ known: false, reason });
    expect(analysis.parallelization.minimum).toMatchObject({ known: false, reason });
    expect(nodeCurve(analysis, 'c')).toEqual({ known: false, reason });
    expect(whatIfs(analysis)).toEqual([]);
    expect(bottleneck(analysis.run)?.title).not.toContain('what to make faster');
  });

  it('beside it, or by little, changes nothing', () => {
    for (const run of [doubted('a', 250), doubted('b', 90)]) {
      expect(analyse(run).savings).toMatchObject({ known: true, basis: 'drag' });
      expect(analyse(run).parallelization.minimum.known).toBe(true);
    }
  });

  it('by more than a fifth of what is claimed makes the claim unsure', () => {
    expect(bottleneck(plain)?.sure.level).toBe('sure');
    expect(bottleneck(doubted('b', 90))?.sure.level).toBe('sure');
    expect(bottleneck(doubted('b', 200))?.sure).toMatchObject({
      level: 'unsure',
      why: expect.stringContaining('200 ms'),
    });
  });
});

describe('a run that broke off, or was half seen', () => {
  it('has no savings: what the rest would have taken is not known', () => {
    for (const status of ['error', 'cancelled'] as const) {
      const { savings } = analyse({ ...plain, status });
      expect(savings).toMatchObject({ known: false, reason: expect.stringContaining('broke off') });
    }
  });

  it('has a ranking, but nothing is projected from it', () => {
    const analysis = analyse({ ...plain, partial: ['lost-records'] });
    expect(analysis.bottlenecks[0]?.id).toBe('b');
    expect(whatIfs(analysis)).toEqual([]);
    expect(nodeCurve(analysis, 'b')).toEqual({ known: false, reason: 'The run was not seen completely.' });
    expect(bottleneck(analysis.run)?.sure.level).toBe('unsure');
  });
});

describe('the node to make faster', () => {
  it('is named with the next when that would save about as much', () => {
    const chain = (second: number) =>
      buildRun({
        nodes: [
          { id: 'a', start: 0, end: 1_000 },
          { id: 'b', start: 1_000, end: 1_000 + second },
        ],
        edges: ['a>b'],
      });
    expect(bottleneck(chain(950))?.nextStep).toContain('B would save about as much: 950 ms');
    expect(bottleneck(chain(500))?.nextStep).not.toContain('about as much');
  });

  it('and a what-if of it say the same number', () => {
    const analysis = analyse(plain);
    const [first] = analysis.bottlenecks;
    const cached = whatIfs(analysis).find((p) => p.change.what === 'cached' && p.change.node === first?.id);
    expect(cached?.savedUs).toBe(first?.savesUs);
  });
});

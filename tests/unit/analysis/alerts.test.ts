import { describe, expect, it } from 'vitest';
import { againstHistory } from '../../../src/analysis/against-history.ts';
import { type AlertRules, incidentText, keepValid, nextIncidents } from '../../../src/analysis/alerts.ts';
import type { Incident } from '../../../src/model/alert.ts';
import { BACKGROUND_LIMITS } from '../../../src/model/limits.ts';
import { NO_PRICES } from '../../../src/model/price.ts';
import type { Run } from '../../../src/model/run.ts';
import { micros } from '../../../src/model/time.ts';
import { buildRun, type RunSpec, T0 } from '../../support/build-run.ts';

const RULES: AlertRules = { budgets: [{ workflow: '*', maxMs: 4_000 }], prices: NO_PRICES, slower: false };

/** A run of one node that takes `ms`; the n-th begins n times 100 s after the first. */
function aRun(n: number, ms: number, change: Partial<RunSpec> = {}): Run {
  return buildRun({ start: n * 100_000, nodes: [{ id: 'up', title: 'Upscale', start: 0, end: ms }], ...change });
}

/** Looks at runs one after the other; all of them are known from the beginning, as to a store that is slow to be asked. */
function looked(runs: readonly Run[], rules = RULES, open: readonly Incident[] = []) {
  const opened: string[] = [];
  let incidents = open;
  for (const [i, run] of runs.entries()) {
    const next = nextIncidents(incidents, run, runs.slice(0, i), rules);
    incidents = next.incidents;
    opened.push(...next.opened.map(({ lastRun }) => lastRun));
  }
  return { incidents, opened };
}

describe('an incident', () => {
  it('opens once, goes on with every run over the budget, closes with the first within it, and may open again', () => {
    const runs = [aRun(0, 5_000), aRun(1, 6_000), aRun(2, 7_000)];
    const { incidents, opened } = looked(runs);
    expect(opened).toEqual(['run-0']);
    expect(incidents).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        origin: 'http://localhost:3000',
        editor: 'nodetool',
        workflow: { id: 'w', name: 'Workflow' },
        cause: 'time',
        limit: 4_000_000,
        actual: 7_000_000,
        unit: 'us',
        estimated: false,
        runs: 3,
        sinceUs: T0,
        lastUs: T0 + 200_000_000,
        lastRun: 'run-200000',
        seen: false,
      },
    ]);
    expect(looked([...runs, aRun(3, 4_000)]).incidents).toEqual([]);
    expect(looked([...runs, aRun(3, 4_000), aRun(4, 4_001)]).opened).toEqual(['run-0', 'run-400000']);
  });

  it('that was seen stays so while it goes on', () => {
    const open = looked([aRun(0, 5_000)]).incidents.map((incident) => ({ ...incident, seen: true }));
    expect(looked([aRun(1, 6_000)], RULES, open)).toMatchObject({ opened: [], incidents: [{ seen: true, runs: 2 }] });
  });

  it.each<[string, Run]>([
    ['failed', aRun(5, 1_000, { status: 'error' })],
    ['was not seen completely', aRun(5, 1_000, { partial: ['lost-records'] })],
    ['goes on', aRun(5, 1_000, { end: null })],
    ['is older', aRun(-5, 1_000)],
    ['began before the last one had ended', aRun(0, 1_000, { start: 2_000 })],
    ['is of another workflow', aRun(5, 1_000, { workflow: { id: 'v', name: 'Workflow' } })],
    ['is of another site', aRun(5, 1_000, { origin: 'http://elsewhere' })],
    ['is of another editor', aRun(5, 1_000, { editor: 'n8n' })],
    ['was replayed fast', aRun(5, 1_000, { replaySpeed: 10 })],
    ['is a status timeline', aRun(5, 1_000, { partial: ['status-only'] })],
  ])('is left as it is by a run that %s', (_, run) => {
    const over = aRun(0, 5_000);
    const { incidents } = looked([over]);
    const next = nextIncidents(incidents, run, [over], RULES);
    expect(next).toEqual({ incidents, opened: [] });
    expect(next.incidents).toBe(incidents);
  });

  it('moves no more than its figure when its last run is looked at again, and nothing when an older one is', () => {
    const runs = [aRun(0, 5_000), aRun(1, 6_000)];
    const [incident] = looked(runs).incidents;
    const again = looked([aRun(1, 6_500), aRun(0, 9_000), aRun(1, 6_500)], RULES, incident && [incident]);
    expect(again).toEqual({ opened: [], incidents: [{ ...incident, actual: 6_500_000 }] });
  });

  it('is not opened again by a run that is looked at after a good one has followed it', () => {
    const [over, well] = [aRun(0, 5_000), aRun(1, 1_000)];
    expect(looked([over, well, over])).toEqual({ incidents: [], opened: ['run-0'] });
  });

  it.each([
    ['has gone on', 50_000],
    ['goes on', null],
  ])('opens once for a run that %s while shorter ones come and go', (_, end) => {
    const long = aRun(0, 50_000, { end });
    const beside = aRun(0, 1_000, { start: 2_000 });
    expect(looked([beside, long, beside, long])).toMatchObject({ opened: ['run-0'], incidents: [{ runs: 1 }] });
  });

  it('opens in the midst of a run, for its time and not for what it costs so far', () => {
    const budgets = [
      { workflow: 'w', maxMs: 4_000 },
      { workflow: 'w', maxCost: { amount: 0.1, unit: 'USD' } },
    ];
    const nodes = aRun(0, 1_000).nodes.map((node) => ({ ...node, cost: { amount: 0.5, unit: 'USD' } }));
    const run: Run = { ...aRun(0, 1_000, { end: null }), nodes };
    const rules = { ...RULES, budgets };
    const early = nextIncidents([], run, [], rules, { now: T0 + 4_000_000 });
    expect(early.opened).toEqual([]);
    const { incidents, opened } = nextIncidents([], run, [], rules, { now: T0 + 4_100_000 });
    expect(opened).toMatchObject([{ cause: 'time', actual: 4_100_000 }]);
    const over = { ...run, status: 'success', endUs: micros(T0 + 5_000_000) } as const;
    const end = nextIncidents(incidents, over, [], rules);
    expect(end.opened).toMatchObject([{ cause: 'cost', actual: 0.5, unit: 'USD', estimated: false }]);
    expect(end.incidents).toHaveLength(2);
    expect(end.incidents.find(({ cause }) => cause === 'time')).toMatchObject({ runs: 1, actual: 5_000_000 });
  });

  it('is one for each node and budget, and one for two budgets that say the same', () => {
    const nodes = ['a', 'b'].map((id, i) => ({ id, start: i * 100, end: i * 100 + 5_000 }));
    const budgets = [
      { workflow: '*', node: '*', maxMs: 4_000 },
      { workflow: '*', node: '*', maxMs: 4_000 },
      { workflow: '*', node: 'a', maxMs: 3_000 },
    ];
    const { opened, incidents } = nextIncidents([], aRun(0, 0, { nodes }), [], { ...RULES, budgets });
    expect(opened.map(({ node, limit }) => `${node?.title} ${limit}`).sort()).toEqual([
      'A 3000000',
      'A 4000000',
      'B 4000000',
    ]);
    expect(new Set(incidents.map(({ id }) => id)).size).toBe(3);
  });

  it.each<[string, Partial<RunSpec>]>([
    ['was replayed fast', { replaySpeed: 10 }],
    ['is a status timeline', { partial: ['status-only'] }],
  ])('does not open for a run that %s', (_, change) => {
    expect(looked([aRun(0, 5_000, change)])).toEqual({ incidents: [], opened: [] });
    expect(looked([aRun(0, 5_000, { replaySpeed: 1 })]).opened).toEqual(['run-0']);
  });

  it('goes by the name of a workflow that has no id', () => {
    const named = (n: number, ms: number, name: string) => aRun(n, ms, { workflow: { id: '', name } });
    expect(looked([named(0, 5_000, 'A'), named(1, 5_000, 'B'), named(2, 1_000, 'B')]).incidents).toMatchObject([
      { workflow: { name: 'A' } },
    ]);
  });
});

describe('many incidents', () => {
  const nodes = Array.from({ length: BACKGROUND_LIMITS.incidents + 20 }, (_, i) => ({
    id: `n${i}`,
    start: 0,
    end: 5_000,
  }));
  const rules = { ...RULES, budgets: [{ workflow: '*', node: '*', maxMs: 4_000 }] };

  it('are kept up to a limit, and what is over it is not told of again with each run', () => {
    const first = nextIncidents([], aRun(0, 0, { nodes: nodes.slice(-BACKGROUND_LIMITS.incidents) }), [], rules);
    expect(first.opened).toHaveLength(BACKGROUND_LIMITS.incidents);
    const second = nextIncidents(first.incidents, aRun(1, 0, { nodes }), [], rules);
    expect(second.opened).toEqual([]);
    expect(second.incidents.every(({ runs }) => runs === 2)).toBe(true);
  });

  it('lose the one whose last run is oldest, and are told newest first', () => {
    const { incidents } = nextIncidents([], aRun(0, 0, { nodes }), [], rules);
    const other = aRun(1, 5_000, { workflow: { id: 'v', name: 'V' } });
    const next = nextIncidents(incidents, other, [], { ...rules, budgets: [...rules.budgets, ...RULES.budgets] });
    expect(next.incidents).toHaveLength(BACKGROUND_LIMITS.incidents);
    expect(next.opened).toHaveLength(2);
    expect(next.incidents.slice(0, 2).map(({ lastRun }) => lastRun)).toEqual([other.id, other.id]);
  });
});

describe('slower than its history', () => {
  const rules: AlertRules = { ...RULES, budgets: [], slower: true };
  const usual = [1_000, 1_010, 990, 1_005, 995, 1_002].map((ms, i) => aRun(i, ms));

  it('opens when it is sure, and closes with a run like those before', () => {
    const slow = aRun(6, 2_000);
    const { incidents, opened } = looked([...usual, slow], rules);
    expect(opened).toEqual([slow.id]);
    expect(incidents).toMatchObject([{ cause: 'slower', actual: 2_000_000, limit: 1_001_000, unit: 'us' }]);
    expect(looked([...usual, slow, aRun(7, 1_003)], rules).incidents).toEqual([]);
  });

  it('stays open while it cannot be told: a graph not seen before, too few runs, a suspicion', () => {
    const slow = aRun(6, 2_000);
    const other = aRun(7, 1_000, { nodes: [{ id: 'other', start: 0, end: 1_000 }] });
    const unseen = aRun(7, 1_000, { graphHash: '' });
    for (const run of [other, unseen]) {
      expect(looked([...usual, slow, run], rules)).toMatchObject({ opened: [slow.id], incidents: [{ runs: 1 }] });
    }
    // Slower than all of its history but the slow one, which is none of it; by less than that spreads.
    const wide = [1_000, 800, 1_250, 900, 1_150, 1_050].map((ms, i) => aRun(i, ms));
    const series = [...wide, slow, aRun(7, 1_400)];
    expect(againstHistory(aRun(7, 1_400), series)?.run.kind).toBe('suspect');
    expect(looked(series, rules)).toMatchObject({ opened: [slow.id], incidents: [{ runs: 1 }] });
  });

  it('is told once when it is slower for good, and closes when that has become usual', () => {
    const slow = Array.from({ length: 12 }, (_, i) => aRun(6 + i, 2_000 + (i % 3) * 5));
    const { incidents, opened } = looked([...usual, ...slow], rules);
    expect(opened).toEqual([slow[0]?.id]);
    expect(incidents).toEqual([]);
  });

  it('is not asked for when the rules do not', () => {
    expect(looked([...usual, aRun(6, 2_000)], { ...rules, slower: false }).opened).toEqual([]);
  });
});

describe('incidents of rules that are gone', () => {
  it('are closed, the others stay', () => {
    const budget = { workflow: '*', maxMs: 900 };
    const usual = [1_000, 1_010, 990, 1_005, 995, 1_002].map((ms, i) => aRun(i, ms));
    const rules: AlertRules = { ...RULES, budgets: [budget, ...RULES.budgets], slower: true };
    const { incidents } = looked([...usual, aRun(6, 5_000)], rules);
    const causes = (kept: AlertRules) => keepValid(incidents, kept).map(({ cause, limit }) => `${cause} ${limit}`);
    expect(causes(rules)).toHaveLength(3);
    expect(causes({ ...rules, budgets: [budget] }).sort()).toEqual(['slower 1001000', 'time 900000']);
    expect(causes({ ...rules, budgets: [{ ...budget, maxMs: 901 }], slower: false })).toEqual([]);
  });
});

describe('in words', () => {
  const incident: Incident = {
    id: 'i',
    origin: '',
    editor: 'n8n',
    workflow: { id: 'w', name: 'Portrait' },
    cause: 'time',
    limit: 4_000_000,
    actual: 5_200_000,
    unit: 'us',
    estimated: false,
    runs: 1,
    sinceUs: micros(0),
    lastUs: micros(0),
    lastRun: 'r',
    seen: false,
  };
  const cost: Partial<Incident> = { cause: 'cost', limit: 0.2, actual: 0.31, unit: 'USD' };

  it.each<[Partial<Incident>, string]>([
    [{}, 'Portrait took 5.20 s, allowed 4.00 s'],
    [{ node: { id: 'n', title: 'Upscale' }, runs: 3 }, 'Upscale took 5.20 s, allowed 4.00 s (3 runs in a row)'],
    [{ node: { id: 'n', title: '' } }, 'n took 5.20 s, allowed 4.00 s'],
    [{ workflow: { id: 'w', name: '' } }, 'w took 5.20 s, allowed 4.00 s'],
    [{ workflow: { id: '', name: '' } }, 'Unnamed workflow took 5.20 s, allowed 4.00 s'],
    [cost, 'Portrait cost 0.31 USD, allowed 0.20 USD'],
    [{ ...cost, estimated: true }, 'Portrait cost 0.31 USD (estimated), allowed 0.20 USD'],
    [{ ...cost, actual: 12, limit: 0, unit: 'credits' }, 'Portrait cost 12.00 credits, allowed 0.00 credits'],
    [{ ...cost, actual: 0.00423, limit: 0.004 }, 'Portrait cost 0.0042 USD, allowed 0.0040 USD'],
    [{ cause: 'slower', limit: 3_970_000 }, 'Portrait took 5.20 s, 31 % above its median of 3.97 s'],
  ])('%j', (change, text) => expect(incidentText({ ...incident, ...change })).toBe(text));
});

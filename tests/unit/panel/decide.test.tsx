// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { describe, expect, it } from 'vitest';
import { nodeKey } from '../../../src/drawing/rows.ts';
import { DEFAULT_SETTINGS } from '../../../src/messages/panel.ts';
import type { Incident } from '../../../src/model/alert.ts';
import type { Run } from '../../../src/model/run.ts';
import { micros } from '../../../src/model/time.ts';
import { buildRun, T0 } from '../../support/build-run.ts';
import { runsOfCapture } from '../../support/offline.ts';
import { createFakeBackground } from '../../support/panel-harness/fake-background.ts';
import { all, click, find, mount, settle, text } from './mounted.tsx';

/** Twelve real runs; node n0 ("Rank 1") is 40 % slower from the eighth on, beside the critical path. */
const series = runsOfCapture('t7-regression-12-runs').map((r) => ({ ...r, origin: 'http://localhost:3000' }));

/** a (100 ms), then b and c side by side, then d. Lengths in milliseconds; each run ten seconds after the one before. */
const diamond = (i: number, b = 400, more: Partial<Run> = {}): Run => ({
  ...buildRun({
    start: i * 10_000,
    nodes: [
      { id: 'a', start: 0, end: 100 },
      { id: 'b', start: 100, end: 100 + b },
      { id: 'c', start: 100, end: 300 },
      { id: 'd', start: 100 + Math.max(b, 200), end: 200 + Math.max(b, 200) },
    ],
    edges: ['a>b', 'a>c', 'b>d', 'c>d'],
  }),
  ...more,
});

describe('verdict', () => {
  it('of a run slower than usual says so, by how much, and what made the difference', async () => {
    const runs = [0, 1, 2, 3, 4, 5, 6].map((i) => diamond(i, 400 + (i % 3)));
    await mount(createFakeBackground({ runs: [...runs, diamond(7, 700)] }));
    expect(find('[data-view="verdict"]')?.dataset.verdict).toBe('confirmed');
    expect(text('[data-view="verdict"]')).toMatch(/Slower by 50 % than the median of 601 ms over 7 comparable runs/);
    expect(text('[data-view="verdict"]')).toMatch(/100 % of it from B \(\+299 ms\)/);
    await click('[data-action="why"]');
    expect(find('.details-body')?.dataset.tab).toBe('compare');
  });

  it('is none while the run goes on', async () => {
    const { endUs: _end, ...open } = diamond(1);
    await mount(createFakeBackground({ runs: [diamond(0), { ...open, status: 'running' }] }));
    expect(find('[data-view="verdict"]')).toBeNull();
  });

  it('tells of the slower node that slows nothing down', async () => {
    await mount(createFakeBackground({ runs: series }));
    expect(text('[data-view="verdict"]')).toMatch(/As usual.*Rank 1 is 4\d % slower, hidden by other work/);
  });
});

describe('what if', () => {
  it('projects the run at any speed of a node, with the speed beyond which nothing is gained', async () => {
    const { panel } = await mount(createFakeBackground({ runs: [diamond(0)] }));
    await click('[data-action="show-whatif"]');
    expect(text('[data-view="node-curve"]')).toContain('If B were faster');
    // Twice as fast b takes 200 ms, as long as c beside it.
    expect(text('[data-field="projected"]')).toMatch(/600 ms → 400 ms.*200 ms less \(33 %\)/);
    expect(text('[data-view="node-curve"]')).toContain('Beyond 2.00× as fast nothing more is gained');
    const slider = find('[data-field="speed-up"]') as HTMLInputElement;
    act(() => {
      slider.value = '10';
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
    // A fifth of its time gone.
    expect(text('[data-field="projected"]')).toContain('520 ms');
    expect(slider.getAttribute('aria-valuetext')).toContain('1.25× as fast');

    act(() => panel.timeline.select(nodeKey({ id: 'c', instance: 0 })));
    await settle();
    expect(text('[data-view="node-curve"]')).toContain('Other work takes as long: faster alone, it gains nothing');
  });

  it('lists what else would help, and of a model that cannot be trusted only why not', async () => {
    await mount(createFakeBackground({ runs: [diamond(0)] }));
    await click('[data-action="show-whatif"]');
    const rows = all('[data-table="what-ifs"] tbody tr').map((r) => r.textContent ?? '');
    expect(rows.some((r) => r.includes('B from the cache, or left out') && r.includes('200 ms'))).toBe(true);
    expect(rows.some((r) => r.includes('D not waiting for B'))).toBe(true);
  });

  it('projects nothing of a run that was not seen completely', async () => {
    await mount(createFakeBackground({ runs: [diamond(0, 400, { partial: ['connection-lost'] })] }));
    await click('[data-action="show-whatif"]');
    expect(text('[data-view="what-ifs"]')).toContain('The run was not seen completely');
    expect(all('[data-table="what-ifs"]')).toEqual([]);
  });
});

describe('compare', () => {
  it('explains the difference to the pinned run, node by node, and adds up', async () => {
    const pinned = diamond(0, 300, { pinned: true });
    await mount(createFakeBackground({ runs: [pinned, diamond(1), diamond(2, 500)] }));
    await click('[data-action="show-compare"]');
    expect((find('[data-field="baseline"]') as HTMLSelectElement).value).toBe('pinned');
    expect(text('[data-field="difference"]')).toMatch(/500 ms → 700 ms\s*\+200 ms \(\+40 %\)\s*against run #1/);
    expect(all('[data-table="why"] tbody tr').map((r) => r.querySelector('th')?.textContent)).toEqual(['B']);
    // Both runs since the pinned one are on the other side; four against four are needed to be sure.
    expect(text('[data-field="verdict"]')).toContain('1 run against 2, 4 against 4 is the least');
    const [worst] = all('[data-table="compare"] tbody tr');
    expect(worst?.textContent).toMatch(/B300 ms450 ms\+150 ms50 %/);
  });

  it('lets any other run be chosen, and fetches it', async () => {
    const other = diamond(0, 300, { graphHash: 'another graph', edges: [['a', 'b', 'data']] });
    await mount(createFakeBackground({ runs: [other, diamond(1)] }));
    await click('[data-action="show-compare"]');
    expect((find('[data-field="baseline"]') as HTMLSelectElement).value).toBe(`run:${other.id}`);
    expect(text('[data-field="verdict"]')).toContain('The graph changed between the two');
    expect(text('[data-view="graph-changes"]')).toContain('A → C');
  });

  it('says when there is nothing to compare with', async () => {
    await mount(createFakeBackground({ runs: [diamond(0)] }));
    await click('[data-action="show-compare"]');
    expect(text('.details-body')).toContain('no other run of this workflow');
  });
});

describe('history', () => {
  it('summarises the runs that did the same, and its nodes over all of them', async () => {
    await mount(createFakeBackground({ runs: series }));
    await click('[data-action="show-history"]');
    // The first of the twelve was the first on its page.
    expect(text('[data-view="over-runs"]')).toMatch(/11 comparable runs.*median 6\d\d ms \[/);
    const rows = all('[data-table="over-runs"] tbody tr').map((r) => r.textContent ?? '');
    expect(rows.find((r) => r.startsWith('Rank 1'))).toContain('hidden by other work');
  });
});

describe('findings', () => {
  it('go when dismissed, for every run of the workflow, and come back when asked', async () => {
    const fake = createFakeBackground({ runs: [diamond(0), diamond(1, 700)] });
    const { panel } = await mount(fake);
    expect(all('[data-view="insights"] [data-kind="regression"]')).toHaveLength(1);
    await click('[data-kind="regression"] [data-action="dismiss"]');
    expect(all('[data-view="insights"] [data-kind="regression"]')).toEqual([]);
    expect(panel.state.settings.value?.dismissed).toHaveLength(1);
    fake.put(diamond(2, 1200));
    await settle();
    expect(all('[data-view="insights"] [data-kind="regression"]')).toEqual([]);
    await click('[data-action="show-dismissed"]');
    await click('[data-kind="regression"] [data-action="undismiss"]');
    expect(panel.state.settings.value?.dismissed).toEqual([]);
    expect(all('[data-view="insights"] [data-kind="regression"]')).toHaveLength(1);
  });
});

describe('cost and time left', () => {
  const prices = { version: 1, currency: 'EUR', models: [], rates: [{ type: '*', perHour: 3600 }] } as const;

  it('shows what was sent and what is estimated side by side, never added', async () => {
    const run = diamond(0);
    const nodes = run.nodes.map((n) => (n.id === 'c' ? { ...n, cost: { amount: 0.5, unit: 'USD' } } : n));
    await mount(createFakeBackground({ runs: [{ ...run, nodes }], settings: { ...DEFAULT_SETTINGS, prices } }));
    // 800 ms of work at 1 EUR a second.
    expect(text('[data-view="summary"]')).toContain('0.5 USD, ~ 0.8 EUR');
    await click('[data-action="show-table"]');
    const b = all('[data-table="nodes"] tbody tr').find((r) => r.getAttribute('data-node-id') === 'b');
    expect(b?.textContent).toContain('~ 0.4 EUR');
  });

  it('tells how long a run will still take, after three like it', async () => {
    const { endUs: _end, ...open } = diamond(3);
    const nodes = open.nodes
      .filter((n) => n.id !== 'd')
      .map((n) => (n.id === 'a' ? n : { ...n, status: 'running' as const }));
    const running: Run = {
      ...open,
      status: 'running',
      nodes: nodes.map(({ endUs, ...n }) => (n.id === 'a' && endUs !== undefined ? { ...n, endUs } : n)),
      startUs: open.startUs,
    };
    const done = [0, 1, 2].map((i) => diamond(i));
    await mount(createFakeBackground({ runs: [...done, running] }));
    expect(text('[data-view="summary"]')).toContain('Left');
    expect(text('[data-view="summary"]')).toMatch(/about \d+ ms/);
  });

  it('tells nothing of the time left after two', async () => {
    const { endUs: _end, ...open } = diamond(2);
    await mount(createFakeBackground({ runs: [diamond(0), diamond(1), { ...open, status: 'running' }] }));
    expect(text('[data-view="summary"]')).not.toContain('Left');
  });
});

describe('alerts', () => {
  const incident: Incident = {
    id: 'i1',
    origin: 'http://localhost:3000',
    editor: 'nodetool',
    workflow: { id: 'w', name: 'Workflow' },
    cause: 'time',
    limit: 300_000,
    actual: 600_000,
    unit: 'us',
    estimated: false,
    runs: 1,
    sinceUs: micros(T0),
    lastUs: micros(T0),
    lastRun: diamond(0).id,
    seen: false,
  };

  it('are told until they are seen', async () => {
    const fake = createFakeBackground({ runs: [diamond(0)] });
    await mount(fake);
    expect(find('[data-view="alerts"]')).toBeNull();
    fake.setIncidents([incident, { ...incident, id: 'i2', origin: 'http://elsewhere' }]);
    await settle();
    expect(all('[data-view="alerts"] li')).toHaveLength(1);
    expect(text('[data-view="alerts"]')).toContain('allowed 300 ms');
    await click('[data-action="seen"]');
    expect(fake.asked).toContainEqual(expect.objectContaining({ request: { what: 'seen', ids: ['i1'] } }));
    expect(find('[data-view="alerts"]')).toBeNull();
  });
});

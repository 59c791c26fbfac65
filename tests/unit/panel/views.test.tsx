// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { describe, expect, it, vi } from 'vitest';
import { decodeSession } from '../../../src/formats/session.ts';
import { DEFAULT_SETTINGS } from '../../../src/messages/panel.ts';
import type { Run } from '../../../src/model/run.ts';
import { runsOfCapture } from '../../support/offline.ts';
import { createFakeBackground, HEALTHY } from '../../support/panel-harness/fake-background.ts';
import { aNode, aRun, at, going } from '../drawing/a-run.ts';
import { all, click, find, mount, settle, text } from './mounted.tsx';

const EMPTY = { ...HEALTHY, hook: false, sockets: 0, editors: [], runs: 0 };

const run = aRun(
  [
    aNode('load', { start: 1, end: 31 }),
    aNode('upscale', { start: 31, end: 91 }),
    aNode('blend', { start: 31, end: 51 }),
    aNode('save', { start: 91, end: 96 }),
    aNode('text', { status: 'constant' }),
  ],
  {
    edges: [
      ['load', 'upscale', 'data'],
      ['load', 'blend', 'data'],
      ['upscale', 'save', 'data'],
      ['blend', 'save', 'data'],
    ],
  },
);
/** The same work nine seconds earlier, twice as fast. */
const before: Run = {
  ...run,
  id: 'r0',
  startUs: at(-9000),
  endUs: at(-8950),
  nodes: run.nodes.map((n) =>
    n.startUs === undefined ? n : { ...n, startUs: at(-8999), endUs: at(-8999 + ((n.endUs ?? 0) - n.startUs) / 2000) },
  ),
};

describe('panel', () => {
  it('teaches how to see the first run, and offers the one thing that helps', async () => {
    const { reload } = await mount(createFakeBackground({ health: EMPTY }));
    expect(text('[data-view="empty"]')).toContain('Reload the page');
    await click('[data-action="reload"]');
    expect(reload).toHaveBeenCalledOnce();
    // Said once.
    expect(text('[data-view="status"]')).not.toContain('Reload the page');
  });

  it('asks for a site where DevTools can ask', async () => {
    const asked: string[] = [];
    await mount(createFakeBackground({ health: EMPTY }), 'https://n8n.test', (origin) => {
      asked.push(origin);
      return Promise.resolve(true);
    });
    expect(text('[aria-current="step"]')).toContain('https://n8n.test');
    await click('[data-action="allow-site"]');
    expect(asked).toEqual(['https://n8n.test']);
    expect(text('[data-view="notice"]')).toContain('recorded from now on');
  });

  it('leads to the options page where DevTools cannot ask', async () => {
    const fake = createFakeBackground({ health: EMPTY });
    await mount(fake, 'https://n8n.test');
    await click('[data-action="allow-site"]');
    expect(fake.asked).toContainEqual(
      expect.objectContaining({ request: { what: 'options', origin: 'https://n8n.test' } }),
    );
  });

  it('shows a finished run: summary, rows, bottlenecks, parallelization, insights', async () => {
    await mount(createFakeBackground({ runs: [run] }));
    expect(find('.app')?.getAttribute('data-run-status')).toBe('success');
    expect(text('[data-field="duration"]')).toBe('100 ms');
    expect(text('[data-view="summary"]')).toContain('4 of 5 ran');
    expect(text('[data-view="summary"]')).toContain('20.0 ms');
    expect(all('.row-name').map((r) => r.querySelector('.row-title')?.textContent)).toEqual([
      'LOAD',
      'BLEND',
      'UPSCALE',
      'SAVE',
    ]);
    expect(text('.tl-quiet')).toContain('1 constant');
    expect(all('[data-view="bottlenecks"] .top-row').map((r) => r.getAttribute('data-node-id'))).toEqual([
      'upscale',
      'load',
      'save',
    ]);
    expect(text('[data-view="parallelization"]')).toContain('95.0 ms');
    expect(text('[data-view="parallelization"]')).toContain('95 %');
    expect(text('[data-view="insights"]')).toContain('Not enough runs');
  });

  it('names the editor, and says when it was never tried on a live server', async () => {
    const fake = createFakeBackground({ runs: [run] });
    await mount(fake);
    expect(text('[data-view="summary"]')).toContain('NodeTool');
    expect(find('.badge')).toBeNull();
    act(() => fake.put({ ...run, id: 'dify', editor: 'dify', startUs: at(10_000), endUs: at(10_100) }));
    await settle();
    expect(text('[data-view="summary"]')).toContain('Dify');
    expect(text('.badge')).toBe('not yet tested on a live server');
    act(() =>
      fake.put({ ...run, id: 'own', editor: 'custom', editorName: 'Ours', startUs: at(20_000), endUs: at(20_100) }),
    );
    await settle();
    expect(text('[data-view="summary"]')).toContain('Ours');
  });

  it('tells what the engine says of a node beside its span: failed items, tries, its own figure, parked time', async () => {
    const waits = [{ kind: 'external', startUs: at(11), endUs: at(51) }] as const;
    const agent = { ...aNode('agent', { start: 1, end: 96 }), waits, failedItems: 2, retries: 1, reportedUs: 669_000 };
    const { panel } = await mount(createFakeBackground({ runs: [aRun([{ ...agent, clock: 'server-duration' }])] }));
    act(() => panel.timeline.select('agent#0'));
    const words = text('[data-view="selection"]');
    expect(words).toContain('2 carry an error, although the node succeeded');
    expect(words).toContain('2 1 failed try before the one that counted');
    expect(words).toContain('the engine itself says 669 ms');
    expect(words).toContain('40.0 ms parked, for something outside');
    expect(words).toContain("server's durations");
  });

  it('says of a node that may retry that its span may be several tries', async () => {
    const [run] = runsOfCapture('error', 'n8n').filter((r) => r.nodes.some((n) => n.mayRetry));
    const node = run?.nodes.find((n) => n.mayRetry);
    if (!run || !node) throw new Error('no such node');
    const { panel } = await mount(createFakeBackground({ runs: [run], origin: run.origin }), run.origin);
    act(() => panel.timeline.select(`${node.id}#${node.instance}`));
    expect(text('[data-view="selection"]')).toContain('this may be several tries and the pauses between');
  });

  it('makes no profile of a status timeline', async () => {
    const [reported] = runsOfCapture('deploy_and_run', 'node-red');
    if (!reported) throw new Error('no run');
    const { panel } = await mount(createFakeBackground({ runs: [reported], origin: reported.origin }), reported.origin);
    const words = text('.app');
    expect(words).toContain('Status timeline');
    expect(words).toContain('went quiet');
    for (const figure of [
      'Efficiency',
      'Start-up',
      'Queue wait',
      'mean',
      'peak',
      'critical path',
      'succeeded',
      'execution times',
    ])
      expect(words).not.toContain(figure);
    const told = reported.nodes.find((n) => n.startUs !== undefined);
    act(() => panel.timeline.select(`${told?.id}#${told?.instance}`));
    expect(text('[data-view="selection"]')).not.toMatch(/Share of run|Would save/);
    await click('[data-action="show-table"]');
    expect(text('table[data-table="nodes"] tbody')).not.toContain('%');
  });

  it('tells runs of different editors apart in the list, and what lies inside what', async () => {
    const tool = { ...aNode('tool', { start: 2, end: 90 }), parent: { id: 'agent', instance: 0 } };
    const agents = aRun([aNode('agent', { start: 1, end: 96 }), tool], {
      id: 'other',
      editor: 'n8n',
      startUs: at(-9000),
    });
    const { panel } = await mount(createFakeBackground({ runs: [run, before, agents] }));
    await click('.picker-button');
    expect(all('.run-option .run-editor').map((e) => e.textContent)).toEqual(['NodeTool', 'NodeTool', 'n8n']);
    await click('#run-other');
    expect(text('[data-view="bottlenecks"]')).toContain('AGENT, own time');
    act(() => panel.timeline.select('tool#0'));
    expect(text('[data-view="selection"]')).toContain('InsideAGENT');
    act(() => panel.timeline.select('agent#0'));
    expect(text('[data-view="selection"]')).toContain('of its own work, without the nodes inside it');
  });

  it('lists the runs of a frame of another origin with those of the page, and no others', async () => {
    const framed = { ...before, id: 'framed', origin: 'http://127.0.0.1:8188' };
    const foreign = { ...before, id: 'foreign', origin: 'http://other.test' };
    const health = { ...HEALTHY, origins: [run.origin, framed.origin] };
    const { panel } = await mount(createFakeBackground({ runs: [run, framed, foreign], health }));
    expect(panel.state.listed.value.map((h) => h.id)).toEqual([run.id, 'framed']);
    expect(panel.state.elsewhere.value).toBe(1);
  });

  it('says of a run that broke off that its figures are of the part that ran', async () => {
    await mount(createFakeBackground({ runs: [{ ...run, status: 'cancelled' }] }));
    expect(text('[data-view="parallelization"]')).toContain('of the part that ran');
    expect(text('[data-view="parallelization"]')).not.toContain('as short as');
  });

  it('has one selection everywhere', async () => {
    const { panel } = await mount(createFakeBackground({ runs: [run] }));
    await click('[data-view="bottlenecks"] .top-row');
    expect(panel.ui.selected.value).toBe('upscale#0');
    expect(text('.row-name[aria-selected="true"]')).toContain('UPSCALE');
    expect(text('[data-view="selection"]')).toContain('31.0 ms → 91.0 ms');
    await click('[data-action="show-all"]');
    expect(all('table[data-table="nodes"] tbody tr')).toHaveLength(5);
    expect(text('tr[aria-selected="true"]')).toContain('UPSCALE');
    await click('tr[data-node-id="save"]');
    expect(text('.row-name[aria-selected="true"]')).toContain('SAVE');
  });

  it('sorts the table and says so', async () => {
    await mount(createFakeBackground({ runs: [run] }));
    await click('[data-action="show-table"]');
    const first = (): string => text('table tbody tr:first-child .col-name');
    expect(first()).toContain('UPSCALE');
    await click('th.col-name button');
    expect(first()).toContain('BLEND');
    expect(find('th.col-name')?.getAttribute('aria-sort')).toBe('ascending');
  });

  it('goes along with a live run and says politely when it ends', async () => {
    const live = going(run);
    const fake = createFakeBackground({ runs: [{ ...live, nodes: [aNode('load', { start: 1 }), aNode('upscale')] }] });
    const { clock } = await mount(fake);
    expect(find('.app')?.getAttribute('data-live')).toBe('true');
    expect(text('[data-view="announcer"]')).toBe('Run 1 started');
    act(() => clock.pass(500));
    expect(text('[data-field="duration"]')).toBe('500 ms');
    act(() => fake.put(run));
    await settle();
    expect(find('.app')?.getAttribute('data-live')).toBe('false');
    expect(text('[data-view="announcer"]')).toBe('Run 1 succeeded after 100 milliseconds');
    expect(text('[data-field="duration"]')).toBe('100 ms');
  });

  it('pauses and resumes recording', async () => {
    const fake = createFakeBackground({ runs: [run] });
    await mount(fake);
    const pressed = (): string | null | undefined => find('[data-action="record"]')?.getAttribute('aria-pressed');
    expect(pressed()).toBe('true');
    await click('[data-action="record"]');
    expect(pressed()).toBe('false');
    expect(fake.asked).toContainEqual(
      expect.objectContaining({ request: { what: 'set', settings: { recording: false } } }),
    );
  });

  it('asks before it clears, and tells what stays', async () => {
    const fake = createFakeBackground({ runs: [run, { ...before, pinned: true }] });
    await mount(fake);
    await click('[data-action="clear"]');
    expect(text('dialog')).toContain('Clear 1 run?');
    expect(text('dialog')).toContain('1 pinned run stays');
    expect(fake.runs.size).toBe(2);
    await click('[data-action="clear-confirm"]');
    expect([...fake.runs.keys()]).toEqual(['r0']);
    expect(text('[data-view="notice"]')).toBe('Cleared 1 run');
  });

  it('counts what clearing removes: imported runs go, runs that still go stay', async () => {
    const imported: Run = { ...before, id: 'far', origin: 'http://127.0.0.1:1' };
    await mount(createFakeBackground({ runs: [run, imported, going({ ...run, id: 'live' })] }));
    await click('[data-action="clear"]');
    expect(text('dialog')).toContain('Clear 2 runs?');
    expect(text('dialog')).toContain('1 of them imported');
    expect(text('dialog')).toContain('1 run still going stays');
  });

  it('compares with the last run that succeeded, however many failed since', async () => {
    const failed = Array.from(
      { length: 30 },
      (_, i): Run => ({
        ...before,
        id: `f${i}`,
        startUs: at(-100 - i),
        endUs: at(-99 - i),
        status: 'error',
      }),
    );
    await mount(createFakeBackground({ runs: [run, before, ...failed] }));
    expect(find('[data-kind="regression"]')).not.toBeNull();
  });

  it('tells work from the span in which a node waited', async () => {
    const waits = [{ kind: 'input', startUs: at(1), endUs: at(90) }] as const;
    const gather = { ...aNode('gather', { start: 1, end: 96 }), waits };
    const { panel } = await mount(createFakeBackground({ runs: [aRun([gather])] }));
    act(() => panel.timeline.select('gather#0'));
    expect(text('[data-view="selection"]')).toContain('6.00 ms');
    expect(text('[data-view="selection"]')).toContain('of work in 95.0 ms');
  });

  it('lists runs, newest first, and shows the one that is chosen', async () => {
    await mount(createFakeBackground({ runs: [before, run, { ...run, id: 'far', origin: 'http://127.0.0.1:1' }] }));
    expect(find('[data-view="runs"]')?.dataset.statuses).toBe('success success');
    await click('.picker-button');
    expect(all('.run-option .run-number').map((n) => n.textContent)).toEqual(['#2', '#1']);
    const list = find('.run-list');
    act(() => void list?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true })));
    act(() => void list?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })));
    await settle();
    expect(find('.app')?.getAttribute('data-run-id')).toBe('r0');
  });

  it('compares with the run before it', async () => {
    await mount(createFakeBackground({ runs: [run, before] }));
    const regression = find('[data-kind="regression"]');
    expect(regression?.getAttribute('data-severity')).toBe('high');
    expect(regression?.textContent).toContain('50');
  });

  it('exports the listed runs as a session file', async () => {
    await mount(createFakeBackground({ runs: [run, before, { ...run, id: 'far', origin: 'http://127.0.0.1:1' }] }));
    let blob: Blob | undefined;
    const url = vi.spyOn(URL, 'createObjectURL').mockImplementation((b) => {
      blob = b as Blob;
      return 'blob:x';
    });
    await click('[data-action="export"]');
    await click('[data-action="export-confirm"]');
    url.mockRestore();
    const session = decodeSession((await blob?.text()) ?? '');
    expect(session.ok && session.value.runs.map((r) => r.id)).toEqual(['r1', 'r0']);
    expect(text('[data-view="notice"]')).toMatch(/^Exported 2 runs \([\d.]+ kB\) to longpole-session-[\d-]+\.json$/);
  });

  it('asks anew after a jump in rev and after a lost port', async () => {
    const fake = createFakeBackground({ runs: [run] });
    const { clock } = await mount(fake);
    const hellos = (): number => fake.asked.filter((m) => m.kind === 'hello').length;
    act(() => fake.send({ kind: 'delta', rev: 99, removed: ['r1'] }));
    await settle();
    expect(hellos()).toBe(2);
    expect(text('[data-field="duration"]')).toBe('100 ms');
    act(() => {
      fake.drop();
      clock.pass(100);
    });
    await settle();
    expect(hellos()).toBe(3);
  });

  it('tells of losses, of full storage and of a replay at another speed', async () => {
    const health = { ...HEALTHY, lost: 3, storage: 'full' as const };
    await mount(createFakeBackground({ runs: [{ ...run, replaySpeed: 10 }], health }));
    expect(text('[data-view="status"]')).toContain('3 lost');
    expect(text('[data-condition="storage-full"]')).toContain('Storage is full');
    expect(text('[data-view="summary"]')).toContain('Replayed at 10×: timings mean nothing');
  });

  it('says why the minimum is not known when there was no graph', async () => {
    await mount(createFakeBackground({ runs: [{ ...run, edges: [], graphHash: '', partial: ['no-graph'] }] }));
    expect(text('[data-view="parallelization"]')).toContain('not known');
    expect(text('[data-view="parallelization"] .explain')).toContain('graph of this run was not seen');
  });

  it('says what the engine limits, as the user described it', async () => {
    const work = [
      aNode('a', { start: 0, end: 40 }),
      aNode('b', { start: 40, end: 80 }),
      aNode('c', { start: 80, end: 100 }),
    ];
    const serial = aRun(work, { editor: 'n8n', endUs: at(100) });
    const { panel } = await mount(createFakeBackground({ runs: [serial] }));
    const engine = (): string => text('[data-engine-limit]');
    expect(engine()).toContain('n8n runs one node at a time');
    expect(engine()).toContain('cannot take less than 100 ms');
    expect(text('[data-view="parallelization"]')).toContain('by the graph alone');
    expect(text('[data-view="parallelization"]')).toContain('as short as this engine allows');
    expect(text('[data-view="parallelization"]')).not.toContain('More time was lost');

    const two = { classes: [{ name: 'any', capacity: 2, types: ['*'] }] };
    act(() => void panel.state.request({ what: 'set', settings: { engines: { n8n: two } } }));
    await settle();
    expect(engine()).toContain('n8n runs at most 2 nodes at a time');
  });

  it('marks what is quicker than a clock of 1 ms can tell', async () => {
    const quick = aRun([aNode('quick', { start: 1, end: 1 }), aNode('long', { start: 1, end: 95 })], {
      editor: 'n8n',
      resolutionUs: 1000,
    });
    await mount(createFakeBackground({ runs: [quick] }));
    expect(text('.top-row[data-node-id="quick"]')).toContain('< 1 ms');
    expect(text('.top-row[data-node-id="quick"]')).toContain('too quick to measure');
    await click('[data-action="show-table"]');
    expect(text('tr[data-node-id="quick"]')).toContain('< 1 ms');
    expect(text('tr[data-node-id="long"]')).toContain('94.0 ms');
  });

  it('moves with the keyboard, but not while somebody types', async () => {
    const { panel } = await mount(createFakeBackground({ runs: [run], settings: DEFAULT_SETTINGS }));
    const press = (key: string, target: EventTarget = document.body): void => {
      act(() => void target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })));
    };
    press('.');
    expect(panel.ui.selected.value).toBe('load#0');
    press(']');
    expect(panel.ui.selected.value).toBe('upscale#0');
    press('w');
    const zoomed = panel.ui.view.value;
    expect(zoomed).toBeDefined();
    press('s', find('input') ?? undefined);
    expect(panel.ui.view.value).toBe(zoomed);
    press('0');
    expect(panel.ui.view.value).toBeUndefined();
    press('?');
    expect(text('dialog')).toContain('Keys and marks');
    press('w');
    expect(panel.ui.view.value).toBeUndefined();
  });
});

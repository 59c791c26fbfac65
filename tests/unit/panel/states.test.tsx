// @vitest-environment happy-dom
/** Every state that the panel can be in says what it is and what to do next. */
import { act } from 'preact/test-utils';
import { describe, expect, it } from 'vitest';
import { createFakeBackground, type FakeBackground } from '../../support/panel-harness/fake-background.ts';
import { large } from '../../support/panel-harness/scenes.ts';
import { originOfState, STATE_NAMES, type StateName, stateScene } from '../../support/panel-harness/states.ts';
import { aNode, aRun, at, going } from '../drawing/a-run.ts';
import { all, click, find, mount, settle, text } from './mounted.tsx';

const NOW_US = 1_767_225_600_000_000;

interface Expected {
  /** Where it is said, and what. */
  readonly says: readonly (readonly [where: string, words: RegExp])[];
  /** What can be pressed. */
  readonly offers?: string;
}

const EMPTY = '[data-view="empty"]';
const VERDICT = '[data-view="verdict"]';
const INSIGHTS = '[data-view="insights"]';
const condition = (kind: string): string => `[data-condition="${kind}"]`;

const EXPECTED: Record<Exclude<StateName, 'updated'>, Expected> = {
  'no-site': {
    says: [
      [`${EMPTY} h1`, /not allowed yet/],
      [EMPTY, /may not look at https:\/\/editor\.example/],
    ],
    offers: 'allow-site',
  },
  'browser-page': { says: [[EMPTY, /no extension look into this page. Open a workflow editor/]] },
  'no-hook': { says: [[`${EMPTY} h1`, /Reload to begin/]], offers: 'reload' },
  'no-editor': {
    says: [
      [`${EMPTY} h1`, /No editor seen yet/],
      [EMPTY, /of no editor we know. Run a workflow/],
    ],
  },
  waiting: {
    says: [
      [`${EMPTY} h1`, /Waiting for the first run/],
      [EMPTY, /Run a workflow in the page/],
    ],
  },
  'paused-empty': { says: [[condition('paused'), /Recording is paused/]], offers: 'condition-resume' },
  paused: { says: [[condition('paused'), /runs of this page are not seen/]], offers: 'condition-resume' },
  late: {
    says: [
      ['[data-view="summary"]', /Recording began after the run did/],
      [VERDICT, /Not compared with other runs: its graph was not seen\. Run it again, from a fresh page/],
      [INSIGHTS, /Reload the page and run again/],
    ],
  },
  error: {
    says: [
      ['[data-view="summary"]', /failed/],
      [VERDICT, /it failed\. See what failed, then run it again/],
      [INSIGHTS, /Open Failing node in the editor/],
    ],
  },
  cancelled: { says: [[VERDICT, /it was cancelled\. Run it again, to its end/]] },
  partial: {
    says: [
      ['[data-view="summary"]', /The graph of this run was not seen/],
      ['[data-view="bottlenecks"]', /What each would save is not known/],
      [VERDICT, /its graph was not seen/],
    ],
  },
  cut: {
    says: [
      [VERDICT, /its end was not seen\. Run it again/],
      ['[data-view="summary"]', /The end of the run was never sent/],
    ],
  },
  'one-node': {
    says: [
      ['[data-view="bottlenecks"]', /Upscale/],
      [VERDICT, /run it again to have something to hold it against/],
    ],
  },
  imported: { says: [[EMPTY, /1 run of another site is stored/]] },
  full: {
    says: [[condition('storage-full'), /kept in memory only.*Export them, then clear old runs/]],
    offers: 'condition-export',
  },
  lost: {
    says: [
      [condition('storage-failed'), /Export them to keep them/],
      [condition('recreated'), /runs from before are gone/],
      [condition('vanished'), /7 runs are gone/],
      [condition('damaged'), /2 entries of the store .* let go; all other runs are kept/],
      ['[data-view="status"]', /12 events lost.*1 message refused/],
    ],
    offers: 'condition-export',
  },
};

async function show(name: StateName): Promise<FakeBackground> {
  const fake = createFakeBackground(await stateScene(name, NOW_US));
  await mount(fake, originOfState(name), async () => true);
  return fake;
}

describe.each(Object.entries(EXPECTED))('%s', (name, { says, offers }) => {
  it('says what it is and what to do next', async () => {
    await show(name as StateName);
    for (const [where, words] of says) expect(text(where)).toMatch(words);
    if (offers !== undefined) expect(find(`[data-action="${offers}"]`)).not.toBeNull();
  });
});

describe('the states', () => {
  it('are all looked at here', () => {
    expect([...Object.keys(EXPECTED), 'updated'].sort()).toEqual([...STATE_NAMES].sort());
  });

  it('live: says so, how long it has gone on, and that figures are of what was so far', async () => {
    const run = going(aRun([aNode('a', { start: 0, end: 40 }), aNode('b', { start: 40 })], { startUs: at(0) }));
    await mount(createFakeBackground({ runs: [run] }));
    expect(find('.app')?.getAttribute('data-live')).toBe('true');
    expect(text('[data-view="summary"]')).toMatch(/running/);
    expect(find(VERDICT)).toBeNull();
  });

  it('5 000 nodes: all are counted, and only rows in view are made', async () => {
    await mount(createFakeBackground({ runs: [large(5_000, NOW_US)] }));
    expect(text('[data-view="summary"]')).toMatch(/5[\s\u202f]?000 of 5[\s\u202f]?000 ran/);
    expect(all('[role="treeitem"]').length).toBeLessThan(200);
  });

  it('imported, and shown: whose run it is, and the way back', async () => {
    await show('imported');
    await click(`${EMPTY} .link`);
    expect(text(condition('elsewhere'))).toContain('This run is of https://elsewhere.example');
    await click('[data-action="condition-back"]');
    expect(find(EMPTY)).not.toBeNull();
    expect(find(condition('elsewhere'))).toBeNull();
  });

  it('updated: says that DevTools must be opened anew, and what is shown stays', async () => {
    const fake = createFakeBackground(await stateScene('updated', NOW_US));
    const { clock, panel } = await mount(fake);
    panel.state.host.connect = () => {
      throw new Error('Extension context invalidated.');
    };
    act(() => {
      fake.drop();
      clock.pass(200);
    });
    await settle();
    expect(text(condition('updated'))).toMatch(/Close and reopen DevTools/);
    expect(find(condition('updated'))?.getAttribute('role')).toBe('alert');
    expect(text('[data-field="duration"]')).toBe('1.74 s');
  });

  it('resume and clear do what they say', async () => {
    const fake = await show('paused');
    await click('[data-action="condition-resume"]');
    expect(find(condition('paused'))).toBeNull();
    expect(fake.asked).toContainEqual(
      expect.objectContaining({ request: { what: 'set', settings: { recording: true } } }),
    );
  });
});

describe('the table of 5 000 nodes', () => {
  it('has the rows in view only, says how many there are, and sorts them all', async () => {
    const run = large(5_000, NOW_US);
    await mount(createFakeBackground({ runs: [run] }));
    await click('[data-action="show-table"]');
    const table = (): Element => find('[data-table="nodes"]') as Element;
    expect(table().getAttribute('aria-rowcount')).toBe('5001');
    const rows = (): Element[] => all('[data-table="nodes"] tr[data-node-id]');
    expect(rows().length).toBeLessThan(100);
    expect(rows()[0]?.getAttribute('aria-rowindex')).toBe('2');
    await click('[data-table="nodes"] .col-start button');
    const [firstBegun] = [...run.nodes].sort((a, b) => (a.startUs ?? 0) - (b.startUs ?? 0));
    expect(rows()[0]?.getAttribute('data-node-id')).toBe(firstBegun?.id);
    const scroller = find('.table-scroll') as HTMLElement;
    scroller.scrollTop = 40_000;
    act(() => void scroller.dispatchEvent(new Event('scroll')));
    await settle();
    const index = Number(rows()[0]?.getAttribute('aria-rowindex'));
    expect(index).toBeGreaterThan(1_900);
    expect(index).toBeLessThan(2_002);
    expect(rows().length).toBeLessThan(100);
  });
});

// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { readHere } from '../../../panel/files/reading.ts';
import type { Panel } from '../../../panel/state/context.ts';
import { listenToKeys } from '../../../panel/state/keys.ts';
import { panelCommands } from '../../../panel/state/panel-commands.ts';
import { startPanel } from '../../../panel/state/start.ts';
import { insightKey } from '../../../src/analysis/index.ts';
import { REPORT_SLOT } from '../../../src/formats/html/html.ts';
import type { Run } from '../../../src/model/run.ts';
import { buildRun } from '../../support/build-run.ts';
import { runsOfCapture } from '../../support/offline.ts';
import { createFakeBackground } from '../../support/panel-harness/fake-background.ts';
import { manualClock } from './manual-clock.ts';

const runs = runsOfCapture('t7-regression-12-runs')
  .slice(0, 4)
  .map((r) => ({ ...r, origin: 'http://localhost:3000' }));
const chooseFile = vi.fn();
const commandsOf = (panel: Panel) => panelCommands(panel, { chooseFile });
const commandOf = (panel: Panel, id: string) => {
  const command = commandsOf(panel).find((c) => c.id === id);
  if (!command) throw new Error(`no command ${id}`);
  return command;
};

interface Started {
  readonly panel: Panel;
  /** Lets messages come in, and what is drawn at most ten times a second be drawn. */
  settle(): Promise<void>;
  run(id: string): Promise<void>;
}

/** A panel without its views. */
async function start(of: readonly Run[] = runs): Promise<Started> {
  const fake = createFakeBackground({ runs: [...of] });
  const clock = manualClock();
  const panel = startPanel({
    ...{ tabId: 1, clock, reload: () => {}, connect: () => fake.connect() },
    afterPicture: (action) => clock.after(0, action),
    onPageOrigin: (listener) => listener('http://localhost:3000'),
    askForSite: () => undefined,
    readFile: readHere,
    reportTemplate: async () => `<!doctype html>${REPORT_SLOT}`,
  });
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
    clock.pass(200);
  };
  await settle();
  const run = (id: string): Promise<void> => {
    commandOf(panel, id).run();
    return settle();
  };
  return { panel, settle, run };
}

/** With something selected and zoomed in, so that every key has something to do. */
async function busy(): Promise<Started> {
  const started = await start();
  const { timeline } = started.panel;
  timeline.step(1, 'path');
  timeline.step(1, 'path');
  timeline.zoomBy(2);
  return started;
}

const seen = ({ state, ui, timeline }: Panel) => ({
  view: timeline.view.value,
  selected: ui.selected.value,
  criticalOnly: ui.criticalOnly.value,
  mode: ui.mode.value,
  lens: ui.lens.value,
  detail: ui.detail.value,
  dialog: ui.dialog.value,
  focusFilter: ui.focusFilter.value,
  pinned: state.run.value?.pinned,
});

describe('commands of the panel', () => {
  it('have ids and titles of their own', async () => {
    const all = commandsOf((await busy()).panel);
    expect(new Set(all.map((c) => c.id)).size).toBe(all.length);
    expect(new Set(all.map((c) => c.title)).size).toBe(all.length);
    expect(all.every((c) => c.title !== '' && c.group !== '')).toBe(true);
  });

  it('do what their keys do', async () => {
    const keyed = commandsOf((await busy()).panel).filter((c) => c.keys);
    expect(keyed.length).toBeGreaterThan(15);
    for (const { id, keys: [key = ''] = [] } of keyed) {
      const one = await busy();
      const before = seen(one.panel);
      expect([id, commandOf(one.panel, id).enabled]).toEqual([id, true]);
      await one.run(id);
      const other = await busy();
      const stop = listenToKeys(other.panel);
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: key === 'Esc' ? 'Escape' : key.toLowerCase() }));
      stop();
      await other.settle();
      expect([id, seen(other.panel)]).toEqual([id, seen(one.panel)]);
      // The tab that is shown already stays.
      if (id !== 'show-chart') expect([id, seen(one.panel)]).not.toEqual([id, before]);
    }
  });

  it('go through the runs, newest first', async () => {
    const { panel, run } = await start();
    const number = (): number => panel.state.numberOf(panel.state.head.value?.id ?? '');
    expect(number()).toBe(4);
    expect(commandOf(panel, 'newer-run').enabled).toBe(false);
    expect(commandOf(panel, 'newest-run').enabled).toBe(false);
    await run('older-run');
    await run('older-run');
    expect(number()).toBe(2);
    await run('newer-run');
    expect(number()).toBe(3);
    await run('newest-run');
    expect(number()).toBe(4);
    expect(panel.state.chosen.value).toBeUndefined();
    for (let i = 0; i < 3; i++) await run('older-run');
    expect(number()).toBe(1);
    expect(commandOf(panel, 'older-run').enabled).toBe(false);
  });

  it('say what they would do', async () => {
    const { panel, run } = await start();
    const title = (id: string): string => commandOf(panel, id).title;
    expect(title('record')).toBe('Pause recording');
    await run('record');
    expect(panel.state.settings.value?.recording).toBe(false);
    expect(title('record')).toBe('Resume recording');
    await run('pin');
    expect(panel.state.run.value?.pinned).toBe(true);
    expect(title('pin')).toBe('Unpin the run');
    await run('critical-only');
    expect(title('critical-only')).toContain('again');
    await run('mode');
    expect(title('mode')).toBe('Lay out as a waterfall');
    await run('quiet');
    expect(title('quiet')).toContain('Put away');
  });

  it('that would change nothing are not enabled', async () => {
    const { panel, run } = await start();
    const enabled = (id: string): boolean => commandOf(panel, id).enabled;
    expect(['filter-clear', 'deselect', 'dismissed', 'lens-time', 'lens-cost'].filter(enabled)).toEqual([]);
    panel.ui.filter.value = 'x';
    await run('filter-clear');
    expect(panel.ui.filter.value).toBe('');
    await run('lens-size');
    expect(panel.ui.lens.value).toBe('size');
    expect(enabled('lens-time')).toBe(true);
    const [found] = panel.findings.found.value.shown;
    const shown = panel.state.run.value;
    expect(found && shown).toBeDefined();
    if (found && shown) await panel.actions.dismiss(insightKey(found, shown), true);
    await run('dismissed');
    expect(panel.ui.dismissedOpen.value).toBe(true);
    expect(commandOf(panel, 'dismissed').title).toContain('Hide');
  });

  it('ask before they remove, ask for a file to import, and bring the tab they show into view', async () => {
    const { panel, run } = await start();
    await run('clear');
    expect(panel.ui.dialog.value).toBe('clear');
    await run('import');
    expect(chooseFile).toHaveBeenCalledOnce();
    const before = panel.ui.showDetails.value;
    await run('show-compare');
    expect(panel.ui.detail.value).toBe('compare');
    expect(panel.ui.showDetails.value).toBe(before + 1);
  });

  it('without a run are those that need none', async () => {
    const { panel } = await start([]);
    const able = commandsOf(panel).filter((c) => c.enabled);
    expect(able.map((c) => c.id)).toEqual(['import', 'record', 'help']);
  });

  it('of a status timeline show no figures of the whole run', async () => {
    const { panel } = await start([buildRun({ partial: ['status-only'], nodes: [{ id: 'a', start: 0, end: 9 }] })]);
    const tabs = commandsOf(panel).filter((c) => c.group === 'Details' && c.enabled);
    expect(tabs.map((c) => c.id)).toEqual(['show-selection', 'show-chart', 'show-table', 'show-log']);
  });
});

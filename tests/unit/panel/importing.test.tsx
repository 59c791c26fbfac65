// @vitest-environment happy-dom
/** Files of runs dropped on the panel, or chosen: what is seen meanwhile, and what became of it. */
import { act } from 'preact/test-utils';
import { describe, expect, it, vi } from 'vitest';
import { encodeSession } from '../../../src/formats/session.ts';
import { PANEL_LIMITS } from '../../../src/model/limits.ts';
import { fail, ok } from '../../../src/model/result.ts';
import { micros } from '../../../src/model/time.ts';
import { createFakeBackground } from '../../support/panel-harness/fake-background.ts';
import { aNode, aRun } from '../drawing/a-run.ts';
import { click, find, mount, settle, text } from './mounted.tsx';

const run = aRun([aNode('load', { start: 0, end: 40 }), aNode('save', { start: 40, end: 100 })]);

describe('a file', () => {
  it('an import is given up while the file is still decoded, and its thread with it', async () => {
    const stop = vi.fn();
    const never = new Promise<never>(() => {});
    const { panel, clock } = await mount(createFakeBackground({ runs: [] }));
    Object.assign(panel.state.host, { readFile: () => ({ count: never, portion: () => never, stop }) });
    const importing = panel.actions.importFile(new File(['{'], 'large.json'));
    await act(async () => clock.pass(400));
    expect(text('[data-view="progress"]')).toContain('Importing large.json');
    await click('[data-action="cancel-job"]');
    await act(() => importing);
    expect(text('[data-view="notice"]')).toContain('Cancelled: nothing of large.json was imported.');
    expect(stop).toHaveBeenCalledOnce();
  });

  it('imports a session file of another site and shows it', async () => {
    const { panel } = await mount(createFakeBackground({ runs: [] }));
    const foreign = { ...run, id: 'foreign', origin: 'https://elsewhere.test' };
    await act(() => panel.actions.importFile(new File([encodeSession([foreign])], 's.json')));
    await settle();
    expect(find('.app')?.getAttribute('data-run-id')).toBe('foreign');
    expect(text('[data-view="notice"]')).toContain('Imported 1 run');
  });

  it('shows the run of a file before the background has it, and takes it back if that refuses', async () => {
    const { panel } = await mount(createFakeBackground({ runs: [run] }));
    const asked = panel.state.request;
    let answer: (ok: boolean) => void = () => {};
    const request = vi.fn(
      (what: Parameters<typeof asked>[0]) =>
        new Promise<Awaited<ReturnType<typeof asked>>>((resolve) => {
          answer = (taken) => (taken ? resolve(asked(what)) : resolve(fail('the disk is full')));
        }),
    );
    Object.assign(panel.state, { request });
    const early = { ...run, id: 'early', startUs: micros(run.startUs + 1_000_000) };
    const file = (): File => new File([encodeSession([early])], 's.json');
    for (const taken of [false, true]) {
      const importing = panel.actions.importFile(file());
      await vi.waitFor(() => expect(request).toHaveBeenCalled());
      await settle();
      expect(find('.app')?.getAttribute('data-run-id')).toBe('early');
      await act(async () => {
        answer(taken);
        await importing;
      });
      await settle();
      expect(text('[data-view="notice"]')).toContain(taken ? 'Imported 1 run' : 'the disk is full');
      expect(panel.state.listed.value.map(({ id }) => id)).toEqual(taken ? ['early', run.id] : [run.id]);
      request.mockClear();
    }
  });

  it('shows the newest of many first, and takes it back if its portion is refused', async () => {
    const { panel } = await mount(createFakeBackground({ runs: [run] }));
    const asked = panel.state.request;
    const refuse = vi.fn<() => void>();
    const request = vi.fn((what: Parameters<typeof asked>[0]) =>
      request.mock.calls.length < 2
        ? asked(what)
        : new Promise<Awaited<ReturnType<typeof asked>>>((resolve) => {
            refuse.mockImplementation(() => resolve(fail('the disk is full')));
          }),
    );
    Object.assign(panel.state, { request });
    // One more than go into one message.
    const many = Array.from({ length: PANEL_LIMITS.importedRuns + 1 }, (_, i) => ({
      ...run,
      id: `many-${i}`,
      startUs: micros(run.startUs + i + 1),
    }));
    const last = many.at(-1)?.id;
    const importing = panel.actions.importFile(new File([encodeSession(many)], 's.json'));
    await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(2));
    await settle();
    expect(find('.app')?.getAttribute('data-run-id')).toBe(last);
    await act(async () => {
      refuse();
      await importing;
    });
    await settle();
    const kept = [...many.slice(0, -1).reverse(), run].map(({ id }) => id);
    expect(panel.state.listed.value.map(({ id }) => id)).toEqual(kept);
    expect(text('[data-view="notice"]')).toContain('the disk is full');
  });

  it('shows the newest run although it is too large to be kept, exports it, and lets it go', async () => {
    const fake = createFakeBackground({ runs: [run] });
    const { panel, clock } = await mount(fake);
    const newest = { ...run, id: 'newest', startUs: micros(run.startUs + 1) };
    const portions = [
      { runs: [], tooLarge: 'older' },
      { runs: [], tooLarge: 'newest' },
    ];
    const count = Promise.resolve(ok({ runs: 2, notes: [], newest }));
    const portion = async (from: number): Promise<unknown> => portions[from];
    Object.assign(panel.state.host, { readFile: () => ({ count, portion, stop: () => {} }) });
    await act(() => panel.actions.importFile(new File([''], 'large.json')));
    await settle();
    expect(find('.app')?.getAttribute('data-run-id')).toBe('newest');
    expect(text('[data-view="notice"]')).toMatch(
      /Imported 0 runs .*The newest is larger than the 60.0 MB .* until this panel closes. Left out: 1 run larger/,
    );
    expect(text('[data-view="summary"]')).toContain('Not kept');
    expect(find('[data-action="pin"]')?.hasAttribute('disabled')).toBe(true);
    const fetched = await panel.state.fetchRuns(['newest', run.id, 'older']);
    expect(fetched).toEqual(ok([newest, run]));
    // The background was ended and started anew meanwhile.
    act(() => {
      fake.drop();
      clock.pass(100);
    });
    await settle();
    expect(panel.state.connected.value).toBe(true);
    expect(panel.state.listed.value.map(({ id }) => id)).toEqual(['newest', run.id]);
    await act(() => panel.actions.clear());
    await settle();
    expect(panel.state.listed.value.map(({ id }) => id)).not.toContain('newest');
    expect(text('[data-view="notice"]')).toMatch(/Cleared [12] run/);
  });

  it('says what is wrong with a file, and where, and goes on', async () => {
    const { panel } = await mount(createFakeBackground({ runs: [run] }));
    const broken = encodeSession([run]).replace(/"startUs":\d+/, '"startUs":"soon"');
    await act(() => panel.actions.importFile(new File([broken], 'broken.json')));
    expect(find('[data-view="notice"]')?.getAttribute('role')).toBe('alert');
    expect(text('[data-view="notice"]')).toMatch(/broken\.json.*runs\[0\]/);
    expect(text('[data-field="duration"]')).toBe('100 ms');
  });
});

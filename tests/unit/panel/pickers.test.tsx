// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { describe, expect, it } from 'vitest';
import { lastLengths } from '../../../panel/views/sparkline.tsx';
import { headOf } from '../../../src/model/run.ts';
import { buildRun } from '../../support/build-run.ts';
import { createFakeBackground } from '../../support/panel-harness/fake-background.ts';
import { find, mount, settle, text } from './mounted.tsx';

const run = (i: number, ms = 100 + i, more: Parameters<typeof buildRun>[0] | object = {}) =>
  buildRun({ start: i * 10_000, nodes: [{ id: 'a', start: 0, end: ms }], edges: [], ...more });

describe('the line of the last runs', () => {
  it('has those of the workflow that succeeded, up to the run shown, oldest first', () => {
    const heads = [
      run(4),
      run(3, 500, { status: 'error' }),
      run(2, 500, { workflow: { id: 'other', name: '' } }),
      run(1),
      run(0),
      run(5),
    ].map(headOf);
    const [shown] = heads;
    expect(shown && lastLengths(shown, heads)).toEqual([100_000, 101_000, 104_000]);
  });

  it('is drawn in the button, from two runs on', async () => {
    await mount(createFakeBackground({ runs: [run(0)] }));
    expect(find('.picker-button .sparkline')).toBeNull();
    await mount(createFakeBackground({ runs: [run(0), run(1), run(2)] }));
    expect(find('.picker-button .sparkline polyline')?.getAttribute('points')?.split(' ')).toHaveLength(3);
  });
});

describe('the baseline', () => {
  it('is chosen beside the summary, and the comparison with it opens', async () => {
    await mount(createFakeBackground({ runs: [run(0), run(1), run(2)] }));
    const select = find('[data-field="toolbar-baseline"]') as HTMLSelectElement | null;
    if (!select) throw new Error('no picker');
    const first = [...select.options].find((o) => o.text.startsWith('Run #1'));
    if (!first) throw new Error('no first run');
    act(() => {
      select.value = first.value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await settle();
    expect(find('.details-body')?.dataset.tab).toBe('compare');
    expect(find('[data-view="compare"]')?.dataset.before).toBe('run-0');
    expect(text('.baseline-picker')).toContain('against');
  });

  it('is not asked for where there is no other run', async () => {
    await mount(createFakeBackground({ runs: [run(0)] }));
    expect(find('.baseline-picker')).toBeNull();
  });
});

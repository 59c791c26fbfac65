import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { createFilterModel } from '../../../../panel/state/filter/filter-model.ts';
import { type Analysis, analyse } from '../../../../src/analysis/index.ts';
import { nodeKey } from '../../../../src/drawing/rows.ts';
import { runsOfCapture } from '../../../support/offline.ts';

const [run] = runsOfCapture('t1-dag');

function model(text: string) {
  const analysis = signal<Analysis | undefined>(run && analyse(run));
  const { nodes = [] } = run ?? {};
  const path = (analysis.value?.path.nodes ?? []).flatMap((i) => (nodes[i] ? [nodeKey(nodes[i])] : []));
  const ui = { filter: signal(text), criticalOnly: signal(false) };
  const critical = signal(new Set(path));
  return {
    ui,
    analysis,
    critical,
    ...createFilterModel(ui, { analysis, cost: signal({ nodes: [], measured: [] }), critical }),
  };
}

describe('the filter of the panel', () => {
  it('lets through all nodes until it asks something', () => {
    const { ui, keys, shown, total } = model('');
    expect(keys.value).toBeUndefined();
    expect([shown.value, total.value]).toEqual([22, 22]);
    ui.filter.value = 'stats:failed';
    expect(keys.value).toBeUndefined();
    ui.filter.value = 'status:constant';
    expect(shown.value).toBeGreaterThan(0);
    expect(shown.value).toBeLessThan(22);
  });

  it('is narrowed down by "critical only"', () => {
    const { ui, keys, critical } = model('');
    ui.criticalOnly.value = true;
    expect(keys.value).toEqual(critical.value);
    ui.filter.value = 'critical:no';
    expect(keys.value).toEqual(new Set());
    ui.criticalOnly.value = false;
    expect(keys.value?.size).toBe(22 - critical.value.size);
  });

  it('has nothing to ask of no run', () => {
    const { analysis, keys, total, complete } = model('x');
    expect(complete('', 0).length).toBeGreaterThan(5);
    analysis.value = undefined;
    expect(keys.value).toEqual(new Set());
    expect(total.value).toBe(0);
    expect(complete('', 0)).toEqual([]);
  });
});

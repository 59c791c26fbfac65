/** What the user asked to see on the editor's own canvas: a node, or colours that follow the run and the lens. */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { NodeRun, Run } from '../../src/model/run.ts';
import type { Heat } from '../page/heat.ts';
import { heatValues } from '../page/heat-values.ts';
import type { PageTools } from '../page/tools.ts';
import type { Findings } from './findings.ts';
import type { Ui } from './ui.ts';

export interface InPage {
  reveal(node: NodeRun, run: Run): Promise<void>;
  /** What is coloured; undefined: nothing. */
  readonly heat: ReadonlySignal<Heat | undefined>;
  /** Asked for, though perhaps not painted yet. */
  readonly colouring: ReadonlySignal<boolean>;
  toggleColours(): void;
}

export function createInPage(
  page: PageTools,
  ui: Pick<Ui, 'lens' | 'notice'>,
  findings: Pick<Findings, 'analysis' | 'cost'>,
): InPage {
  const wanted = signal(false);
  let asked = 0;
  const stop = (): void => {
    wanted.value = false;
    asked++;
    void page.clearHeat();
  };
  const paint = async (...what: Parameters<PageTools['showHeat']>): Promise<void> => {
    const mine = ++asked;
    const painted = await page.showHeat(...what);
    // Of colours that later ones took the place of nothing is said.
    if (painted.ok || mine !== asked) return;
    wanted.value = false;
    ui.notice.value = { kind: 'error', text: painted.error };
  };
  effect(() => {
    const analysis = findings.analysis.value;
    if (!wanted.value || !analysis) return;
    const lens = ui.lens.value;
    void paint(analysis.run, heatValues(lens, analysis, findings.cost.value), lens);
  });
  // The page was left: nobody asked for colours in the next one.
  let coloured = false;
  effect(() => {
    const gone = coloured && page.heat.value === undefined;
    coloured = page.heat.value !== undefined;
    if (gone) wanted.value = false;
  });
  return {
    heat: page.heat,
    colouring: wanted,
    async reveal(node, run) {
      const shown = await page.reveal(node, run);
      ui.notice.value = shown.ok ? { kind: 'info', text: shown.value.words } : { kind: 'error', text: shown.error };
    },
    toggleColours() {
      if (wanted.peek()) stop();
      else wanted.value = true;
    },
  };
}

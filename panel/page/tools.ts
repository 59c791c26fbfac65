/** What the panel can do in the inspected page: show a node there, and colour its nodes. Nothing of it happens unasked. */
import type { ReadonlySignal } from '@preact/signals';
import type { Result } from '../../src/model/result.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import type { Clock } from '../../src/platform/types.ts';
import { createHeat, type Heat } from './heat.ts';
import type { HeatLens } from './heat-scale.ts';
import { type Revealed, type RunInPage, revealNode } from './reveal.ts';

export interface PageTools {
  /** Brings a node into view on the editor's canvas and marks it for two seconds. Call it in a click. */
  reveal(node: NodeRun, run: Run): Promise<Result<Revealed>>;
  /** Colours the nodes by `values` (by node id; see heat-values.ts), in place of an earlier colouring. */
  showHeat(run: Run, values: ReadonlyMap<string, number>, lens: HeatLens): Promise<Result<Heat>>;
  clearHeat(): Promise<void>;
  /** What is coloured now; undefined again once the page was left. */
  readonly heat: ReadonlySignal<Heat | undefined>;
}

interface Around {
  readonly runInPage: RunInPage;
  readonly clock: Clock;
  /** Calls back whenever the page may have become another one. */
  readonly onPageOrigin?: (listener: () => void) => void;
}

export function createPageTools({ runInPage, clock, onPageOrigin }: Around): PageTools {
  const { heat, show, clear, check } = createHeat(runInPage, clock);
  onPageOrigin?.(() => void check());
  return {
    reveal: (node, run) => revealNode(runInPage, node, run),
    showHeat: show,
    clearHeat: clear,
    heat,
  };
}

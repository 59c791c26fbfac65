/** Colours the nodes on the editor's own canvas by what they took. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { fail, ok, type Result } from '../../src/model/result.ts';
import type { Run } from '../../src/model/run.ts';
import type { Clock } from '../../src/platform/types.ts';
import { HEAT_STEPS, type HeatLens, type LegendStep, legendOf, stepOf } from './heat-scale.ts';
import { clearHeat, type HeatOrder, type HotNode, paintHeat, renewHeat } from './in-page/heat.ts';
import { pageProgram } from './program.ts';
import { holdersOf, type RunInPage } from './reveal.ts';

/**
 * How long colours outlive a panel that went without a word: in Chromium nothing of it can run any more when DevTools closes.
 * Timers of a window that nobody sees may be called only once a minute.
 */
const leaseMs = (): number => (globalThis.document?.hidden ? 75_000 : 10_000);

/** What is coloured now. */
export interface Heat {
  readonly runId: string;
  readonly lens: HeatLens;
  /** Nodes that have a colour on the canvas, and nodes that have a value. */
  readonly shown: number;
  readonly of: number;
  readonly legend: readonly LegendStep[];
}

export interface HeatTools {
  readonly heat: ReadonlySignal<Heat | undefined>;
  /** `values` by node id; nodes without one, or with nothing, stay as they are. */
  show(run: Run, values: ReadonlyMap<string, number>, lens: HeatLens): Promise<Result<Heat>>;
  clear(): Promise<void>;
  /** The page may be another one now. */
  check(): Promise<void>;
}

export function createHeat(runInPage: RunInPage, clock: Clock): HeatTools {
  const heat = signal<Heat | undefined>(undefined);
  let nodes: readonly HotNode[] = [];
  let page = 0;
  let asked = 0;
  let stopWaiting: () => void = () => {};

  const checkLater = (): void => {
    stopWaiting();
    stopWaiting = clock.after(leaseMs() / 2.5, () => void check());
  };
  const forget = (): void => {
    stopWaiting();
    heat.value = undefined;
  };
  const paint = async (): Promise<Result<number>> => {
    const order: HeatOrder = { steps: HEAT_STEPS, nodes, leaseMs: leaseMs() };
    const answer = await runInPage(pageProgram(paintHeat, order));
    if (!answer.ok) return answer;
    page = numberIn(answer.value, 'page');
    const shown = numberIn(answer.value, 'nodes');
    if (shown > 0) return ok(shown);
    return fail(
      numberIn(answer.value, 'canvases') > 0
        ? 'None of the nodes is on the canvas that is shown: open the workflow.'
        : 'No canvas of an editor was found in the page: open the workflow.',
    );
  };
  const check = async (): Promise<void> => {
    const of = heat.peek();
    if (!of) return;
    const kept = await runInPage(pageProgram(renewHeat, leaseMs()));
    if (heat.peek() !== of) return;
    checkLater();
    // A page that does not answer (a long task, a breakpoint) is asked again.
    if (!kept.ok || numberIn(kept.value, 'leases') > 0) return;
    // In the same page the lease ran out while it did not answer; in another one nobody asked for colours.
    const again = numberIn(kept.value, 'page') === page && (await paint()).ok;
    if (!again && heat.peek() === of) forget();
  };

  return {
    heat,
    check,
    async show(run, values, lens) {
      const mine = ++asked;
      nodes = hotNodes(run, values);
      const painted = await paint();
      // In the page what was asked for later comes later too.
      if (mine !== asked) return fail('The colours were changed before they were shown.');
      if (!painted.ok) {
        forget();
        return painted;
      }
      const legend = legendOf(Math.max(0, ...values.values()));
      const shown: Heat = { runId: run.id, lens, shown: painted.value, of: nodes.length, legend };
      heat.value = shown;
      checkLater();
      return ok(shown);
    },
    async clear() {
      if (asked++ === 0) return;
      forget();
      await runInPage(pageProgram(clearHeat, undefined));
    },
  };
}

/**
 * Each node with its step. A node that holds others counts with them, at most as the hottest: where those inside are not drawn it
 * is all there is to see.
 */
export function hotNodes(run: Run, values: ReadonlyMap<string, number>): readonly HotNode[] {
  const most = Math.max(0, ...values.values());
  const total = new Map(values);
  const types = new Map<string, string>();
  for (const node of run.nodes) {
    if (types.has(node.id)) continue;
    types.set(node.id, node.type);
    for (const id of holdersOf(node, run)) total.set(id, (total.get(id) ?? 0) + (values.get(node.id) ?? 0));
  }
  const holding = new Set(run.nodes.flatMap(({ parent }) => parent?.id ?? []));
  return [...total].flatMap(([id, value]): HotNode[] => {
    const step = stepOf(value, most);
    return step === undefined ? [] : [[id, holding.has(id) ? '' : (types.get(id) ?? ''), step]];
  });
}

/** A number in what the page answered, 0 when there is none: it comes out of the page's world. */
function numberIn(answer: unknown, name: string): number {
  const value: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
  return typeof value === 'number' ? value : 0;
}

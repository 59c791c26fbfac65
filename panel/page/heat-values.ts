/** What the colours on the canvas show, by node. */
import type { Analysis, RunCost } from '../../src/analysis/index.ts';
import { waitedBefore } from '../state/speak.ts';
import type { HeatLens } from './heat-scale.ts';

/**
 * Per node id: working time as a share of the run (0 to 1), time held back although ready (microseconds), cost in the unit of
 * what was measured (else estimated), or bytes. The instances of a node are added up.
 */
export function heatValues(lens: HeatLens, analysis: Analysis, cost: RunCost): ReadonlyMap<string, number> {
  if (lens === 'time') return new Map(analysis.bottlenecks.map(({ id, share }) => [id, share]));
  if (lens === 'cost') return costs(cost);
  const values = new Map<string, number>();
  const add = (id: string, value: number): Map<string, number> => values.set(id, (values.get(id) ?? 0) + value);
  for (const node of analysis.run.nodes) {
    if (lens === 'size') add(node.id, node.bytes ?? 0);
    else if (node.startUs !== undefined) {
      const { readyUs, heldUs } = waitedBefore(node, analysis.net.window.endUs);
      add(node.id, readyUs + heldUs);
    }
  }
  return values;
}

/** Units are not mixed. */
function costs({ nodes, measured }: RunCost): ReadonlyMap<string, number> {
  const unit = measured[0]?.unit;
  const amount = (node: RunCost['nodes'][number]): number =>
    (unit === undefined ? node.estimated : node.measured.find((m) => m.unit === unit))?.amount ?? 0;
  return new Map(nodes.map((node) => [node.id, amount(node)]));
}

/** What the bars of the timeline show besides duration: time waited, cost, or size of the result. Pure. */
import type { Analysis, RunCost } from '../../src/analysis/index.ts';
import type { Lens } from '../../src/drawing/bar.ts';
import { formatBytes, formatDuration } from '../../src/drawing/format.ts';
import { nodeKey } from '../../src/drawing/rows.ts';
import { costWords } from './cost-words.ts';
import { waitedBefore } from './speak.ts';

export type LensKind = 'time' | 'wait' | 'cost' | 'size';

/** Steps of the scale. */
const LEVELS = 5;

interface Reading {
  readonly value: number;
  readonly words: string;
}

/** The lens over a run; undefined for `time`, which is how the timeline is drawn without one. */
export function lensOf(kind: LensKind, analysis: Analysis, cost: RunCost): Lens | undefined {
  if (kind === 'time') return undefined;
  const readings = kind === 'cost' ? costs(analysis, cost) : read(analysis, kind);
  const most = Math.max(0, ...[...readings.values()].map((r) => r.value));
  return {
    levelOf: (key) => {
      const value = readings.get(key)?.value;
      return value === undefined || most <= 0 ? undefined : Math.min(LEVELS - 1, Math.floor((value / most) * LEVELS));
    },
    labelOf: (key) => readings.get(key)?.words ?? '',
  };
}

/** Lenses that would show nothing in this run. */
export function emptyLenses(analysis: Analysis, cost: RunCost): ReadonlySet<LensKind> {
  const kinds = ['wait', 'cost', 'size'] as const;
  const found = (kind: (typeof kinds)[number]) => (kind === 'cost' ? costs(analysis, cost) : read(analysis, kind)).size;
  return new Set(kinds.filter((kind) => found(kind) === 0));
}

function read({ run, net }: Analysis, kind: 'wait' | 'size'): ReadonlyMap<string, Reading> {
  const out = new Map<string, Reading>();
  for (const node of run.nodes) {
    if (kind === 'size') {
      if (node.bytes) out.set(nodeKey(node), { value: node.bytes, words: formatBytes(node.bytes) });
      continue;
    }
    // Waiting for inputs is what a graph is for; being held back although ready is what costs.
    const { readyUs, heldUs } = waitedBefore(node, net.window.endUs);
    const value = readyUs + heldUs;
    if (value > 0 && node.startUs !== undefined)
      out.set(nodeKey(node), { value, words: `waited ${formatDuration(value)}` });
  }
  return out;
}

/** Of a node with all its instances, at each of them: cost is not told apart by instance. Measured first; units are not mixed. */
function costs({ run }: Analysis, cost: RunCost): ReadonlyMap<string, Reading> {
  const unit = cost.measured[0]?.unit;
  const byId = new Map(cost.nodes.map((n) => [n.id, n]));
  const out = new Map<string, Reading>();
  for (const node of run.nodes) {
    const paid = byId.get(node.id);
    const amount = unit === undefined ? paid?.estimated?.amount : paid?.measured.find((m) => m.unit === unit)?.amount;
    if (paid && amount) out.set(nodeKey(node), { value: amount, words: costWords(paid) });
  }
  return out;
}

import type { JSX } from 'preact';
import { isSameWorkflow, wrongLength } from '../../src/analysis/index.ts';
import type { RunHead } from '../../src/model/run.ts';

/** Runs in it, the one shown among them. */
const RUNS = 20;
const WIDTH = 56;
const HEIGHT = 14;
const INSET = 2;

/** Durations of the last runs of a workflow that succeeded, oldest first, up to the run shown. At least two, or nothing. */
export function lastLengths(shown: RunHead, heads: readonly RunHead[]): readonly number[] {
  return heads
    .filter((h) => h.startUs <= shown.startUs && h.origin === shown.origin && isSameWorkflow(h, shown))
    .filter((h) => h.status === 'success' && h.endUs !== undefined && h.graphHash === shown.graphHash)
    .filter((h) => wrongLength(h) === undefined)
    .sort((a, b) => a.startUs - b.startUs)
    .slice(-RUNS)
    .map((h) => (h.endUs ?? h.startUs) - h.startUs);
}

/** The line of these durations from 0 up, a dot at the last. For the eye only: the figures are in the list and the history. */
export function Sparkline({ lengths }: { readonly lengths: readonly number[] }): JSX.Element | null {
  const most = Math.max(0, ...lengths);
  if (lengths.length < 2 || most <= 0) return null;
  const at = (us: number, i: number): readonly [number, number] => [
    INSET + (i / (lengths.length - 1)) * (WIDTH - 2 * INSET),
    HEIGHT - INSET - (us / most) * (HEIGHT - 2 * INSET),
  ];
  const points = lengths.map(at);
  const [x, y] = points.at(-1) ?? [0, 0];
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <polyline points={points.map((p) => p.join()).join(' ')} />
      <circle cx={x} cy={y} r={INSET} />
    </svg>
  );
}

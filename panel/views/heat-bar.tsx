import type { JSX } from 'preact';
import { formatBytes, formatDuration, formatPercent, sig3 } from '../../src/drawing/format.ts';
import type { HeatLens } from '../page/heat-scale.ts';
import { usePanel } from '../state/context.ts';

const WHAT: Record<HeatLens, string> = {
  time: 'working time, of the run',
  wait: 'time held back although ready',
  cost: 'cost',
  size: 'size of the result',
};

const FORMAT: Record<HeatLens, (value: number) => string> = {
  time: formatPercent,
  wait: formatDuration,
  cost: sig3,
  size: formatBytes,
};

/** What the colours on the page mean, as long as there are any. */
export function HeatBar(): JSX.Element | null {
  const { inPage } = usePanel();
  const heat = inPage?.heat.value;
  if (!inPage || !heat) return null;
  const format = FORMAT[heat.lens];
  return (
    <div class="heat-bar" data-view="heat" role="status">
      <span>Colours on the page: {WHAT[heat.lens]}</span>
      <span class="heat-steps">
        {heat.legend.map(({ colour, to }) => (
          <span key={colour} class="heat-step num">
            <span style={{ background: colour }} aria-hidden="true" />
            up to {format(to)}
          </span>
        ))}
      </span>
      {heat.shown < heat.of && (
        <span class="dim">
          {heat.shown} of {heat.of} nodes are on the canvas shown
        </span>
      )}
      <button type="button" class="link" data-action="stop-heat" onClick={() => inPage.toggleColours()}>
        Take them off
      </button>
    </div>
  );
}

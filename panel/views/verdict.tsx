import type { JSX } from 'preact';
import { historyVerdict } from '../../src/analysis/index.ts';
import { formatDuration, formatPercent } from '../../src/drawing/format.ts';
import { causeOf } from '../state/cause.ts';
import { usePanel } from '../state/context.ts';
import { Icon } from './icons.tsx';

const ICONS = { bad: 'warn', good: 'check', neutral: 'info' } as const;

/** One line on whether the run is as fast as usual, and what made the difference. Nothing of a run that cannot be compared. */
export function VerdictLine(): JSX.Element | null {
  const { state, ui, findings, baseline } = usePanel();
  const { against } = findings.found.value;
  const run = state.run.value;
  if (!against || !run || state.live.value) return null;
  const line = historyVerdict(against);
  const cause = line.tone === 'neutral' ? undefined : causeOf(run, against.history, findings.engines.value);
  const comparable = baseline.choices.value.length > 0;
  return (
    <p class={`verdict tone-${line.tone}`} data-view="verdict" data-verdict={against.run.kind}>
      <Icon name={ICONS[line.tone]} />
      <span>
        {line.text}
        {cause && (
          <span class="verdict-why">
            {' '}
            {formatPercent(cause.share)} of it from {cause.name} ({cause.deltaUs > 0 ? '+' : ''}
            {formatDuration(cause.deltaUs)}
            {cause.moved === 'entered' && ', it came onto the critical path'}
            {cause.moved === 'left' && ', it left the critical path'}).
          </span>
        )}{' '}
        {comparable && (
          <button
            type="button"
            class="link"
            data-action="why"
            onClick={() => {
              ui.detail.value = 'compare';
              ui.showDetails.value++;
            }}
          >
            Why
          </button>
        )}
      </span>
    </p>
  );
}

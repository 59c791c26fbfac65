import type { JSX } from 'preact';
import { historyVerdict, whyNotComparable } from '../../src/analysis/index.ts';
import { formatDuration, formatPercent } from '../../src/drawing/format.ts';
import type { Run, RunStatus } from '../../src/model/run.ts';
import { causeOf } from '../state/cause.ts';
import { usePanel } from '../state/context.ts';
import { Icon } from './icons.tsx';

const ICONS = { bad: 'warn', good: 'check', neutral: 'info' } as const;

/** One line on whether the run is as fast as usual, and what made the difference; or why that cannot be said. */
export function VerdictLine(): JSX.Element | null {
  const { state, ui, findings, baseline } = usePanel();
  const { against } = findings.found.value;
  const run = state.run.value;
  if (!run || state.live.value) return null;
  if (!against) return <NotCompared run={run} />;
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

/** Why nothing is said of how a run compares, and what to do. */
function NotCompared({ run }: { readonly run: Run }): JSX.Element | null {
  const why = whyNotComparable(run);
  if (why === undefined) return null;
  return (
    <p class="verdict tone-neutral" data-view="verdict" data-verdict="not-compared">
      <Icon name="info" />
      <span>
        Not compared with other runs: {why}. {NEXT[run.status] ?? 'Run it again, from a fresh page.'}
      </span>
    </p>
  );
}

const NEXT: Partial<Record<RunStatus, string>> = {
  error: 'See what failed, then run it again.',
  cancelled: 'Run it again, to its end.',
  suspended: 'Let it go on to its end.',
};

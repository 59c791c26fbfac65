import type { JSX } from 'preact';
import { formatBytes, formatCount, formatUncertainty, plural } from '../../src/drawing/format.ts';
import { usePanel } from '../state/context.ts';
import { ladderOf, troubles } from '../state/ladder.ts';
import { clockWords } from '../state/words.ts';
import { Icon } from './icons.tsx';
import { Offer } from './offer.tsx';

/** Health of the capture at the foot of the panel: what holds, what to do next, what was lost, how much is stored. */
export function StatusLine(): JSX.Element {
  const { state } = usePanel();
  const health = state.health.value;
  const ladder = ladderOf(health, state.pageOrigin.value, state.pageFrames.value);
  const highest = ladder.rungs.findLast((rung) => rung.holds);
  const run = state.run.value;
  const bad = health ? troubles(health) : [];
  return (
    <footer class="status-line" data-view="status">
      <ul class="rungs" aria-label="Capture">
        {ladder.rungs.map((rung) => (
          <li key={rung.name} class={rung.holds ? `tone-good ${rung === highest ? 'top' : ''}` : 'dim'}>
            <Icon name={rung.holds ? 'check' : 'ring'} />
            <span class="sr">{rung.holds ? 'yes: ' : 'not yet: '}</span>
            {rung.name}
          </li>
        ))}
      </ul>
      {/* Without a run the card in the middle says it. */}
      {ladder.next !== '' && run && (
        <span class="next-step">
          {ladder.next} <Offer ladder={ladder} class="link" />
        </span>
      )}
      {bad.map((words) => (
        <span key={words} class="tone-warn trouble">
          <Icon name="warn" />
          {words}
        </span>
      ))}
      <span class="spacer" />
      {health && (
        <span class="counts">
          <span title="Records received from this tab, and how many were lost, unreadable or refused">
            {formatCount(health.records)} events, {formatCount(health.lost)} lost
            {health.unreadable > 0 && `, ${formatCount(health.unreadable)} unreadable`}
            {health.refused > 0 && `, ${formatCount(health.refused)} refused`}
          </span>
          {run && (
            <span class="clock" title={`Times of this run: ${clockWords(run.clock)}`}>
              {`${clockWords(run.clock)} ${formatUncertainty(run.uncertaintyUs) || 'exact'}`}
            </span>
          )}
          <span title={`${plural(health.storedRuns, 'run')} stored on this machine`}>
            {usage(health.storedBytes, health.limitBytes)}
          </span>
        </span>
      )}
    </footer>
  );
}

/** `4.10 of 200 MB`: one unit, that of the limit. */
function usage(bytes: number, limit: number): string {
  const of = formatBytes(limit);
  const unit = of.slice(of.indexOf(' ') + 1);
  const used = formatBytes(bytes);
  return used.endsWith(` ${unit}`) ? `${used.slice(0, -unit.length - 1)} of ${of}` : `${used} of ${of}`;
}

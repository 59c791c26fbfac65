import type { JSX } from 'preact';
import { usePanel } from '../state/context.ts';
import { ladderOf } from '../state/ladder.ts';
import { Icon } from './icons.tsx';
import { Offer } from './offer.tsx';

/** What to do to see the first run. Shown instead of the run, never nothing. */
export function Empty(): JSX.Element {
  const { state } = usePanel();
  const health = state.health.value;
  const ladder = ladderOf(health, state.pageOrigin.value, state.pageFrames.value);
  const current = ladder.rungs.findIndex((r) => !r.holds);
  const elsewhere = state.elsewhere.value;
  return (
    <main class="empty" data-view="empty">
      <div class="empty-card">
        <h1>{ladder.title}</h1>
        <p class="dim">
          Longpole shows why a workflow run took as long as it did. It records by itself; nothing leaves this machine.
        </p>
        <ol class="steps">
          {ladder.rungs.map((rung, i) => (
            <li
              key={rung.name}
              class={rung.holds ? 'done' : i === current ? 'current' : 'later'}
              aria-current={i === current ? 'step' : undefined}
            >
              <span class="step-mark">{rung.holds ? <Icon name="check" /> : i + 1}</span>
              <div>
                <div class="step-name">{rung.name}</div>
                {i === current && <div class="step-what">{ladder.next}</div>}
                {i === current && <Offer ladder={ladder} class="button primary" />}
              </div>
            </li>
          ))}
        </ol>
        {elsewhere > 0 && (
          <p>
            {elsewhere === 1 ? '1 run of another site is' : `${elsewhere} runs of other sites are`} stored.{' '}
            <button type="button" class="link" onClick={() => (state.everywhere.value = true)}>
              Show
            </button>
          </p>
        )}
        <p class="dim">Or drop a session file here, or open one with Import.</p>
      </div>
    </main>
  );
}

import type { JSX } from 'preact';
import { incidentText } from '../../src/analysis/index.ts';
import { usePanel } from '../state/context.ts';
import { Icon } from './icons.tsx';

/** At most so many are listed; the popup has them all. */
const SHOWN = 3;

/** Budgets that runs go over, and runs slower than usual for sure: until they are looked at, once an incident. */
export function Alerts(): JSX.Element | null {
  const { state, actions } = usePanel();
  const open = state.incidents.value.filter((i) => !i.seen);
  if (open.length === 0) return null;
  return (
    <section class="alerts" data-view="alerts" role="status" aria-label="Alerts">
      <ul>
        {open.slice(0, SHOWN).map((i) => (
          <li key={i.id}>
            <Icon name="warn" />
            <span class="alert-text">{incidentText(i)}</span>
            {state.numberOf(i.lastRun) > 0 && (
              <button type="button" class="link" onClick={() => actions.showRun(i.lastRun)}>
                Run #{state.numberOf(i.lastRun)}
              </button>
            )}
          </li>
        ))}
        {open.length > SHOWN && <li class="dim">and {open.length - SHOWN} more</li>}
      </ul>
      <button
        type="button"
        class="tool"
        data-action="seen"
        title="They are told again only when they are over and come back"
        onClick={() => void actions.seen(open.map((i) => i.id))}
      >
        <Icon name="check" /> Seen
      </button>
    </section>
  );
}

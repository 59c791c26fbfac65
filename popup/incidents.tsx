import type { JSX } from 'preact';
import { Icon } from '../panel/views/icons.tsx';
import { incidentText } from '../src/analysis/alerts.ts';
import type { Incident } from '../src/model/alert.ts';

/** The popup is small: the others are counted. */
const SHOWN = 3;

interface Props {
  /** Newest first. */
  readonly incidents: readonly Incident[];
  seen(ids: readonly string[]): void;
}

/** Incidents that go on, those that are new before the others, and the button that takes their number from the toolbar. */
export function Incidents({ incidents, seen }: Props): JSX.Element | null {
  if (incidents.length === 0) return null;
  const unseen = incidents.filter((incident) => !incident.seen);
  const rows = [...unseen, ...incidents.filter((incident) => incident.seen)];
  const more = rows.length - SHOWN;
  return (
    <section class="incidents" aria-label="Alerts">
      <ul>
        {rows.slice(0, SHOWN).map((incident) => (
          <li key={incident.id} class="site-status" data-incident={incident.seen ? 'seen' : 'new'}>
            <span class={incident.seen ? 'dim' : 'tone-bad'}>
              <Icon name="warn" />
            </span>
            <span class="wrap">
              {!incident.seen && <strong>New: </strong>}
              {incidentText(incident)}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="dim">and {more} more</p>}
      {unseen.length > 0 && (
        <button type="button" class="link" data-action="seen" onClick={() => seen(unseen.map(({ id }) => id))}>
          Mark as seen
        </button>
      )}
    </section>
  );
}

import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { fail, ok } from '../src/model/result.ts';
import { CheckField } from './check-field.tsx';
import type { SectionProps } from './options.tsx';

/** What is told of runs besides their figures, and where. */
export function Alerts({ settings, host, request }: SectionProps): JSX.Element {
  const failed = useSignal('');
  const dismissed = settings.dismissed.length;
  return (
    <>
      <p class="dim">Longpole always tells you of a run that goes over one of the budgets above.</p>
      <CheckField
        name="alertSlower"
        label="Also tell me when a run is slower than its history for sure"
        note="Needs five comparable runs to hold it against."
        value={settings.alertSlower}
        request={request}
      />
      <CheckField
        name="notify"
        label="Show a notification outside of DevTools, once per incident"
        note="Needs your browser's permission."
        value={settings.notify}
        allow={async () =>
          // Browsers that cannot ask throw.
          (await host.askForNotifications().catch(() => false))
            ? ok(undefined)
            : fail('The browser did not allow notifications. You can ask again at any time.')
        }
        request={request}
      />
      <div class="row">
        <span>Dismissed findings: {dismissed}</span>
        <button
          type="button"
          class="button"
          data-action="show-dismissed"
          disabled={dismissed === 0}
          onClick={() =>
            void request({ what: 'set', settings: { dismissed: [] } }).then((reply) => {
              failed.value = reply.ok ? '' : reply.error;
            })
          }
        >
          Show them again
        </button>
        <span class="tone-bad" role="status">
          {failed.value}
        </span>
      </div>
    </>
  );
}

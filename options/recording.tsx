import type { JSX } from 'preact';
import { NumberField } from './number-field.tsx';
import type { SectionProps } from './options.tsx';

/** Whether runs are recorded, and when one counts as slower. */
export function Recording({ settings, request }: SectionProps): JSX.Element {
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          data-setting="recording"
          checked={settings.recording}
          onChange={(event) => void request({ what: 'set', settings: { recording: event.currentTarget.checked } })}
        />
        <span>
          Record every run on allowed sites
          <span class="note">Also while DevTools is closed. Off: pages are not listened to at all.</span>
        </span>
      </label>
      <NumberField
        name="regressionShare"
        label="Call a run slower when it takes longer than the one before it by more than"
        unit="%"
        value={settings.regressionShare}
        scale={100}
        min={0}
        max={1000}
        request={request}
      />
    </>
  );
}

import type { JSX } from 'preact';
import { CheckField } from './check-field.tsx';
import { NumberField } from './number-field.tsx';
import type { SectionProps } from './options.tsx';

/** Whether runs are recorded, and when one counts as slower. */
export function Recording({ settings, request }: SectionProps): JSX.Element {
  return (
    <>
      <CheckField
        name="recording"
        label="Record every run on allowed sites"
        note="Also while DevTools is closed. Off: pages are not listened to at all."
        value={settings.recording}
        request={request}
      />
      <CheckField
        name="performancePanel"
        label="Show nodes in the browser's Performance panel too, while it records"
        note="As a track named Longpole among the page's own. Chrome 134 and later."
        value={settings.performancePanel}
        request={request}
      />
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

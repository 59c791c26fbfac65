import type { JSX } from 'preact';
import { formatBytes, plural } from '../src/drawing/format.ts';
import { NumberField } from './number-field.tsx';
import type { SectionProps } from './options.tsx';

/** How many runs are kept, how long, and in how much space. */
export function Retention({ settings, health, request }: SectionProps): JSX.Element {
  return (
    <>
      <p class="dim">
        {plural(health.storedRuns, 'run')} kept on this machine, {formatBytes(health.storedBytes)}. The oldest go first;
        pinned runs stay.
      </p>
      <NumberField
        name="runsPerWorkflow"
        label="Runs kept of each workflow"
        unit="runs"
        value={settings.runsPerWorkflow}
        min={1}
        max={10_000}
        request={request}
      />
      <NumberField
        name="keepDays"
        label="Remove runs after"
        unit="days"
        value={settings.keepDays}
        min={1}
        max={3_650}
        request={request}
      />
      <NumberField
        name="keepBytes"
        label="Space for all runs"
        unit="MB"
        value={settings.keepBytes}
        scale={1 / 2 ** 20}
        min={1}
        max={10_240}
        request={request}
      />
    </>
  );
}

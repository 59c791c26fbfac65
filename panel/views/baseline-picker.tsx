import type { JSX } from 'preact';
import { usePanel } from '../state/context.ts';

/** What the run is compared with; choosing opens the comparison. Nothing where there is no other run of the workflow. */
export function BaselinePicker(): JSX.Element | null {
  const { state, ui, baseline } = usePanel();
  const choices = baseline.choices.value;
  const chosen = baseline.chosen.value;
  if (!chosen || state.live.value) return null;
  return (
    <label class="baseline-picker" title={`Compared with: ${chosen.words}`}>
      <span class="dim">against</span>
      <select
        data-field="toolbar-baseline"
        value={chosen.key}
        onChange={(event) => {
          ui.baseline.value = event.currentTarget.value;
          ui.detail.value = 'compare';
          ui.showDetails.value++;
        }}
      >
        {choices.map((c) => (
          <option key={c.key} value={c.key}>
            {c.words}
          </option>
        ))}
      </select>
    </label>
  );
}

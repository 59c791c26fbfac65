import { type Signal, useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { isStatusOnly } from '../../src/model/run.ts';
import { usePanel } from '../state/context.ts';
import { emptyLenses, type LensKind } from '../state/lens.ts';
import type { Mode } from '../state/ui.ts';

const MODES: readonly (readonly [Mode, string, string])[] = [
  ['waterfall', 'Waterfall', 'A row for each node, in the order in which they began'],
  ['lanes', 'Lanes', 'As few rows as the run needs: how much went on at once'],
];

const NONE: ReadonlySet<string> = new Set();

const LENSES: readonly (readonly [LensKind, string, string])[] = [
  ['time', 'Time', 'Bars by status, with how long each node took'],
  ['wait', 'Wait', 'Bars by how long each node was held back although it was ready'],
  ['cost', 'Cost', 'Bars by what each node cost'],
  ['size', 'Size', 'Bars by how much each node sent as its result'],
];

/** How the timeline is looked at: laid out as, coloured by, and whether only the critical path is shown. */
export function ViewControls(): JSX.Element {
  const { state, ui, findings, inPage } = usePanel();
  const empty = useComputed(() => {
    const analysis = findings.analysis.value;
    return analysis ? emptyLenses(analysis, findings.cost.value) : NONE;
  });
  return (
    <div class="view-controls">
      <Choice name="Layout of the timeline" of={MODES} value={ui.mode} />
      <Choice name="What the bars show" of={LENSES} value={ui.lens} empty={empty.value} />
      <button
        type="button"
        class="tool"
        data-action="critical-only"
        aria-pressed={ui.criticalOnly.value}
        aria-label="Critical only"
        title="Show only nodes of the critical path (C)"
        onClick={() => (ui.criticalOnly.value = !ui.criticalOnly.value)}
      >
        <span class="mark mark-critical" aria-hidden="true" />
        <span class="tool-label">Critical only</span>
      </button>
      {inPage && state.run.value && !isStatusOnly(state.run.value) && (
        <button
          type="button"
          class="tool"
          data-action="heat"
          aria-pressed={inPage.colouring.value}
          aria-label="Colour the page"
          title="Colour the nodes on the editor's own canvas by what the bars show"
          onClick={() => inPage.toggleColours()}
        >
          <span class="mark mark-heat" aria-hidden="true" />
          <span class="tool-label">Colour the page</span>
        </button>
      )}
    </div>
  );
}

function Choice<T extends string>(props: {
  readonly name: string;
  readonly of: readonly (readonly [T, string, string])[];
  readonly value: Signal<T>;
  /** Those with nothing to show in this run. */
  readonly empty?: ReadonlySet<string>;
}): JSX.Element {
  const { name, of, value, empty = NONE } = props;
  return (
    <fieldset class="segments" aria-label={name}>
      {of.map(([key, word, title]) => (
        <button
          key={key}
          type="button"
          data-action={`view-${key}`}
          aria-pressed={value.value === key}
          disabled={empty.has(key) && value.value !== key}
          title={empty.has(key) ? `${title}. There is nothing of that in this run.` : title}
          onClick={() => (value.value = key)}
        >
          {word}
        </button>
      ))}
    </fieldset>
  );
}

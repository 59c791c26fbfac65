import type { JSX } from 'preact';
import { type Condition, conditionsOf } from '../state/conditions.ts';
import { usePanel } from '../state/context.ts';
import { Icon } from './icons.tsx';

/** What holds for the panel as a whole, with what can be done about it; nothing when all is well. */
export function Conditions(): JSX.Element | null {
  const { state } = usePanel();
  const found = conditionsOf({
    health: state.health.value,
    dead: state.dead.value,
    recording: state.settings.value?.recording ?? true,
    runOrigin: state.head.value?.origin ?? '',
    pageOrigin: state.mirror.value?.origin ?? '',
  });
  if (found.length === 0) return null;
  return (
    <section class="conditions" data-view="conditions" aria-label="What to know">
      {found.map((condition) => (
        <div
          key={condition.kind}
          class={`notice condition tone-line-${condition.tone}`}
          data-condition={condition.kind}
          role={condition.tone === 'bad' ? 'alert' : 'status'}
        >
          <Icon name={condition.tone === 'info' ? 'info' : 'warn'} />
          <span>{condition.words}</span>
          {condition.offers.map((offer) => (
            <OfferButton key={offer} offer={offer} />
          ))}
        </div>
      ))}
    </section>
  );
}

const LABELS: Readonly<Record<Condition['offers'][number], string>> = {
  export: 'Export',
  clear: 'Clear…',
  resume: 'Resume',
  back: 'Back to this page',
};

function OfferButton({ offer }: { readonly offer: Condition['offers'][number] }): JSX.Element {
  const { state, ui, actions } = usePanel();
  const press = (): void => {
    if (offer === 'export') ui.dialog.value = 'export';
    else if (offer === 'clear') ui.dialog.value = 'clear';
    else if (offer === 'resume') void actions.setRecording(true);
    else {
      state.everywhere.value = false;
      state.chosen.value = undefined;
    }
  };
  return (
    <button type="button" class="link" data-action={`condition-${offer}`} onClick={press}>
      {LABELS[offer]}
    </button>
  );
}

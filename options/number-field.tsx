import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Settings } from '../src/messages/panel.ts';
import type { SectionProps } from './options.tsx';

type NumberSetting = { [K in keyof Settings]: Settings[K] extends number ? K : never }[keyof Settings];

interface Props extends Pick<SectionProps, 'request'> {
  readonly name: NumberSetting;
  readonly label: string;
  readonly unit: string;
  /** As stored; shown is `value * scale`. */
  readonly value: number;
  readonly scale?: number;
  /** Of what is shown; the background checks again. */
  readonly min: number;
  readonly max: number;
}

/** A whole number that is saved when the field is left or Enter is pressed; a wrong one is said and not saved. */
export function NumberField({ name, label, unit, value, scale = 1, min, max, request }: Props): JSX.Element {
  const id = useId();
  const note = useSignal('');
  const bad = useSignal(false);
  const save = async (text: string): Promise<void> => {
    const number = Number(text);
    bad.value = text.trim() === '' || !Number.isInteger(number) || number < min || number > max;
    if (bad.value) {
      note.value = `A whole number from ${min} to ${max} is expected; ${Math.round(value * scale)} stays.`;
      return;
    }
    const reply = await request({ what: 'set', settings: { [name]: number / scale } });
    bad.value = !reply.ok;
    note.value = reply.ok ? 'Saved' : reply.error;
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <span class="row">
        <input
          id={id}
          type="number"
          data-setting={name}
          min={min}
          max={max}
          value={Math.round(value * scale)}
          aria-invalid={bad.value}
          aria-describedby={`${id}-note`}
          onChange={(event) => void save(event.currentTarget.value)}
        />
        <span class="unit">{unit}</span>
        <span id={`${id}-note`} class={bad.value ? 'tone-bad' : 'tone-good'} role="status">
          {note.value}
        </span>
      </span>
    </div>
  );
}

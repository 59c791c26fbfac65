import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Settings } from '../src/messages/panel.ts';
import { fail, ok, type Result } from '../src/model/result.ts';
import type { SectionProps } from './options.tsx';

type FlagSetting = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings];

interface Props extends Pick<SectionProps, 'request'> {
  readonly name: FlagSetting;
  readonly label: string;
  readonly note: string;
  readonly value: boolean;
  /** Asked, in the click itself, before it is switched on; a failure says why not. */
  readonly allow?: () => Promise<Result<unknown>>;
}

/** A box that is saved as it is ticked. When that cannot be, it goes back and says why. */
export function CheckField({ name, label, note, value, allow, request }: Props): JSX.Element {
  const id = useId();
  const failed = useSignal('');
  const save = async (box: HTMLInputElement): Promise<void> => {
    const on = box.checked;
    const allowed = on && allow ? await allow() : ok(undefined);
    const reply = allowed.ok ? await request({ what: 'set', settings: { [name]: on } }) : fail(allowed.error);
    failed.value = reply.ok ? '' : reply.error;
    if (!reply.ok) box.checked = !on;
  };
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        data-setting={name}
        checked={value}
        aria-describedby={`${id}-note`}
        // Not the change: Firefox lets an extension ask for a permission in a click only.
        onClick={(event) => void save(event.currentTarget)}
      />
      <div>
        <label for={id}>{label}</label>
        <span id={`${id}-note`} class="note">
          {note}
        </span>
        <span class="note tone-bad" role="status">
          {failed.value}
        </span>
      </div>
    </div>
  );
}

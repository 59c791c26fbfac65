import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { KeyTable } from '../panel/views/key-table.tsx';
import { THEMES, type ThemeChoice } from '../src/messages/panel.ts';
import { CheckField } from './check-field.tsx';
import type { SectionProps } from './options.tsx';

const WORDS: Readonly<Record<ThemeChoice, string>> = {
  auto: 'as DevTools, or as the system',
  light: 'light',
  dark: 'dark',
};

/** Theme and keys of the panel. */
export function Appearance({ settings, request }: SectionProps): JSX.Element {
  const id = useId();
  const failed = useSignal('');
  return (
    <>
      <div class="row">
        <label for={id}>Theme</label>
        <select
          id={id}
          data-setting="theme"
          value={settings.theme}
          onChange={async (event) => {
            const reply = await request({ what: 'set', settings: { theme: event.currentTarget.value as ThemeChoice } });
            failed.value = reply.ok ? '' : reply.error;
          }}
        >
          {THEMES.map((theme) => (
            <option key={theme} value={theme}>
              {WORDS[theme]}
            </option>
          ))}
        </select>
        <span class="tone-bad" role="status">
          {failed.value}
        </span>
      </div>
      <CheckField
        name="keys"
        label="Single keys do something in the panel"
        note="Switch them off if you speak to your browser, or if they get in your way. Ctrl+K, arrows and Escape stay."
        value={settings.keys}
        request={request}
      />
      <details>
        <summary>All keys</summary>
        <KeyTable />
      </details>
    </>
  );
}

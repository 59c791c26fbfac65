import type { JSX } from 'preact';
import { usePanel } from '../state/context.ts';
import { panelCommands } from '../state/panel-commands.ts';
import { Palette } from './palette.tsx';

/** All commands of the panel. */
export function Commands(): JSX.Element {
  const panel = usePanel();
  // Within the user's click or key, or the browser opens no file dialog.
  const chooseFile = (): void => document.querySelector<HTMLInputElement>('[aria-label="Session file"]')?.click();
  return (
    <Palette
      commands={panelCommands(panel, { chooseFile })}
      recent={panel.ui.recentCommands}
      onClose={() => (panel.ui.dialog.value = undefined)}
    />
  );
}

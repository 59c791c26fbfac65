import type { ThemeChoice } from '../../src/messages/panel.ts';
import { repaints } from '../paint/painted-canvas.tsx';

/**
 * Follows the theme: that of DevTools (an extension's page does not see it otherwise), or the system's while DevTools has
 * none. `onChange` registers for changes of it. Returns the function by which the user's choice is told.
 */
export function followTheme(
  themeName: () => string,
  onChange: (changed: (name: string) => void) => void = () => {},
): (choice: ThemeChoice) => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let name = themeName();
  let choice: ThemeChoice = 'auto';
  const apply = (): void => {
    const follows = name !== 'dark' && name !== 'light' && name !== 'default';
    const around = name === 'dark' || (follows && dark.matches) ? 'dark' : 'light';
    document.documentElement.dataset.theme = choice === 'auto' ? around : choice;
    repaints.value++;
  };
  apply();
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(resolution: 1dppx)']) {
    matchMedia(query).addEventListener('change', apply);
  }
  onChange((changed) => {
    name = changed;
    apply();
  });
  return (next) => {
    if (next === choice) return;
    choice = next;
    apply();
  };
}

import { repaints } from '../paint/painted-canvas.tsx';

/**
 * Follows the theme: that of DevTools (an extension's page does not see it otherwise), or the system's while DevTools has
 * none. `onChange` registers for changes of it.
 */
export function followTheme(
  themeName: () => string,
  onChange: (changed: (name: string) => void) => void = () => {},
): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let name = themeName();
  const apply = (): void => {
    const follows = name !== 'dark' && name !== 'light' && name !== 'default';
    document.documentElement.dataset.theme = name === 'dark' || (follows && dark.matches) ? 'dark' : 'light';
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
}

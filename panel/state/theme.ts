import { repaints } from '../paint/painted-canvas.tsx';

/**
 * Follows the theme: that of DevTools when it is dark (an extension's page does not see it otherwise), else the system's.
 * `onDevToolsTheme` registers for changes where the browser tells of them.
 */
export function followTheme(themeName: () => string, onDevToolsTheme?: (changed: () => void) => void): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    const name = themeName();
    document.documentElement.dataset.theme =
      name === 'dark' || (name !== 'light' && name !== 'default' && dark.matches) ? 'dark' : 'light';
    repaints.value++;
  };
  apply();
  dark.addEventListener('change', apply);
  for (const query of ['(forced-colors: active)', '(prefers-contrast: more)']) {
    matchMedia(query).addEventListener('change', apply);
  }
  onDevToolsTheme?.(apply);
}

import { effect } from '@preact/signals';
import { render } from 'preact';
import { clock } from '../src/platform/clock.ts';
import { inspectedTabId, onInspectedOrigin, onThemeChanged, runInPage, themeName } from '../src/platform/devtools.ts';
import { reloadInspected } from '../src/platform/inspected.ts';
import { canBePrecise, canRequestSites, removeSites, requestSites, sitePattern } from '../src/platform/permissions.ts';
import { connect } from '../src/platform/ports.ts';
import { readAside } from './files/reading.ts';
import { afterPicture } from './paint/after-picture.ts';
import { startPanel } from './state/start.ts';
import { followTheme } from './state/theme.ts';
import { App } from './views/app.tsx';
import './style/panel.css';

const chooseTheme = followTheme(themeName, onThemeChanged);
const panel = startPanel({
  tabId: inspectedTabId(),
  clock,
  connect,
  afterPicture,
  reload: () => void reloadInspected(),
  onPageOrigin: onInspectedOrigin,
  runInPage,
  readFile: (file) =>
    readAside(file, () => new Worker(new URL('./files/reader-worker.ts', import.meta.url), { type: 'module' })),
  // 160 kB that only who exports a report needs.
  reportTemplate: async () => (await import('virtual:report-template')).template,
  ...(canBePrecise() && { precisePattern: sitePattern, forgetSite: (pattern: string) => removeSites([pattern]) }),
  askForSite(origin) {
    const pattern = sitePattern(origin);
    return canRequestSites() && pattern !== undefined ? requestSites([pattern]) : undefined;
  },
});
effect(() => chooseTheme(panel.state.settings.value?.theme ?? 'auto'));
const root = document.getElementById('app');
if (root) render(<App panel={panel} />, root);

import { render } from 'preact';
import { clock } from '../src/platform/clock.ts';
import { inspectedTabId, reloadInspected, themeName } from '../src/platform/devtools.ts';
import { connect } from '../src/platform/ports.ts';
import type { PanelHost } from './state/host.ts';
import { startPanel } from './state/start.ts';
import { followTheme } from './state/theme.ts';
import { App } from './views/app.tsx';
import './style/panel.css';

/** Asks the inspected page itself: without a permission for its site the extension may not read a tab's address. */
function pageOrigin(): Promise<string> {
  return new Promise((resolve) => {
    chrome.devtools.inspectedWindow.eval<string>('location.origin', (...[origin]) => resolve(origin ?? ''));
  });
}

const host: PanelHost = {
  tabId: inspectedTabId(),
  clock,
  connect,
  reload: reloadInspected,
  pageOrigin,
  onNavigated: (listener) => chrome.devtools.network.onNavigated.addListener(listener),
};

// Only Chromium tells of changes, and only one listener at a time.
followTheme(themeName, (changed) => chrome.devtools.panels.setThemeChangeHandler?.(changed));
const root = document.getElementById('app');
if (root) render(<App panel={startPanel(host)} />, root);

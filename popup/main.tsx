import { effect } from '@preact/signals';
import { render } from 'preact';
import { followTheme } from '../panel/state/theme.ts';
import { watchBackground } from '../panel/state/watch.ts';
import { clock } from '../src/platform/clock.ts';
import { canBePrecise, removeSites, requestSites, sitePattern } from '../src/platform/permissions.ts';
import { connect } from '../src/platform/ports.ts';
import { activeTab, openOptions, reloadTab } from '../src/platform/tabs.ts';
import { Popup } from './popup.tsx';
import './popup.css';

const chooseTheme = followTheme(() => 'system');
const root = document.getElementById('app');
const tab = await activeTab();
const background = watchBackground({ connect, clock, tabId: tab?.id ?? -1 });
effect(() => chooseTheme(background.settings.value?.theme ?? 'auto'));
if (root) {
  const host = {
    url: tab?.url ?? '',
    pattern: sitePattern,
    request: requestSites,
    remove: removeSites,
    canBePrecise: canBePrecise(),
    reload: () => tab && reloadTab(tab.id),
    options: openOptions,
    close: () => window.close(),
  };
  render(<Popup host={host} background={background} />, root);
}

import { effect } from '@preact/signals';
import { render } from 'preact';
import { saveFile } from '../panel/files/save.ts';
import { followTheme } from '../panel/state/theme.ts';
import { watchBackground } from '../panel/state/watch.ts';
import { clock } from '../src/platform/clock.ts';
import {
  canBePrecise,
  removeSites,
  requestNotifications,
  requestSites,
  sitePattern,
} from '../src/platform/permissions.ts';
import { connect } from '../src/platform/ports.ts';
import { Options } from './options.tsx';
import './options.css';

const chooseTheme = followTheme(() => 'system');
// No tab has this id: settings and sites are the same for all.
const background = watchBackground({ connect, clock, tabId: -1 });
effect(() => chooseTheme(background.settings.value?.theme ?? 'auto'));
const root = document.getElementById('app');
const host = {
  /** A site that the popup or the panel wants to offer. */
  offered: new URLSearchParams(location.search).get('origin') ?? '',
  pattern: sitePattern,
  request: requestSites,
  remove: removeSites,
  canBePrecise: canBePrecise(),
  askForNotifications: requestNotifications,
  saveFile: (name: string, text: string) => saveFile(name, new Blob([text], { type: 'application/json' })),
};
if (root) render(<Options host={host} background={background} />, root);

/** Popup and options page in an ordinary page: `?scene=popup&theme=dark&url=http://localhost:8188/&health={"runs":0}`. Not part of the product. */
import { signal } from '@preact/signals';
import { render } from 'preact';
import { saveFile } from '../../../panel/files/save.ts';
import { followTheme } from '../../../panel/state/theme.ts';
import type { Watch } from '../../../panel/state/watch.ts';
import { DEFAULT_SETTINGS, type Health, type Settings } from '../../../src/messages/panel.ts';
import { ok } from '../../../src/model/result.ts';
import { patternOf } from '../../../src/model/site.ts';
import { HEALTHY } from './fake-background.ts';

const query = new URLSearchParams(location.search);
const member = (name: string): object => JSON.parse(query.get(name) ?? '{}');
const theme = query.get('theme') ?? 'light';
followTheme(() => theme);

const health = signal<Health | undefined>({ ...HEALTHY, ...member('health') });
const settings = signal<Settings | undefined>({ ...DEFAULT_SETTINGS, ...member('settings') });
const background: Watch = {
  health,
  settings,
  incidents: signal([]),
  dead: signal(''),
  async request(request) {
    if (request.what === 'set') settings.value = { ...DEFAULT_SETTINGS, ...settings.peek(), ...request.settings };
    return ok(request.what === 'samples' ? [] : undefined);
  },
};
const host = {
  offered: query.get('origin') ?? '',
  url: query.get('url') ?? '',
  pattern: (origin: string) => patternOf(origin, true),
  request: async () => false,
  remove: async () => false,
  askForNotifications: async () => false,
  saveFile: (name: string, text: string) => saveFile(name, new Blob([text], { type: 'application/json' })),
  reload: () => {},
  options: async () => {},
  close: () => {},
};
const root = document.getElementById('app');
if (root && query.get('scene') === 'popup') {
  await import('../../../popup/popup.css');
  const { Popup } = await import('../../../popup/popup.tsx');
  render(<Popup host={host} background={background} />, root);
} else if (root) {
  await import('../../../options/options.css');
  const { Options } = await import('../../../options/options.tsx');
  render(<Options host={host} background={background} />, root);
}

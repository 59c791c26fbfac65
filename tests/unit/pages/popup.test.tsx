// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PRECISE_NOTES } from '../../../panel/state/precise.ts';
import { Popup } from '../../../popup/popup.tsx';
import { siteStateOf } from '../../../popup/site-state.ts';
import type { Incident } from '../../../src/model/alert.ts';
import { BUILT_IN_SITES, patternOf } from '../../../src/model/site.ts';
import { micros } from '../../../src/model/time.ts';
import { createFakeWatch, type FakeWatch } from './fake-watch.ts';

const SITE = 'http://n8n.test:5678';
const GRANTED = [...BUILT_IN_SITES, `${SITE}/*`];
const exact = (origin: string): string | undefined => patternOf(origin, true);

describe('state of a site', () => {
  it.each([
    ['chrome://extensions', GRANTED, { kind: 'impossible' }],
    ['', GRANTED, { kind: 'impossible' }],
    ['file:///a.html', GRANTED, { kind: 'impossible' }],
    ['https://chromewebstore.google.com/x', ['<all_urls>'], { kind: 'impossible' }],
    ['https://n8n.test/x', GRANTED, { kind: 'closed', origin: 'https://n8n.test', pattern: 'https://n8n.test:443/*' }],
    [`${SITE}/x?y`, GRANTED, { kind: 'open', origin: SITE, own: true, patterns: [`${SITE}/*`] }],
    [SITE, ['*://*/*'], { kind: 'open', origin: SITE, own: false, patterns: ['*://*/*'] }],
    ['http://localhost:8188/', GRANTED, { kind: 'built-in', origin: 'http://localhost:8188' }],
    ['http://localhost/', [], { kind: 'closed', origin: 'http://localhost', pattern: 'http://localhost:80/*' }],
  ])('%s', (url, granted, state) => expect(siteStateOf(url, granted, exact)).toEqual(state));
});

const INCIDENT: Incident = {
  id: 'i',
  origin: SITE,
  editor: 'n8n',
  workflow: { id: 'w', name: 'W' },
  cause: 'time',
  limit: 4_000_000,
  actual: 5_200_000,
  unit: 'us',
  estimated: false,
  runs: 1,
  sinceUs: micros(0),
  lastUs: micros(0),
  lastRun: 'r',
  seen: false,
};

let root: HTMLElement | undefined;
afterEach(() => {
  if (root) act(() => render(null, root as HTMLElement));
  root?.remove();
});

function mount(url: string, background: FakeWatch) {
  const host = {
    canBePrecise: true,
    url,
    pattern: exact,
    request: vi.fn(async () => true),
    remove: vi.fn(async () => true),
    reload: vi.fn(),
    options: vi.fn(async () => {}),
    close: vi.fn(),
  };
  root = document.body.appendChild(document.createElement('div'));
  act(() => render(<Popup host={host} background={background} />, root as HTMLElement));
  return host;
}

const text = (): string => root?.textContent ?? '';
function click(action: string): void {
  act(() => root?.querySelector<HTMLElement>(`[data-action="${action}"]`)?.click());
}

describe('the toolbar popup', () => {
  it('asks for the site in front, and shows that it is granted when that comes', () => {
    const background = createFakeWatch({ hook: false, editors: [], runs: 0 });
    const host = mount(`${SITE}/workflow/1`, background);
    expect(text()).toContain('Not recorded');
    click('grant');
    expect(host.request).toHaveBeenCalledExactlyOnceWith([`${SITE}/*`]);
    background.setHealth({ sites: GRANTED });
    expect(text()).toContain('Allowed by you');
    click('reload');
    expect(host.reload).toHaveBeenCalledOnce();
    click('withdraw');
    expect(host.remove).toHaveBeenCalledExactlyOnceWith([`${SITE}/*`]);
  });

  it('tells what it sees in the tab', () => {
    mount('http://localhost:5678/', createFakeWatch({ editors: ['n8n'], runs: 3 }));
    expect(text()).toContain('n8n: 3 runs seen in this tab');
    expect(root?.querySelector('[data-action="reload"], [data-action="withdraw"]')).toBeNull();
  });

  it('does not offer to withdraw here what was granted for more than this site', () => {
    mount(SITE, createFakeWatch({ sites: ['*://*/*'] }));
    expect(root?.querySelector('[data-action="withdraw"]')).toBeNull();
    expect(text()).toContain('part of all sites');
  });

  it('offers nothing where no extension is let in', () => {
    mount('chrome://settings', createFakeWatch());
    expect(text()).toContain('no extension');
    expect(root?.querySelector('[data-action="grant"]')).toBeNull();
  });

  it('shows incidents that go on, new ones first, and marks them as seen', async () => {
    const background = createFakeWatch();
    mount('http://localhost/', background);
    expect(root?.querySelector('.incidents')).toBeNull();
    background.setIncidents(
      ['A', 'B', 'C', 'D', 'E'].map((name, i) => ({
        ...INCIDENT,
        id: name,
        workflow: { id: name, name },
        seen: i < 2,
      })),
    );
    const shown = () => [...(root?.querySelectorAll('[data-incident]') ?? [])].map((row) => row.textContent);
    expect(shown()).toEqual(['C', 'D', 'E'].map((name) => `New: ${name} took 5.20 s, allowed 4.00 s`));
    expect(text()).toContain('and 2 more');
    click('seen');
    expect(background.asked).toEqual([{ what: 'seen', ids: ['C', 'D', 'E'] }]);
    expect(shown()).toEqual(['A', 'B', 'C'].map((name) => `${name} took 5.20 s, allowed 4.00 s`));
    expect(root?.querySelector('[data-action="seen"]')).toBeNull();
    background.setIncidents([INCIDENT]);
    expect(text()).not.toContain('more');
  });

  it('switches the precise clock on before it asks, for the browser closes it then, and off with the grant', async () => {
    const background = createFakeWatch();
    const host = mount('http://localhost:8188/x', background);
    expect(text()).toContain('Precise clock: off');
    expect(root?.querySelectorAll('.precise li').length).toBe(PRECISE_NOTES.length);
    click('precise-on');
    const pattern = 'http://localhost:8188/*';
    expect(background.asked).toEqual([{ what: 'set', settings: { precise: [{ pattern }] } }]);
    expect(host.request).toHaveBeenCalledExactlyOnceWith([pattern]);
    expect(text()).toContain('not allowed');
    background.setHealth({ sites: [...BUILT_IN_SITES, pattern], precise: 'ready' });
    expect(text()).toContain('Precise clock: on');
    click('precise-off');
    expect(background.asked.at(-1)).toEqual({ what: 'set', settings: { precise: [] } });
    expect(host.remove).toHaveBeenCalledExactlyOnceWith([pattern]);
  });

  it('pauses and resumes', async () => {
    const background = createFakeWatch();
    mount('http://localhost/', background);
    click('record');
    expect(background.asked).toEqual([{ what: 'set', settings: { recording: false } }]);
    expect(text()).toContain('paused everywhere');
    click('record');
    expect(text()).not.toContain('paused everywhere');
  });
});

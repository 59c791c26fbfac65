// @vitest-environment happy-dom
/**
 * The whole panel, empty and with 300 nodes, docked at the side and wide: what it is made of and what it draws, as files in
 * tests/golden/panel. `npx vitest run tests/unit/panel/whole.test.tsx -u` writes them anew: read the difference before you believe it.
 */
import { join } from 'node:path';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draw } from '../../../src/drawing/draw.ts';
import { describe as show } from '../../../src/drawing/draw.ts';
import type { Run } from '../../../src/model/run.ts';
import { domTree } from '../../support/dom-tree.ts';
import { createFakeBackground, UNSEEN } from '../../support/panel-harness/fake-background.ts';
import { large } from '../../support/panel-harness/scenes.ts';
import { find, mount } from './mounted.tsx';

type Paint = typeof import('../../../panel/paint/painter.ts').paint;

/** The last list that each canvas was painted from. */
const painted = vi.hoisted(() => new Map<Element, readonly Draw[]>());
vi.mock('../../../panel/paint/painter.ts', () => ({
  paint: ((canvas, list) => void painted.set(canvas, list)) satisfies Paint,
}));

const FOLDER = join(import.meta.dirname, '../../golden/panel');
const golden = (name: string): string => join(FOLDER, `${name}.txt`);

/** Sizes of the panel and of what it measures of itself, as Chromium lays it out (pictures.ts has the same two panels). */
const SIZES = {
  narrow: { panel: [400, 900], track: 254, scroller: 518 },
  wide: { panel: [1400, 800], track: 769, scroller: 404 },
} as const;
const WIDTHS = ['narrow', 'wide'] as const;

/** Rows are made alike: of all but the first few it is enough what they are called, which says it all. */
const ALIKE = '.row-name:nth-child(n + 4)';

const START_US = Date.UTC(2026, 0, 1, 12) * 1000;
const RUNS: readonly Run[] = [large(300, START_US), { ...large(300, START_US - 3_600_000_000), id: 'before' }];

const media = globalThis.matchMedia.bind(globalThis);
let frames: FrameRequestCallback[] = [];

beforeEach(() => {
  painted.clear();
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => frames.push(callback));
  // happy-dom 21 says that a list of queries does not match when only one of them does.
  vi.stubGlobal('matchMedia', (list: string) => {
    const { onchange, addEventListener, removeEventListener } = media(list);
    const matches = list.split(',').some((query) => media(query).matches);
    return { matches, onchange, addEventListener, removeEventListener };
  });
});

/** The panel in a window of that size, with what it asked frames for done. */
async function shown(width: (typeof WIDTHS)[number], runs: readonly Run[]): Promise<Element> {
  const { panel, track, scroller } = SIZES[width];
  (window as unknown as { happyDOM: { setViewport(size: object): void } }).happyDOM.setViewport({
    width: panel[0],
    height: panel[1],
  });
  const size = (is: number, selector: string) =>
    function (this: Element): number {
      return this.matches(selector) ? is : 0;
    };
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockImplementation(size(track, '.tl-track, .overview-track'));
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockImplementation(size(scroller, '.tl-scroll'));
  await mount(createFakeBackground(runs.length > 0 ? { runs } : { health: UNSEEN }));
  act(() => {
    for (const frame of frames.splice(0)) frame(0);
  });
  const app = find('.app');
  if (!app) throw new Error('no panel');
  return app;
}

/** What was drawn in a part of the panel, at most 16 words a line, so that a difference can be read. */
function drawnIn(selector: string): string {
  const canvas = find(`${selector} canvas`);
  return show((canvas && painted.get(canvas)) ?? []).replaceAll(/((?:\S+ ){15}\S+) /g, '$1\n  ');
}

describe.each(WIDTHS)('the whole panel, %s', (width) => {
  it('is made of what it was, empty', async () => {
    await expect(domTree(await shown(width, []), ALIKE)).toMatchFileSnapshot(golden('dom-empty'));
  });

  it('is made of what it was, with 300 nodes', async () => {
    await expect(domTree(await shown(width, RUNS), ALIKE)).toMatchFileSnapshot(golden(`dom-${width}-300-nodes`));
  });

  it('draws what it drew, with 300 nodes', async () => {
    await shown(width, RUNS);
    const lists = ['.overview-track', '.tl-axis-track', '.tl-track'].map((place) => `${place}\n${drawnIn(place)}\n`);
    await expect(lists.join('\n')).toMatchFileSnapshot(golden(`draws-${width}-300-nodes`));
  });
});

// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('webextension-polyfill', () => ({
  default: { devtools: { network: { onNavigated: { addListener: () => {} } } } },
}));

import { portionOf, readHere } from '../../../panel/files/reading.ts';
import { growingFile } from '../../../panel/files/save.ts';
import { createMeasure } from '../../../panel/paint/measure.ts';
import { paint } from '../../../panel/paint/painter.ts';
import { addEarly, addRuns, fromSnapshot, type Mirror } from '../../../panel/state/mirror.ts';
import { startPanel } from '../../../panel/state/start.ts';
import { DEFAULT_SETTINGS } from '../../../src/messages/panel.ts';
import { PANEL_LIMITS } from '../../../src/model/limits.ts';
import { headOf, type Run } from '../../../src/model/run.ts';
import { onInspectedOrigin } from '../../../src/platform/devtools.ts';
import { buildRun } from '../../support/build-run.ts';
import { createFakeBackground, HEALTHY } from '../../support/panel-harness/fake-background.ts';
import { manualClock } from '../panel/manual-clock.ts';

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const ORIGIN = 'http://localhost:3000';
const aRun = (i: number, nodes = 1): Run =>
  buildRun({
    id: `r${i}`,
    origin: ORIGIN,
    start: i,
    nodes: times(nodes, (n) => ({ id: `n${n}`, start: 0, end: 5 })),
  });

describe('full runs in the panel', () => {
  const runs = times(PANEL_LIMITS.fullRuns + 2, (i) => aRun(i));
  const mirrorOf = (of: readonly Run[]): Mirror =>
    fromSnapshot({
      ...{ kind: 'snapshot', rev: 1, origin: ORIGIN, heads: of.map(headOf), health: HEALTHY },
      ...{ settings: DEFAULT_SETTINGS, incidents: [] },
    });

  it('are those told of last; of the others the heads stay', () => {
    const full = addRuns(mirrorOf(runs), runs.slice(0, PANEL_LIMITS.fullRuns));
    expect(full.runs.size).toBe(PANEL_LIMITS.fullRuns);
    // r0 is looked at again, so r1 is the one that goes.
    const more = addRuns(addRuns(full, runs.slice(0, 1)), runs.slice(-2));
    expect(more.runs.size).toBe(PANEL_LIMITS.fullRuns);
    expect(['r0', 'r1', 'r2', 'r3'].map((id) => more.runs.has(id))).toEqual([true, false, false, true]);
    expect(more.heads).toHaveLength(runs.length);
    // What nobody else has could not be asked for again.
    const own = { ...aRun(-1), id: 'own', status: 'success' } as Run;
    const many = addRuns(addEarly(mirrorOf(runs), own), runs);
    expect(many.runs.size).toBe(PANEL_LIMITS.fullRuns + 1);
    expect(many.runs.has('own')).toBe(true);
  });

  async function asked(of: readonly Run[]): Promise<readonly number[]> {
    const fake = createFakeBackground({ runs: [...of] });
    const clock = manualClock();
    const panel = startPanel({
      ...{ tabId: 1, clock, reload: () => {}, connect: () => fake.connect() },
      afterPicture: (action) => clock.after(0, action),
      onPageOrigin: (listener) => listener(ORIGIN),
      askForSite: () => undefined,
      readFile: readHere,
      reportTemplate: async () => '',
    });
    await vi.waitFor(() => expect(panel.state.mirror.value?.heads).toHaveLength(of.length));
    const before = fake.asked.length;
    await panel.state.fetchRuns(of.map(({ id }) => id));
    return fake.asked
      .slice(before)
      .flatMap((said) => (said.kind === 'request' && said.request.what === 'runs' ? [said.request.ids.length] : []));
  }

  it('are asked for so many at a time, with so many nodes', async () => {
    const most = PANEL_LIMITS.fetchedRuns;
    expect(await asked(times(2 * most + 1, (i) => aRun(i)))).toEqual([most, most, 1]);
    // What an export asks for at once is one request.
    expect(PANEL_LIMITS.exportedRuns).toBeLessThanOrEqual(most);
    expect(await asked([aRun(0, PANEL_LIMITS.fetchedNodes - 1), aRun(1), aRun(2)])).toEqual([2, 1]);
  });
});

describe('a file that is read', () => {
  it('is passed on so many runs at a time, with so many nodes and edges', () => {
    const small = times(PANEL_LIMITS.importedRuns + 1, (i) => aRun(i));
    expect(portionOf(small, 0).runs).toHaveLength(PANEL_LIMITS.importedRuns);
    const third = PANEL_LIMITS.importedParts / 2;
    const large = times(3, (i) => ({ ...aRun(i), nodes: Array(third).fill(aRun(0).nodes[0]), edges: [] }) as Run);
    expect(portionOf(large, 0).runs).toHaveLength(2);
  });

  it('has its runs passed on but for those that no message can hold', async () => {
    const [node] = aRun(0).nodes;
    const count = PANEL_LIMITS.measuredParts + 1;
    const text = 'x'.repeat(250);
    const wide = { title: text, type: 'y'.repeat(120), model: text, errorClass: text };
    const huge = {
      ...aRun(0),
      nodes: times(count + 10_000, (i) => ({ ...node, ...wide, id: `n${i}`.padEnd(128, '.') }) as Run['nodes'][number]),
    };
    expect(JSON.stringify(huge).length).toBeGreaterThan(PANEL_LIMITS.messageChars);
    expect(portionOf([huge, aRun(1)], 0)).toEqual({ runs: [], tooLarge: huge.id });
    // Told without being put into words.
    const many = Math.ceil(PANEL_LIMITS.messageChars / 100) + 1;
    const huger = { ...aRun(0), nodes: Array(many).fill(node) } as Run;
    expect(portionOf([huger], 0)).toEqual({ runs: [], tooLarge: huger.id });
    const least = {
      id: 'a',
      instance: 0,
      title: '',
      type: '',
      status: 'error',
      uncertaintyUs: [0, 0],
      clock: 'server',
      waits: [],
    };
    expect(JSON.stringify(least).length).toBeGreaterThan(100);
  }, 60_000);

  it('that is written is handed over in pieces', () => {
    const made: number[] = [];
    const Native = globalThis.Blob;
    vi.stubGlobal(
      'Blob',
      class extends Native {
        constructor(parts: BlobPart[] = [], options?: BlobPropertyBag) {
          super(parts, options);
          made.push(parts.length);
        }
      },
    );
    const file = growingFile();
    file.add('x'.repeat(PANEL_LIMITS.savedChars - 1));
    expect(made).toEqual([0]);
    file.add('x');
    expect(made).toEqual([0, 3]);
    vi.unstubAllGlobals();
  });
});

describe('what is drawn', () => {
  const measured = vi.fn((text: string) => ({ width: text.length }));
  const patterns = vi.fn(() => ({ setTransform: () => {} }));
  const context = new Proxy({} as Record<string, unknown>, {
    get: (target, key) => {
      if (key === 'measureText') return measured;
      if (key === 'createPattern') return patterns;
      return target[key as string] ?? (() => {});
    },
    set: () => true,
  });
  beforeEach(() => {
    vi.stubGlobal(
      'DOMMatrix',
      class {
        scale() {
          return this;
        }
      },
    );
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  it('has so many widths of texts at hand', () => {
    const measure = createMeasure('12px sans-serif');
    for (let i = 0; i < PANEL_LIMITS.textWidths; i++) measure(`text ${i}`);
    measure('text 0');
    expect(measured).toHaveBeenCalledTimes(PANEL_LIMITS.textWidths);
    measure('one more');
    measure('text 0');
    expect(measured).toHaveBeenCalledTimes(PANEL_LIMITS.textWidths + 2);
  });

  it('has so many tiles of patterns at hand', () => {
    const canvas = document.createElement('canvas');
    const draw = (density: number) =>
      paint(
        canvas,
        [{ op: 'pattern', pattern: 'hatch', ink: 'text', x: 0, y: 0, w: 9, h: 9 } as never],
        { colours: {}, font: '', bold: '' } as never,
        9,
        9,
        density,
      );
    patterns.mockClear();
    for (let i = 1; i <= PANEL_LIMITS.patternTiles; i++) draw(i);
    draw(1);
    expect(patterns).toHaveBeenCalledTimes(PANEL_LIMITS.patternTiles);
    draw(1_000);
    draw(1);
    expect(patterns).toHaveBeenCalledTimes(PANEL_LIMITS.patternTiles + 2);
  });
});

it('so many origins of frames are told of', () => {
  const resources = [
    { url: ORIGIN, type: 'document' },
    ...times(PANEL_LIMITS.frameOrigins + 5, (i) => ({ url: `http://frame${i}.test/`, type: 'document' })),
  ];
  const getResources = (answer: (found: readonly object[]) => void) => answer(resources);
  vi.stubGlobal('chrome', { devtools: { inspectedWindow: { getResources } } });
  const told: (readonly string[])[] = [];
  onInspectedOrigin((_, frames) => told.push(frames));
  vi.unstubAllGlobals();
  expect(told.map((frames) => frames.length)).toEqual([PANEL_LIMITS.frameOrigins]);
});

/**
 * The panel in an ordinary page, with a fake port: `?scene=t1-dag&theme=dark&at=1500`. With `&still` it looks the same on every machine
 * (still.ts). Not part of the product.
 */
import { render } from 'preact';
import '../../../panel/style/panel.css';
import { readHere } from '../../../panel/files/reading.ts';
import { afterPicture } from '../../../panel/paint/after-picture.ts';
import { startPanel } from '../../../panel/state/start.ts';
import { followTheme } from '../../../panel/state/theme.ts';
import { App } from '../../../panel/views/app.tsx';
import { REPORT_SLOT } from '../../../src/formats/html/html.ts';
import type { Run } from '../../../src/model/run.ts';
import { micros } from '../../../src/model/time.ts';
import { createPipeline } from '../../../src/profiler/pipeline.ts';
import { createFakeBackground, type FakeBackground, HEALTHY, UNSEEN } from './fake-background.ts';
import { capture, large, shifted, shiftedRun } from './scenes.ts';
import { isStateScene, originOfState, stateScene } from './states.ts';
import { holdStill, stillClock } from './still.ts';

const query = new URLSearchParams(location.search);
const scene = (query.get('scene') ?? 't1-dag').replaceAll(' ', '+');
/** Live scenes stand still this many milliseconds after their start. */
const at = Number(query.get('at') ?? 'Infinity');
const still = query.has('still') ? stillClock() : undefined;
const began = still?.now() ?? Date.now();
const now = (): number =>
  Number.isFinite(at) && scene.startsWith('live') ? began + Math.min(at, Date.now() - began) : Date.now();

async function background(): Promise<FakeBackground> {
  if (isStateScene(scene)) return createFakeBackground(await stateScene(scene, began * 1000));
  if (scene === 'empty') return createFakeBackground({ health: UNSEEN });
  if (scene === 'empty-hook')
    return createFakeBackground({ health: { ...UNSEEN, hook: true, sockets: 2, records: 12 } });
  if (scene.startsWith('large')) {
    const count = Number(scene.slice(5)) || 300;
    const earlier = { ...large(count, began * 1000 - 3_600_000_000), id: 'before' };
    return createFakeBackground({ runs: [large(count, began * 1000 - 60_000_000), earlier] });
  }
  if (scene.startsWith('live-')) {
    const { records, runs } = await capture(scene.slice(5));
    // `past=4`: the same run four times before.
    const past = Array.from({ length: Number(query.get('past') ?? 0) }, (_, i) =>
      runs.slice(0, 1).map((r) => earlier(r, i)),
    );
    return play(shifted(records, began * 1000 + 300_000), past.flat());
  }
  // Several captures in one list: "n8n/loop+comfyui/c1-sync".
  const runs = (await Promise.all(scene.split('+').map(capture))).flatMap((c) => c.runs);
  const moved = Number(query.get('speed')) > 1 ? runs.map((r): Run => ({ ...r, replaySpeed: 10 })) : runs;
  const health = query.has('trouble') ? { ...HEALTHY, lost: 12, refused: 1, storage: 'full' as const } : HEALTHY;
  return createFakeBackground({ runs: moved, health });
}

/** A run that took place `i + 1` minutes before. */
function earlier(run: Run, i: number): Run {
  const by = began * 1000 - (i + 1) * 60_000_000 - run.startUs;
  const moved = shiftedRun(run, by);
  return { ...moved, id: `past-${i}` };
}

/** Feeds records to the real pipeline when their time has come. */
function play(records: ReturnType<typeof shifted>, runs: readonly Run[]): FakeBackground {
  const fake = createFakeBackground({ runs });
  const pipeline = createPipeline({ origin: 'http://localhost:3000', epoch: 'harness' });
  let next = 0;
  const step = (): void => {
    const from = next;
    while ((records[next]?.t ?? Number.POSITIVE_INFINITY) <= now() * 1000) next++;
    const ids = new Set(pipeline.feed(records.slice(from, next)));
    if (next === records.length) for (const id of pipeline.settle(micros(now() * 1000), true)) ids.add(id);
    const changed = [...ids].flatMap((id) => pipeline.run(id) ?? []);
    if (changed.length > 0) fake.put(...changed);
    if (next < records.length) setTimeout(step, 30);
  };
  step();
  return fake;
}

if (still) await holdStill();
const fake = await background();
let cut = false;
const theme = query.get('theme') ?? 'light';
followTheme(() => theme);
const panel = startPanel({
  tabId: 1,
  clock: still ?? {
    now,
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  },
  connect: () => {
    // What a browser throws in a panel whose extension was updated.
    if (scene === 'updated' && cut) throw new Error('Extension context invalidated.');
    return fake.connect();
  },
  reload: () => location.reload(),
  askForSite: async () => true,
  readFile: readHere,
  reportTemplate: async () => `<!doctype html>${REPORT_SLOT}`,
  afterPicture,
  onPageOrigin: (listener) => listener(query.get('origin') ?? originOfState(scene)),
});
const root = document.getElementById('app');
const mount = (): void => {
  if (root) render(<App panel={panel} />, root);
};
const unmount = (): void => {
  if (root) render(null, root);
};
Object.assign(globalThis, { panel, fake, mount, unmount, pending: () => still?.pending() ?? 0 });
mount();
if (scene === 'updated')
  setTimeout(() => {
    cut = true;
    fake.drop();
  }, 100);

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeDevtoolsTrace } from '../../../src/formats/trace/devtools.ts';
import { analyseCapture } from '../../../src/profiler/capture-run.ts';
import { buildRun } from '../../support/build-run.ts';
import { loadCapture } from '../../support/captures.ts';
import { tracksOf } from '../../support/trace-engine.ts';

describe("the trace for Chrome's DevTools, read by the engine of its Performance panel", () => {
  it('has our track group, with every node at its place and as long as it was', async () => {
    const { runs } = analyseCapture(loadCapture('nodetool', 't1-dag').rows);
    const [run] = runs;
    if (!run) throw new Error('no run');
    const worked = run.nodes.flatMap((n, i) => (n.startUs === undefined ? [] : [{ n, i }]));
    const critical = new Set(worked.slice(0, 1).map(({ i }) => i));
    const text = [...writeDevtoolsTrace([run], {}, () => critical)].join('');
    const tracks = await tracksOf(text);
    const [group] = tracks;
    expect(tracks).toHaveLength(1);
    expect(group).toMatchObject({ name: `Longpole: ${run.workflow.name}`, isTrackGroup: true });
    const entries = Object.values(group?.entriesByTrack ?? {}).flat();
    const begin = Math.min(...entries.map((e) => e.ts));
    const told = entries.map((e) => `${e.name.trim()} ${e.ts - begin} ${e.dur}`).sort();
    const first = Math.min(...worked.map(({ n }) => n.startUs ?? 0));
    const asked = worked
      .map(({ n }) => `${n.title} ${(n.startUs ?? 0) - first} ${(n.endUs ?? 0) - (n.startUs ?? 0)}`)
      .sort();
    expect(told).toEqual(asked);
    expect(entries.filter((e) => e.devtoolsObj.color === 'secondary')).toHaveLength(1);
  });

  it('has every node, also those that are called as something the engine knows', async () => {
    // Every string in the engine: the names of its events are among them.
    const known = new Set(
      enginesText().flatMap((text) => [...text.matchAll(/(['"])([^'"\n\\]{1,80})\1/g)].map((m) => m[2] ?? '')),
    );
    for (const name of ['TracingStartedInBrowser', 'LayoutShift', 'fetchStart', 'Paint', 'firstContentfulPaint'])
      expect(known).toContain(name);
    const names = [...known].filter((name) => name.trim() !== '');
    const nodes = names.map((title, i) => ({ id: `n${i}`, title, start: i, end: i + 1 }));
    const [group] = await tracksOf([...writeDevtoolsTrace([buildRun({ nodes })])].join(''));
    const told = Object.values(group?.entriesByTrack ?? {}).flat();
    expect(told.map((e) => `${e.name.trim()} ${e.dur}`).sort()).toEqual(names.map((n) => `${n.trim()} 1000`).sort());
    expect(names.length).toBeGreaterThan(1_000);
  }, 60_000);

  it('has names as they are but for words, which get a blank', () => {
    const names = ['LayoutShift', 'v8.compile', 'A::b', 'Load Image', '日本', 'a-b'];
    const run = buildRun({ nodes: names.map((title, i) => ({ id: `n${i}`, title, start: i, end: i + 1 })) });
    const { traceEvents } = JSON.parse([...writeDevtoolsTrace([run])].join('')) as {
      traceEvents: { ph: string; name: string }[];
    };
    expect(traceEvents.filter((e) => e.ph === 'b').map((e) => e.name)).toEqual([
      'LayoutShift ',
      'v8.compile ',
      'A::b ',
      'Load Image',
      '日本',
      'a-b',
    ]);
  });
});

/** Every file of the engine that reads events. */
function enginesText(): readonly string[] {
  const root = join(
    dirname(createRequire(import.meta.url).resolve('@paulirish/trace_engine/package.json')),
    'models/trace',
  );
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(root, name), 'utf8'));
}

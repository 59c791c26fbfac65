import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeDevtoolsTrace } from '../../../src/formats/trace/devtools.ts';
import { readTrace } from '../../../src/formats/trace/read.ts';
import { writeTrace } from '../../../src/formats/trace/write.ts';
import type { Run } from '../../../src/model/run.ts';
import { analyseCapture } from '../../../src/profiler/capture-run.ts';
import { buildRun } from '../../support/build-run.ts';
import { loadCapture } from '../../support/captures.ts';

const span = (name: string, ts: number, dur: number, rest: object = {}) => ({
  ph: 'X',
  name,
  cat: 'c',
  pid: 1,
  tid: 1,
  ts,
  dur,
  ...rest,
});
const read = (events: readonly unknown[], around: object | 'list' = {}) =>
  readTrace(JSON.stringify(around === 'list' ? events : { ...around, traceEvents: events }));

describe('a trace of somebody else', () => {
  it('is a run a process, an instance a span, nested as they are', () => {
    const back = read(
      [
        { ph: 'M', name: 'process_name', pid: 1, args: { name: 'Render' } },
        span('outer', 100, 50),
        span('inner', 110, 10),
        span('inner', 125, 5.4),
        { ph: 'B', name: 'begun', pid: 2, tid: 1, ts: 7 },
        { ph: 'E', pid: 2, tid: 1, ts: 9 },
        { ph: 'b', name: 'async', cat: 'n', id: 1, pid: 2, tid: 1, ts: 1 },
        { ph: 'e', name: 'async', cat: 'n', id: 1, pid: 2, tid: 1, ts: 8 },
      ],
      'list',
    );
    if (!back.ok) throw new Error(back.error);
    const { runs, notes } = back.value;
    expect(notes).toEqual([]);
    expect(runs.map((r) => [r.workflow.name, r.startUs, r.endUs, r.status])).toEqual([
      ['Render', 100, 150, 'success'],
      ['process 2', 1, 9, 'success'],
    ]);
    expect(runs[0]?.nodes.map((n) => [n.id, n.instance, n.startUs, n.endUs, n.parent])).toEqual([
      ['outer', 0, 100, 150, undefined],
      ['inner', 0, 110, 120, { id: 'outer', instance: 0 }],
      ['inner', 1, 125, 130, { id: 'outer', instance: 0 }],
    ]);
    expect(runs[1]?.nodes.map((n) => [n.id, n.startUs, n.endUs])).toEqual([
      ['async', 1, 8],
      ['begun', 7, 9],
    ]);
  });

  it('says what could not be mapped, how often, and where first', () => {
    const back = read([
      span('a', 0, 10),
      span('crosses', 5, 10),
      span('no time', -1, 5),
      { ...span('no time either', 0, 5), ts: 'soon' },
      span('no length', 1, -5),
      { ph: 'C', name: 'count', pid: 1, ts: 3, args: {} },
      { ph: 'E', pid: 1, tid: 9, ts: 3 },
      { ph: 'B', name: 'for ever', pid: 1, tid: 8, ts: 4 },
      7,
    ]);
    if (!back.ok) throw new Error(back.error);
    expect(back.value.notes).toEqual([
      '1 event that are none (the first at traceEvents[8]).',
      '2 events without a time that can be one (the first at traceEvents[2]).',
      '1 event without a duration that can be one (the first at traceEvents[4]).',
      '1 event of kind "C", which are no spans (the first at traceEvents[5]).',
      '1 event that end what never began (the first at traceEvents[6]).',
      '1 event that begin what never ends.',
      '1 event that overlap on one thread without lying in each other.',
    ]);
    expect(back.value.runs.map((r) => r.status)).toEqual(['cut']);
  });

  it.each<[string, string, object]>([
    ['no trace', '{"traceEvents":7}', { error: expect.stringContaining('not a trace') }],
    ['null', 'null', { error: expect.stringContaining('not a trace') }],
    ['cut off', '{"traceEvents":[{"ph":"X"', { error: expect.stringContaining('cut off') }],
    ['too deep', `{"traceEvents":[${'['.repeat(100)}${']'.repeat(100)}]}`, { error: expect.stringContaining('deep') }],
  ])('%s is refused', (_, text, failure) => {
    expect(readTrace(text)).toMatchObject({ ok: false, ...failure });
  });

  it('has no more events than may be', () => {
    expect(readTrace('[1,2,3]', { events: 2 })).toMatchObject({ ok: false, where: 'traceEvents' });
    expect(readTrace('[1,2,3]', { size: 6 })).toMatchObject({ ok: false, error: 'larger than 6 characters' });
  });

  it('of ours that was tampered with says where it is wrong', () => {
    const text = [...writeTrace([buildRun({ nodes: [{ id: 'a', start: 0, end: 5 }] })])].join('');
    expect(readTrace(text.replace('"instance":0', '"instance":-1'))).toMatchObject({
      ok: false,
      where: 'the run of process 1: nodes[0].instance',
    });
  });
});

describe('large', () => {
  it('a run of 100 000 nodes is written in pieces, none much longer than 64 Ki', () => {
    const nodes = Array.from({ length: 100_000 }, (_, i) => ({ id: `n${i}`, start: i, end: i + 50 }));
    const run = buildRun({ nodes });
    let [length, longest] = [0, 0];
    for (const piece of writeTrace([run])) {
      length += piece.length;
      longest = Math.max(longest, piece.length);
    }
    expect(length).toBeGreaterThan(10_000_000);
    expect(longest).toBeLessThan(128 * 1024);
  });
});

describe('a run of very many', () => {
  // What takes a second, or minutes where it is quadratic.
  const IN_TIME = 20_000;
  const written = (run: Run): string => [...writeTrace([run])].join('');
  const countOf = (text: string, part: string): number => text.split(part).length - 1;

  it('lanes is written', () => {
    const nodes = Array.from({ length: 150_000 }, (_, i) => ({ id: `n${i}`, start: 0, end: 50 }));
    expect(countOf(written(buildRun({ nodes })), '"thread_name"')).toBe(150_000);
  });

  it(
    'nodes of one name that begin as others of it end is written',
    () => {
      const nodes = Array.from({ length: 80_000 }, (_, i) => {
        const start = i < 40_000 ? 0 : 1;
        return { id: 'n', instance: i, start, end: start + 1 };
      });
      expect(countOf(written(buildRun({ nodes })), '"thread_name"')).toBe(80_000);
    },
    IN_TIME,
  );

  it(
    'instances on both ends of an edge is written',
    () => {
      const nodes = Array.from({ length: 90_000 }, (_, i) => ({
        id: i < 45_000 ? 'a' : 'b',
        instance: i % 45_000,
        start: i,
        // None of the first ends before the last of the others begins.
        end: i + 90_000,
      }));
      expect(countOf(written(buildRun({ nodes, edges: ['a>b'] })), '"ph":"f"')).toBe(45_000);
    },
    IN_TIME,
  );
});

describe('speedscope, that takes the end of what touches another of its name for the end of that', () => {
  const lanes = (...nodes: readonly (readonly [name: string, start: number, end: number])[]): readonly number[] => {
    const run = buildRun({ nodes: nodes.map(([title, start, end], i) => ({ id: `n${i}`, title, start, end })) });
    const { traceEvents } = JSON.parse([...writeTrace([run])].join('')) as { traceEvents: Lane[] };
    return traceEvents.filter((e) => e.ph === 'X').map((e) => e.tid);
  };

  it('gets no two of one name that touch on a lane', () => {
    expect(lanes(['a', 0, 5], ['a', 5, 9], ['a', 9, 12], ['a', 13, 14])).toEqual([1, 2, 1, 1]);
    expect(lanes(['a', 0, 5], ['b', 5, 9], ['a', 9, 12])).toEqual([1, 1, 1]);
    expect(lanes(['a', 0, 5], ['a', 0, 5], ['a', 5, 6], ['b', 5, 6], ['a', 5, 6])).toEqual([1, 2, 3, 1, 4]);
    expect(lanes(['a', 0, 5], ['a', 5, 5], ['a', 6, 7])).toEqual([1, 2, 1]);
  });
});

interface Lane {
  readonly ph: string;
  readonly tid: number;
}

describe('a node that began before its run', () => {
  // As where the run was told of later than its first node.
  const early = buildRun({
    nodes: [
      { id: 'a', start: -30, end: 20 },
      { id: 'b', start: 20, end: 40 },
      { id: 'c', status: 'cached' },
    ],
  });

  it('is as long as it was', () => {
    const { traceEvents } = JSON.parse([...writeTrace([early])].join('')) as {
      traceEvents: { ph: string; name: string; ts: number; dur?: number }[];
    };
    const told = traceEvents.filter((e) => 'iX'.includes(e.ph)).map((e) => [e.name, e.ts, e.dur]);
    expect(told).toEqual([
      ['C (cached)', 30_000, undefined],
      ['A', 0, 50_000],
      ['B', 50_000, 20_000],
    ]);
  });

  it('is in the trace for DevTools, and begins after the run before it', () => {
    const before = buildRun({ start: -100, nodes: [{ id: 'x', start: 0, end: 60 }] });
    const { traceEvents } = JSON.parse([...writeDevtoolsTrace([early, before])].join('')) as {
      traceEvents: { ph: string; name: string; ts: number }[];
    };
    const told = traceEvents.filter((e) => 'be'.includes(e.ph)).map((e) => `${e.name.trim()} ${e.ts - 1_000_000}`);
    expect(told).toEqual(['X 0', 'X 60000', 'A 70000', 'A 120000', 'B 120000', 'B 140000']);
  });
});

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

/** The custom tracks that the engine makes of a trace. */
async function tracksOf(text: string): Promise<readonly Track[]> {
  // What it takes for granted of a browser.
  Object.assign(globalThis, { DOMRect: class DOMRect {} });
  const { Processor } = await import('@paulirish/trace_engine');
  const processor = Processor.TraceProcessor.createWithAllHandlers();
  await processor.parse((JSON.parse(text) as { traceEvents: never[] }).traceEvents, {} as never);
  return (processor.data as unknown as { ExtensionTraceData: { extensionTrackData: Track[] } }).ExtensionTraceData
    .extensionTrackData;
}

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

interface Track {
  readonly name: string;
  readonly isTrackGroup: boolean;
  readonly entriesByTrack: Record<
    string,
    readonly { name: string; ts: number; dur: number; devtoolsObj: { color?: string } }[]
  >;
}

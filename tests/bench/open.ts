/**
 * Files of 10 000 to 1 000 000 spans opened in our panel in the real DevTools, in speedscope and in flame-chart-js, in turns, each in a
 * browser of its own: until the picture is there, how it moves, what it holds, and whether it shows something wherever something was. A
 * million against JSON.parse of its file in the same page. Prints a line of JSON for each figure; exit code 1 when a bar is missed.
 */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Page } from 'puppeteer';
import { buildExtension } from '../../scripts/build.ts';
import { writeSession } from '../../src/formats/session.ts';
import { writeTrace } from '../../src/formats/trace/write.ts';
import type { Run } from '../../src/model/run.ts';
import { median, quantile, roundsOf, tell } from '../support/bench.ts';
import { type Layout, lookAtColumns } from '../support/columns.ts';
import { graph, largeRun, loops } from '../support/large-runs.ts';
import { type Opened, openIn, startViewers, type ViewerName } from '../support/viewers.ts';

/** As the panel is at first comes last: frames are measured in it. */
const LAYOUTS: readonly Layout[] = ['lanes', 'waterfall'];
const VIEWERS = ['ours', 'speedscope', 'flame-chart-js'] as const;
const ROUNDS = roundsOf(3);
/** Of the time that the other needs to open the file. */
const OPEN_BAR = { speedscope: 1 / 15, 'flame-chart-js': 1 } as const;
const PARSE_BAR = 1.5;
/** Of speedscope's. */
const FRAME_BAR = 1 / 4;
const HEAP_BAR = 1 / 3;
/** From so many spans on, how it moves and what it holds is measured too. */
const LARGE = 100_000;
/** A frame of a display of 60 Hz. */
const FRAME_MS = 16.7;

/** One opening. What is not asked for is not there. */
interface Seen {
  readonly ms: number;
  readonly frame95?: number;
  readonly heap?: number;
}

const folder = mkdtempSync(join(tmpdir(), 'longpole-bench-'));
const server = await startViewers();

function write(name: string, pieces: Iterable<string>): string {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  for (const piece of pieces) writeSync(file, piece);
  closeSync(file);
  console.log(`  ${name}: ${(statSync(path).size / 1e6).toFixed(0)} MB`);
  return path;
}

/** The file that each viewer gets: the same spans as our session, and as a trace. */
function filesOf(name: string, runs: readonly Run[]): (viewer: ViewerName) => string {
  const session = write(`${name}.json`, writeSession(runs));
  const trace = write(`${name}-trace.json`, writeTrace(runs));
  return (viewer) => (viewer === 'ours' ? session : trace);
}

async function frame95(opened: Opened): Promise<number> {
  return quantile(await opened.frames(), 0.95);
}

/** Told once for each run, of the first time that ours opens it. */
const told = new Set<string>();

function tellColumns(layout: Layout, name: string, held: number, blank: number): void {
  const bench = `pixel columns that hold a span and show none, ${layout}, ${name}`;
  const ours = held > 0 ? blank / held : Number.NaN;
  tell({ bench, ours, unit: 'share', n: held, bar: 0, pass: ours === 0 });
  told.add(layout + name);
}

async function columns(opened: Opened, run: Run, name: string): Promise<void> {
  for (const layout of LAYOUTS) {
    if (told.has(layout + name)) continue;
    const { held, blank, strayShare } = await lookAtColumns(opened.where as Frame, run, layout);
    const others = (100 * strayShare).toFixed(1);
    console.log(`  ${layout}: ${held} pixel columns hold a span; of the others ${others} % show one`);
    tellColumns(layout, name, held, blank);
  }
}

async function look(viewer: ViewerName, file: string, run: Run, name: string, round: number): Promise<Seen> {
  let opened: Opened | undefined;
  try {
    opened = await openIn(viewer, server, file);
    if (run.nodes.length < LARGE) return { ms: opened.ms };
    const heap = await opened.heap();
    if (viewer === 'ours') {
      console.log(`  the background holds ${(await opened.backgroundHeap()).toFixed(1)} MB of ours besides`);
      // Of the whole run, so before it is zoomed.
      await columns(opened, run, name);
    }
    return { ms: opened.ms, heap, frame95: await frame95(opened) };
  } catch (error) {
    console.log(`  ${viewer} in round ${round + 1}: ${error instanceof Error ? error.message : error}`);
    return { ms: Number.NaN };
  } finally {
    await opened?.close();
  }
}

/** Not known where one round is not: a figure of the others would be of the good days only. */
function typical(rounds: readonly Seen[], pick: keyof Seen): number {
  const values = rounds.map((each) => each[pick] ?? Number.NaN);
  return values.some(Number.isNaN) ? Number.NaN : median(values);
}

/** The three in turns. */
async function compareAll(name: string, run: Run): Promise<void> {
  const fileOf = filesOf(name, [run]);
  const seen: Record<ViewerName, Seen[]> = { ours: [], speedscope: [], 'flame-chart-js': [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const viewer of VIEWERS) seen[viewer].push(await look(viewer, fileOf(viewer), run, name, round));
  const against = (bench: string, unit: string, pick: keyof Seen, viewer: ViewerName, bar: number): void => {
    const [ours, other] = [typical(seen.ours, pick), typical(seen[viewer], pick)];
    tell({
      bench: `${bench}, ${name}, against ${viewer}`,
      ours,
      other,
      ratio: ours / other,
      unit,
      n: ROUNDS,
      bar,
      pass: ours / other <= bar,
    });
  };
  for (const viewer of ['speedscope', 'flame-chart-js'] as const) against('open', 'ms', 'ms', viewer, OPEN_BAR[viewer]);
  if (run.nodes.length < LARGE) return;
  for (const layout of LAYOUTS) if (!told.has(layout + name)) tellColumns(layout, name, 0, 0);
  against('frame, 95 %', 'ms', 'frame95', 'speedscope', FRAME_BAR);
  const other = typical(seen.speedscope, 'frame95');
  console.log(
    `  its aim is ${FRAME_MS} ms: one frame of the display, below which no viewer can be. flame-chart-js ${typical(seen['flame-chart-js'], 'frame95').toFixed(1)} ms`,
  );
  if (other * FRAME_BAR < FRAME_MS)
    console.log(`  a quarter of ${other.toFixed(1)} ms lies below that: this bar cannot be met beside it`);
  against('heap', 'MB', 'heap', 'speedscope', HEAP_BAR);
}

/** Milliseconds of JSON.parse of a file in this page. */
async function parseIn(where: Frame | Page, file: string): Promise<number> {
  const handle = await where.evaluateHandle(() => {
    const input = document.createElement('input');
    input.type = 'file';
    return input;
  });
  await handle.uploadFile(file);
  return handle.evaluate(async (input) => {
    const text = (await input.files?.[0]?.text()) ?? '';
    const from = performance.now();
    JSON.parse(text);
    return performance.now() - from;
  });
}

/** A million spans: ours against JSON.parse, and the others once for comparison. */
async function openMillion(name: string, runs: readonly Run[]): Promise<void> {
  const fileOf = filesOf(name, runs);
  let other = Number.NaN;
  const before = async (where: Frame | Page): Promise<void> => {
    other = await parseIn(where, fileOf('ours'));
  };
  const opening = async (viewer: ViewerName): Promise<number> => {
    try {
      const { ms, close } = await openIn(viewer, server, fileOf(viewer), viewer === 'ours' ? before : undefined);
      await close();
      return ms;
    } catch (error) {
      console.log(`  ${viewer} did not open it: ${error instanceof Error ? error.message : error}`);
      return Number.NaN;
    }
  };
  const ours = await opening('ours');
  const ratio = ours / other;
  const bench = `open, ${name}, against JSON.parse of the file`;
  tell({ bench, ours, other, ratio, unit: 'ms', n: 1, bar: PARSE_BAR, pass: ratio <= PARSE_BAR });
  for (const viewer of ['speedscope', 'flame-chart-js'] as const) {
    const theirs = await opening(viewer);
    tell({
      bench: `open, ${name}, beside ${viewer}`,
      ours,
      other: theirs,
      ratio: ours / theirs,
      unit: 'ms',
      n: 1,
      pass: true,
    });
  }
}

try {
  await buildExtension('chromium');
  await compareAll('10 000 in loops', largeRun(loops(10_000)));
  await compareAll('100 000 in loops', largeRun(loops(100_000)));
  await compareAll('100 000 in a graph', largeRun(graph(100_000)));
  await openMillion('1 000 000 in one run', [largeRun(loops(1_000_000))]);
  await openMillion(
    '1 000 000 in ten runs',
    Array.from({ length: 10 }, (_, i) => largeRun(loops(100_000), i + 1)),
  );
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

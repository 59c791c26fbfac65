import { type AnyRuns, readAny } from '../../src/formats/read-any.ts';
import { type PackedRun, unpackRun } from '../../src/messages/packed-run.ts';
import { FILE_LIMITS, PANEL_LIMITS } from '../../src/model/limits.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';
import type { Run } from '../../src/model/run.ts';
import { textOf } from './text-of.ts';

/** What a file holds. */
export interface Count {
  readonly runs: number;
  /** The one that began last, to be shown first; none in an empty file. */
  readonly newest?: Run;
  /** What of it could not be told as runs. */
  readonly notes: readonly string[];
}

/** Runs of a file that follow each other: as many as go into one message, or one that goes into none. */
export interface Portion<R = Run> {
  readonly runs: readonly R[];
  /** Id of a run that no message can hold; `runs` is empty then. */
  readonly tooLarge?: string;
}

/** A file that is being read. */
export interface Reading {
  /** How many runs are in it; a failure says what is wrong, and where. */
  readonly count: Promise<Result<Count>>;
  /** The runs from this one on that are passed on together; nothing behind the last. Of a file that could be read only. */
  portion(from: number): Promise<Portion>;
  /** Gives up: nothing more is answered. */
  stop(): void;
}

/** The runs from this one on that go into one message, or the one that goes into none. */
export function portionOf(runs: readonly Run[], from: number): Portion {
  let to = from;
  for (let parts = 0; to < runs.length && to < from + PANEL_LIMITS.importedRuns; to++) {
    const run = runs[to] as Run;
    parts += run.nodes.length + run.edges.length;
    if (to > from && parts > PANEL_LIMITS.importedParts) break;
  }
  const portion = runs.slice(from, to);
  const [first] = portion;
  return first && isTooLarge(first) ? { runs: [], tooLarge: first.id } : { runs: portion };
}

/** A node as JSON has so many characters at least: its members have long names. */
const LEAST_CHARS = 100;

/** Browsers let nobody pass it on. Put into words only where that may be: 100 000 nodes take 0.1 s. */
function isTooLarge(run: Run): boolean {
  if (run.nodes.length + run.edges.length <= PANEL_LIMITS.measuredParts) return false;
  return (
    run.nodes.length * LEAST_CHARS > PANEL_LIMITS.messageChars || JSON.stringify(run).length > PANEL_LIMITS.messageChars
  );
}

/** Decodes a whole file at once, where this is called. */
export async function readRuns(file: Blob): Promise<Result<Pick<AnyRuns, 'runs' | 'notes'>>> {
  const text = await textOf(file, FILE_LIMITS.session.size);
  return text.ok ? readAny(text.value) : text;
}

/** Reads without a thread of its own: where there are no workers. */
export function readHere(file: Blob): Reading {
  const read = readRuns(file);
  return {
    count: read.then(countOf),
    portion: async (from) => {
      const found = await read;
      return portionOf(found.ok ? found.value.runs : [], from);
    },
    stop: () => {},
  };
}

/** How much was read, or why nothing was. */
export function countOf(read: Result<Pick<AnyRuns, 'runs' | 'notes'>>): Result<Count> {
  if (!read.ok) return read;
  const { runs, notes } = read.value;
  const [first, ...others] = runs;
  const newest = first && others.reduce((a, b) => (b.startUs > a.startUs ? b : a), first);
  return ok({ runs: runs.length, notes, ...(newest && { newest }) });
}

/** What the worker is told, and what it answers, in the same order. */
export type ToReader = { readonly file: Blob } | { readonly from: number };
export type FromReader =
  | { readonly count: Result<Omit<Count, 'newest'>>; readonly newest?: PackedRun }
  | { readonly portion: Portion<PackedRun> };

/**
 * Reads in a worker: a quarter of a gigabyte takes seconds to decode, in which the panel must go on and the user may think better of it.
 * Decoding cannot be interrupted from within, a worker can be ended.
 */
export function readAside(file: Blob, startWorker: () => Worker): Reading {
  const worker = startWorker();
  const waiting: ((answer: FromReader) => void)[] = [];
  const ask = (question: ToReader): Promise<FromReader> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      worker.postMessage(question);
    });
  worker.onmessage = (event: MessageEvent<FromReader>) => waiting.shift()?.(event.data);
  // Out of memory, mostly.
  worker.onerror = () => waiting.shift()?.({ count: fail('this browser could not read it, it may be too large') });
  const first = ask({ file });
  return {
    count: first.then((answer) => {
      if (!('count' in answer)) return ok({ runs: 0, notes: [] });
      const { count, newest } = answer;
      return count.ok && newest ? ok({ ...count.value, newest: unpackRun(newest) }) : count;
    }),
    portion: async (from) => {
      const answer = await ask({ from });
      return 'portion' in answer ? { ...answer.portion, runs: answer.portion.runs.map(unpackRun) } : { runs: [] };
    },
    stop: () => worker.terminate(),
  };
}

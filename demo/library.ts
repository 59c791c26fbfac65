/** The captures that can be played: those of a folder's folders, one per editor, and others named one by one. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { nameOfEditor } from '../src/model/editor-facts.ts';
import { fail, type Result } from '../src/model/result.ts';
import { EDITOR_IDS } from '../src/model/run.ts';
import { type Capture, readCapture } from './capture.ts';

export interface Entry {
  readonly name: string;
  /** Name of the editor, as the file's header says it. */
  readonly product: string;
  readonly note: string;
  readonly seconds: number;
  /** Messages, requests and answers of both directions. */
  readonly frames: number;
}

export interface Library {
  list(): Promise<readonly Entry[]>;
  read(name: string): Promise<Result<Capture>>;
}

/** The bundled captures: a folder per editor. */
export const CAPTURES = fileURLToPath(new URL('../tests/captures', import.meta.url));

const ENDING = /\.jsonl(?:\.gz)?$/;
/** First in the list, and what a name without a folder means. */
const FIRST = 'nodetool';

/**
 * Captures are known by folder and file name without the ending (`n8n/linear`); the folder may be left out where that is
 * clear or NodeTool's is meant. Rejects when the folder cannot be read; files are read when asked for.
 */
export async function openLibrary(folder: string, files: readonly string[]): Promise<Library> {
  const paths = new Map<string, string>(files.map((file) => [nameOf(file, folder), file]));
  for (const file of await bundled(folder)) paths.set(file.replace(ENDING, ''), join(folder, file));

  const known = new Map<string, Promise<Result<Capture>>>();
  const read = (name: string) => {
    const whole = paths.has(name) ? name : [...paths.keys()].find((each) => each.endsWith(`/${name}`));
    const path = whole === undefined ? undefined : paths.get(whole);
    if (path === undefined) return Promise.resolve(fail(`there is no capture named "${name}"`));
    const capture = known.get(path) ?? readCaptureFile(path);
    known.set(path, capture);
    return capture;
  };
  return {
    read,
    async list() {
      const entries: Entry[] = [];
      for (const name of paths.keys()) {
        const capture = await read(name);
        if (capture.ok) entries.push(entryOf(name, capture.value));
      }
      return entries;
    },
  };
}

/** `nodetool/t1-dag.jsonl` and so on, NodeTool's first. */
async function bundled(folder: string): Promise<string[]> {
  const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = folders
    .map(({ name }) => name)
    .sort((a, b) => Number(b === FIRST) - Number(a === FIRST) || (a < b ? -1 : 1));
  const lists = names.map(async (name) => (await readdir(join(folder, name))).sort().map((file) => `${name}/${file}`));
  return (await Promise.all(lists)).flat().filter((file) => ENDING.test(file));
}

/** Reads and parses a capture file, packed by gzip or not. Rejects when it cannot be read. */
export async function readCaptureFile(path: string): Promise<Result<Capture>> {
  const bytes = await readFile(path);
  return readCapture((path.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes).toString('utf8'));
}

/** The name under which a capture file is known: with its folder when it is one of the bundled. */
export function nameOf(file: string, folder = CAPTURES): string {
  const within = relative(folder, resolve(file)).split(sep);
  const bundledOne = within.length === 2 && within[0] !== '..';
  return (bundledOne ? within.join('/') : basename(file)).replace(ENDING, '');
}

function entryOf(name: string, { product, note, durationMs, lines, workers }: Capture): Entry {
  const all = [...lines, ...workers.flatMap((worker) => worker.lines)];
  const frames = all.filter(({ kind }) => kind === 'text' || kind === 'binary' || kind === 'json' || kind === 'answer');
  const id = EDITOR_IDS.find((each) => each === product);
  return { name, product: id ? nameOfEditor(id) : product, note, seconds: durationMs / 1000, frames: frames.length };
}

/** The captures that can be played: a folder's files and others named one by one. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fail, type Result } from '../src/model/result.ts';
import { type Capture, readCapture } from './capture.ts';

export interface Entry {
  readonly name: string;
  readonly product: string;
  readonly note: string;
  readonly seconds: number;
  /** Frames of both directions. */
  readonly frames: number;
}

export interface Library {
  list(): Promise<readonly Entry[]>;
  read(name: string): Promise<Result<Capture>>;
}

const ENDING = '.jsonl';

/** Captures are known by their file name without the ending. Rejects when the folder cannot be read; files are read when asked for. */
export async function openLibrary(folder: string, files: readonly string[]): Promise<Library> {
  const paths = new Map<string, string>();
  for (const file of (await readdir(folder)).sort()) {
    if (file.endsWith(ENDING)) paths.set(basename(file, ENDING), join(folder, file));
  }
  for (const file of files) paths.set(nameOf(file), file);

  const known = new Map<string, Promise<Result<Capture>>>();
  const read = (name: string) => {
    const path = paths.get(name);
    if (path === undefined) return Promise.resolve(fail(`there is no capture named "${name}"`));
    const capture = known.get(name) ?? readFile(path, 'utf8').then(readCapture);
    known.set(name, capture);
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

/** The name under which a capture file is known. */
export function nameOf(file: string): string {
  return basename(file, ENDING);
}

function entryOf(name: string, capture: Capture): Entry {
  const frames = capture.conversations.reduce(
    (sum, talk) => sum + talk.steps.filter((s) => s.kind !== 'close').length,
    0,
  );
  return { name, product: capture.product, note: capture.note, seconds: capture.durationMs / 1000, frames };
}

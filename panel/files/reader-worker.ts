/** The thread that reads files: reading.ts says what it is told and what it answers. */
import type { Result } from '../../src/model/result.ts';
import type { Run } from '../../src/model/run.ts';
import { type FromReader, PORTION, readRuns, type ToReader } from './reading.ts';

let read: Promise<Result<readonly Run[]>> | undefined;

self.onmessage = async ({ data }: MessageEvent<ToReader>) => {
  if ('file' in data) read = readRuns(data.file);
  const runs = await read;
  const known = runs?.ok ? runs.value : [];
  const answer: FromReader =
    'file' in data && runs
      ? { count: runs.ok ? { ok: true, value: runs.value.length } : runs }
      : { runs: 'from' in data ? known.slice(data.from, data.from + PORTION) : [] };
  self.postMessage(answer);
};

/** The thread that reads files: reading.ts says what it is told and what it answers. */
import { memoryOf, packRun } from '../../src/messages/packed-run.ts';
import { countOf, type FromReader, portionOf, readRuns, type ToReader } from './reading.ts';

let read: ReturnType<typeof readRuns> | undefined;

self.onmessage = async ({ data }: MessageEvent<ToReader>) => {
  if ('file' in data) read = readRuns(data.file);
  const found = await read;
  if ('file' in data) {
    if (found) self.postMessage({ count: countOf(found) } satisfies FromReader);
    return;
  }
  const runs = portionOf(found?.ok ? found.value.runs : [], data.from).map(packRun);
  self.postMessage({ runs } satisfies FromReader, { transfer: runs.flatMap(memoryOf) });
};

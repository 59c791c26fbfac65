/** The thread that reads files: reading.ts says what it is told and what it answers. */
import { countOf, type FromReader, portionOf, readRuns, type ToReader } from './reading.ts';

let read: ReturnType<typeof readRuns> | undefined;

self.onmessage = async ({ data }: MessageEvent<ToReader>) => {
  if ('file' in data) read = readRuns(data.file);
  const found = await read;
  const runs = found?.ok ? found.value.runs : [];
  const answer: FromReader =
    'file' in data && found ? { count: countOf(found) } : { runs: 'from' in data ? portionOf(runs, data.from) : [] };
  self.postMessage(answer);
};

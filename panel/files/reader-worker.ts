/** The thread that reads files: reading.ts says what it is told and what it answers. */
import { memoryOf, type PackedRun, packRun } from '../../src/messages/packed-run.ts';
import { fail, ok } from '../../src/model/result.ts';
import { countOf, type FromReader, portionOf, readRuns, type ToReader } from './reading.ts';

let read: ReturnType<typeof readRuns> | undefined;

/** Columns go along and are not copied. */
function answer(message: FromReader, packed: readonly PackedRun[]): void {
  self.postMessage(message, { transfer: packed.flatMap(memoryOf) });
}

self.onmessage = async ({ data }: MessageEvent<ToReader>) => {
  if ('file' in data) read = readRuns(data.file);
  const found = await read;
  if ('from' in data) {
    const portion = portionOf(found?.ok ? found.value.runs : [], data.from);
    const runs = portion.runs.map(packRun);
    return answer({ portion: { ...portion, runs } }, runs);
  }
  const count = found && countOf(found);
  if (!count?.ok) return answer({ count: count ?? fail('nothing was read') }, []);
  const { newest, ...counted } = count.value;
  const packed = newest && packRun(newest);
  answer({ count: ok(counted), ...(packed && { newest: packed }) }, packed ? [packed] : []);
};

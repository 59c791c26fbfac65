/** The thread that reads files: reading.ts says what it is told and what it answers. */
import { memoryOf, type PackedRun, packRun } from '../../src/messages/packed-run.ts';
import { ok } from '../../src/model/result.ts';
import { countOf, type FromReader, portionOf, readRuns, type ToReader } from './reading.ts';

let read: ReturnType<typeof readRuns> | undefined;

/** Columns go along and are not copied. */
function answer(message: FromReader, packed: readonly PackedRun[]): void {
  self.postMessage(message, { transfer: packed.flatMap(memoryOf) });
}

async function readFrom(file: Blob): Promise<void> {
  read = readRuns(file);
  const count = countOf(await read);
  if (!count.ok) return answer({ count }, []);
  const { newest, ...counted } = count.value;
  const packed = newest && packRun(newest);
  answer({ count: ok(counted), ...(packed && { newest: packed }) }, packed ? [packed] : []);
}

async function passOn(from: number): Promise<void> {
  const found = await read;
  const portion = portionOf(found?.ok ? found.value.runs : [], from);
  const runs = portion.runs.map(packRun);
  answer({ portion: { ...portion, runs } }, runs);
}

self.onmessage = ({ data }: MessageEvent<ToReader>) => void ('file' in data ? readFrom(data.file) : passOn(data.from));

import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { type FromReader, readAside, readHere, type ToReader } from '../../../panel/files/reading.ts';
import { growingFile } from '../../../panel/files/save.ts';
import { textOf } from '../../../panel/files/text-of.ts';
import { encodeSession } from '../../../src/formats/session.ts';
import { packRun } from '../../../src/messages/packed-run.ts';
import type { Run } from '../../../src/model/run.ts';
import { buildRun } from '../../support/build-run.ts';

const blob = (...parts: (string | Uint8Array)[]): Blob => new Blob(parts as BlobPart[]);
const zipped = (text: string): Uint8Array => new Uint8Array(gzipSync(text));

describe('the text of a file', () => {
  it('is what is in it, packed or not, with or without a mark of its encoding', async () => {
    expect(await textOf(blob('größer'), 100)).toEqual({ ok: true, value: 'größer' });
    expect(await textOf(blob('\uFEFF{}'), 100)).toEqual({ ok: true, value: '{}' });
    expect(await textOf(blob(zipped('größer')), 100)).toEqual({ ok: true, value: 'größer' });
    expect(await textOf(blob(''), 100)).toEqual({ ok: true, value: '' });
  });

  it.each<[string, Blob, string]>([
    ['larger than what is read', blob('x'.repeat(101)), 'more than 100 B of text'],
    ['that unpacks to more', blob(zipped('x'.repeat(101))), 'more than 100 B of text'],
    ['a damaged one', blob(zipped('{}').subarray(0, 15)), 'damaged'],
    ['in UTF-16', blob(new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0])), 'not text in UTF-8'],
    ['a picture', blob(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff])), 'not text in UTF-8'],
  ])('%s has none', async (_, file, why) => {
    expect(await textOf(file, 100)).toMatchObject({ ok: false, error: expect.stringContaining(why) });
  });

  it('a bomb is left as soon as it is larger than what is read', async () => {
    const bomb = blob(new Uint8Array(gzipSync(Buffer.alloc(64 << 20, ' '))));
    const pulled = vi.spyOn(TextDecoder.prototype, 'decode');
    expect(await textOf(bomb, 1 << 20)).toMatchObject({ ok: false });
    const bytes = pulled.mock.calls.reduce(
      (sum, [part]) => sum + ((part as Uint8Array | undefined)?.byteLength ?? 0),
      0,
    );
    expect(bytes).toBeLessThan(2 << 20);
    pulled.mockRestore();
  });
});

const runs = Array.from({ length: 45 }, (_, i) => buildRun({ id: `run-${i}`, nodes: [{ id: 'a', start: 0, end: 5 }] }));
const session = blob(zipped(encodeSession(runs)));

describe('a file that is read', () => {
  it('gives its runs a few at a time', async () => {
    const reading = readHere(session);
    expect(await reading.count).toEqual({ ok: true, value: { runs: 45, notes: [], newest: runs[0] } });
    const portions = [await reading.portion(0), await reading.portion(20), await reading.portion(40)];
    expect(portions.map((p) => p.runs.length)).toEqual([20, 20, 5]);
    expect(portions.flatMap((p) => p.runs)).toEqual(runs);
  });

  it('says where it is wrong', async () => {
    const count = await readHere(blob('{"format":"longpole-session","version":1,"runs":[7]}')).count;
    expect(count).toMatchObject({ ok: false, where: 'runs[0]' });
  });

  it('aside: questions are answered in order, a thread that broke down is told of, and one can be given up', async () => {
    const asked: ToReader[] = [];
    const worker = {
      postMessage: (question: ToReader) => void asked.push(question),
      terminate: vi.fn(),
      onmessage: (_: { data: FromReader }): void => {},
      onerror: (): void => {},
    };
    const reading = readAside(session, () => worker as unknown as Worker);
    const newest = runs[0] as Run;
    worker.onmessage({ data: { count: { ok: true, value: { runs: 1, notes: [] } }, newest: packRun(newest) } });
    expect(await reading.count).toEqual({ ok: true, value: { runs: 1, notes: [], newest } });
    const portion = reading.portion(0);
    worker.onmessage({ data: { portion: { runs: runs.slice(0, 1).map(packRun) } } });
    expect(await portion).toEqual({ runs: runs.slice(0, 1) });
    expect(asked).toEqual([{ file: session }, { from: 0 }]);
    const never = reading.portion(20);
    worker.onerror();
    expect(await never).toEqual({ runs: [] });
    reading.stop();
    expect(worker.terminate).toHaveBeenCalledOnce();
  });
});

describe('a file that grows', () => {
  it('is what was added, in order, whatever its length', async () => {
    const file = growingFile();
    const pieces = Array.from({ length: 60 }, (_, i) => `${i}`.repeat(70_000));
    for (const piece of pieces) file.add(piece);
    const done = file.done('application/json');
    expect(done.type).toBe('application/json');
    expect(await done.text()).toBe(pieces.join(''));
  });
});

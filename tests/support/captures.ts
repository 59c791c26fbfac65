import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Capture, decodeCapture } from '../../src/formats/capture.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import { recordsOf } from '../../src/profiler/capture-run.ts';

const root = resolve(import.meta.dirname, '../captures');

/** The folders of recordings, one per editor. */
export function captureFolders(): readonly string[] {
  const entries = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => name).sort();
}

/** Names of the recordings of one editor, without extension. */
export function captureNames(editor: string): readonly string[] {
  const files = readdirSync(join(root, editor)).map((f) => /^(.+)\.jsonl(?:\.gz)?$/.exec(f)?.[1]);
  return files.filter((name) => name !== undefined).sort();
}

export function loadCapture(editor: string, name: string): Capture {
  const plain = join(root, editor, `${name}.jsonl`);
  const text = existsSync(plain) ? readFileSync(plain, 'utf8') : gunzipSync(readFileSync(`${plain}.gz`)).toString();
  const capture = decodeCapture(text, (base64) => new Uint8Array(Buffer.from(base64, 'base64')));
  if (!capture.ok) throw new Error(`${name}: ${capture.where}: ${capture.error}`);
  return capture.value;
}

/** What the hook would send for a recording, and the time of its last row. */
export function loadRecords(editor: string, name: string): { records: readonly TrafficRecord[]; end: number } {
  const { rows } = loadCapture(editor, name);
  return { records: recordsOf(rows), end: Math.max(...rows.map((r) => r.t)) };
}

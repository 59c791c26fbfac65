import { Buffer } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { count } from '../src/analysis/words.ts';
import { decodeCapture, looksLikeCapture } from '../src/formats/capture.ts';
import { type FileKind, readAny } from '../src/formats/read-any.ts';
import type { SessionMeta } from '../src/formats/session.ts';
import { FILE_LIMITS } from '../src/model/limits.ts';
import { fail, ok, type Result } from '../src/model/result.ts';
import type { Run } from '../src/model/run.ts';
import { analyseCapture } from '../src/profiler/capture-run.ts';

export interface Loaded {
  readonly kind: FileKind | 'capture';
  /** In the order of the file. */
  readonly runs: readonly Run[];
  readonly meta: SessionMeta;
  /** What was wrong with the file without making it useless. */
  readonly notes: readonly string[];
}

/** Reads runs from a session file, a capture or traces of others. A failure says what is wrong, and where. */
export function loadRuns(file: string): Result<Loaded> {
  const text = readText(file);
  if (!text.ok) return text;
  if (looksLikeCapture(text.value)) {
    const capture = decodeCapture(text.value, base64);
    if (!capture.ok) return capture;
    const { runs, unreadable } = analyseCapture(capture.value.rows);
    const notes = [
      ...(unreadable > 0 ? [`${count(unreadable, 'frame')} could not be read.`] : []),
      ...(runs.length === 0 ? ['No traffic of a workflow editor that we know was in it.'] : []),
    ];
    return ok({ kind: 'capture', runs, meta: {}, notes });
  }
  if (!/^\uFEFF?\s*[{[]/.test(text.value)) {
    return fail('neither a Longpole session nor a ws-capture/1 file, nor traces (Trace Event, OTLP)');
  }
  return readAny(text.value);
}

/** The text of a file; a failure says why there is none. */
export function readText(file: string): Result<string> {
  let bytes: Buffer;
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) return fail('is a directory, not a file');
    if (stat.size > FILE_LIMITS.session.size) {
      return fail(
        `too large: ${Math.round(stat.size / 2 ** 20)} MB, the limit is ${FILE_LIMITS.session.size / 2 ** 20} MB`,
      );
    }
    bytes = readFileSync(file);
  } catch (error) {
    return fail(whyUnreadable(error));
  }
  if (bytes.length === 0) return fail('the file is empty');
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const unpacked = unzipped(bytes);
    if (!unpacked.ok) return unpacked;
    bytes = unpacked.value;
  }
  // A NUL near the start: no JSON text of any encoding we read has one.
  if (bytes.subarray(0, 4096).includes(0)) return fail('not text: neither a Longpole session nor a ws-capture/1 file');
  return ok(bytes.toString('utf8'));
}

/** What a gzip file holds, of any number of members; never more than a plain file may. */
function unzipped(bytes: Buffer): Result<Buffer> {
  try {
    return ok(gunzipSync(bytes, { maxOutputLength: FILE_LIMITS.session.size }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') return fail('damaged: not what gzip wrote');
    return fail(`unpacks to more than ${FILE_LIMITS.session.size / 2 ** 20} MB`);
  }
}

function whyUnreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it';
  return `cannot be read (${code ?? 'unknown reason'})`;
}

/** Node's decoder takes anything, so the shape is checked first. */
function base64(text: string): Uint8Array | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0 ? Buffer.from(text, 'base64') : undefined;
}

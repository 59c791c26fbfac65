import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type CaptureRow, decodeCapture } from '../../src/formats/capture.ts';
import { headTruths, readTruth, type TruthRun } from './truth.ts';

export const CAPTURES = resolve(import.meta.dirname, '../../tests/captures');

export interface Scored {
  readonly folder: string;
  readonly name: string;
  readonly product: string;
  readonly rows: readonly CaptureRow[];
  readonly truths: readonly TruthRun[];
}

/** Folder and name of every recording that has a truth beside it, or the length of its runs in its header. */
export function withTruth(): readonly (readonly [folder: string, name: string])[] {
  const folders = readdirSync(CAPTURES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .flatMap(({ name: folder }) =>
      readdirSync(join(CAPTURES, folder)).flatMap((file) => {
        const name = /^(.+)(?:\.truth\.json|\.jsonl)$/.exec(file)?.[1];
        const beside = file.endsWith('.truth.json');
        const told = name !== undefined && (beside || headTruths(readHead(join(CAPTURES, folder, file))).length > 0);
        return told ? [[folder, name] as const] : [];
      }),
    )
    .sort((a, b) => (a.join('/') < b.join('/') ? -1 : 1));
}

/** A recording and its truth. Of the truth only runs that the recording holds; all of them when it holds none. */
export function loadScored(folder: string, name: string): Scored {
  const base = join(CAPTURES, folder, name);
  const plain = `${base}.jsonl`;
  const text = existsSync(plain) ? readFileSync(plain, 'utf8') : gunzipSync(readFileSync(`${plain}.gz`)).toString();
  const capture = decodeCapture(text, (base64) => new Uint8Array(Buffer.from(base64, 'base64')));
  if (!capture.ok) throw new Error(`${folder}/${name}: ${capture.where}: ${capture.error}`);
  const { rows, header } = capture.value;
  const beside = `${base}.truth.json`;
  const truths = existsSync(beside)
    ? readTruth(readFileSync(beside, 'utf8'))
    : headTruths(text.split('\n', 1)[0] ?? '');
  const present = truths.filter((truth) => truth.id === '' || rows.some((row) => names(row, truth.id)));
  return { folder, name, product: header.product, rows, truths: present.length > 0 ? present : truths };
}

/** The first line of a file. */
function readHead(file: string): string {
  return readFileSync(file, 'utf8').split('\n', 1)[0] ?? '';
}

function names(row: CaptureRow, id: string): boolean {
  if (row.row !== 'message' && row.row !== 'http') return false;
  const { data } = row;
  if (typeof data === 'string') return data.includes(id);
  return (data instanceof Uint8Array ? Buffer.from(data).toString('latin1') : JSON.stringify(data)).includes(id);
}

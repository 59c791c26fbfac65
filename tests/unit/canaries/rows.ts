/** A recording with canaries: in its messages, whatever way they are written, and in its addresses. */
import { decode, encode } from '@msgpack/msgpack';
import type { CaptureRow } from '../../../src/formats/capture.ts';
import { createFill, type Positions } from './fill.ts';
import type { Mint } from './mint.ts';

/** Streams of which each row is whole events; a piece that is cut waits for the rest. */
export function joined(rows: readonly CaptureRow[]): readonly CaptureRow[] {
  const begun = new Map<string, string>();
  return rows.flatMap((row) => {
    if (row.row !== 'message' || row.transport !== 'http' || typeof row.data !== 'string') return [row];
    const data = (begun.get(row.url) ?? '') + row.data;
    const whole = /\n\r?\n$/.test(data);
    begun.set(row.url, whole ? '' : data);
    return whole ? [{ ...row, data }] : [];
  });
}

export function withCanaries(rows: readonly CaptureRow[], positions: Positions, mint: Mint): readonly CaptureRow[] {
  const fill = createFill(positions, mint);
  const addresses = new Map<string, string>();

  function address(url: string): string {
    const known = addresses.get(url) ?? addressed(url, mint);
    addresses.set(url, known);
    return known;
  }

  return rows.map((row) => {
    const url = address(row.url);
    const place = `${'dir' in row ? row.dir : row.row} line ${row.line}`;
    if (row.row === 'http') return { ...row, url, data: written(row.data, (value) => fill(value, place), mint, place) };
    if (row.row !== 'message') return { ...row, url };
    return { ...row, url, data: message(row.data, (value) => fill(value, place), mint, place) };
  });
}

/** User, query and fragment are anybody's: of an address only host and path may be told. */
function addressed(url: string, mint: Mint): string {
  const parts = /^([a-z]+:\/\/)([^?#]*)(\?[^#]*)?(#.*)?$/i.exec(url);
  if (!parts) return url;
  const [, scheme = '', place = '', query = ''] = parts;
  const word = (where: string) => mint.word(`${where} of ${url}`);
  const more = `${query === '' ? '?' : `${query}&`}access_token=${word('query')}`;
  return `${scheme}${word('user')}:${word('password')}@${place}${more}#${word('fragment')}`;
}

type Filled = (value: unknown) => unknown;

function message(data: string | Uint8Array | object, fill: Filled, mint: Mint, place: string): typeof data {
  if (typeof data === 'string') return written(data, fill, mint, place);
  if (!(data instanceof Uint8Array)) return fill(data) as object;
  // n8n: JSON as bytes. ComfyUI: four bytes that number the kind of frame. NodeTool: a MessagePack map.
  if (data[0] === 0x7b) return new TextEncoder().encode(written(new TextDecoder().decode(data), fill, mint, place));
  if (data[0] === 0) return comfyuiFrame(data, fill, mint, place);
  return new Uint8Array(encode(fill(decode(data))));
}

/** JSON, lines of it, server-sent events, or words. */
function written(text: string, fill: Filled, mint: Mint, place: string): string {
  if (/^\s*[[{]/.test(text)) {
    // As ComfyUI's Python writes it, a blank behind the first colon, where it did.
    const lines = jsons(text);
    if (lines)
      return (
        lines
          .map((line) => styled(line, JSON.stringify(fill(JSON.parse(line)))))
          .join(/\n\n/.test(text) ? '\n\n' : '\n') + (/\n*$/.exec(text)?.[0] ?? '')
      );
  }
  if (/^(?:event|data|id|message|retry|:)/m.test(text)) {
    return text.replaceAll(/^(data: ?)(.*)$/gm, (_, head: string, data: string) =>
      /^[[{]/.test(data) ? head + JSON.stringify(fill(JSON.parse(data))) : head + data,
    );
  }
  return text === '' || text === 'OK' ? text : `${text} ${mint.word(place)}`;
}

function jsons(text: string): readonly string[] | undefined {
  if (isJson(text)) return [text];
  const lines = text.split(/\n+/).filter((line) => line.trim() !== '');
  return lines.every(isJson) ? lines : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Readers tell servers apart by how they write. */
function styled(before: string, after: string): string {
  return /^\s*[[{]+"[^"]*": /.test(before) ? pythonic(JSON.parse(after)) : after;
}

function pythonic(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonic).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, of]) => `${JSON.stringify(key)}: ${pythonic(of)}`);
  return `{${members.join(', ')}}`;
}

const WITH_METADATA = 4;

/** https://docs.comfy.org/development/comfyui-server/comms_messages: a picture, a text of a node, a picture behind its JSON. */
function comfyuiFrame(data: Uint8Array, fill: Filled, mint: Mint, place: string): Uint8Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const tail = Buffer.from(` ${mint.word(place)}`);
  if (view.getUint32(0) !== WITH_METADATA) return new Uint8Array(Buffer.concat([data, tail]));
  const length = view.getUint32(4);
  const json = JSON.stringify(fill(JSON.parse(new TextDecoder().decode(data.subarray(8, 8 + length)))));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(WITH_METADATA, 0);
  head.writeUInt32BE(Buffer.byteLength(json), 4);
  return new Uint8Array(Buffer.concat([head, Buffer.from(json), data.subarray(8 + length), tail]));
}

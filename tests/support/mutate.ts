import { decode, encode } from '@msgpack/msgpack';
import type { CaptureRow } from '../../src/formats/capture.ts';
import type { Micros } from '../../src/model/time.ts';

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const below = (random: Random, n: number): number => Math.floor(random() * n);
const one = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)] as T;

/** What servers do not send, or not there. */
const ODD: readonly unknown[] = [
  ...[null, true, false, '', [], {}, [[]], [null], { a: null }],
  ...[0, -1, 0.5, -0.5, 1e-9, 1e16, 1e300, -1e300, 2 ** 53, 1e12, 9_007_199_254_741, 1_780_000_000_000],
  ...['0', '-1', '12', 'NaN', '1e400', 'running', 'finished', 'unheard of', '__proto__', 'constructor', 'toString'],
  ...['1970-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2026-08-22T10:00:00', 'not a time', 'x'.repeat(5_000)],
  ...['\u0000', '\ud800', '"', '\\', 'a.0.0.a', 'a.0.0.a.0.0.a', 'a:b:c', ':', '.', 'é›💥'],
];
const KEYS = ['__proto__', 'constructor', '', 'x'.repeat(200), 'id', 'node', 'data', 'hasOwnProperty'];

type Container = { [key: string]: unknown } | unknown[];
const isContainer = (v: unknown): v is Container => typeof v === 'object' && v !== null && !(v instanceof Uint8Array);

/** A copy of a message with some of its members dropped, altered, doubled or renamed, texts of JSON inside it too. */
export function mutateValue(value: unknown, random: Random, times = 1 + below(random, 3)): unknown {
  const copy: unknown = structuredClone(value);
  if (!isContainer(copy)) return random() < 0.5 ? one(random, ODD) : copy;
  for (let i = 0; i < times; i++) mutateOnce(pick(copy, random), random);
  return copy;
}

/** A container somewhere in it: the way down stops anywhere. */
function pick(root: Container, random: Random): Container {
  let at = root;
  for (let depth = 0; depth < 12; depth++) {
    const inside = Object.values(at).filter((v): v is Container => isContainer(v) && Object.keys(v).length > 0);
    if (inside.length === 0 || random() < 0.2) return at;
    at = one(random, inside);
  }
  return at;
}

function mutateOnce(at: Container, random: Random): void {
  const keys = Object.keys(at);
  if (keys.length === 0) return;
  const key = one(random, keys);
  const values = at as Record<string, unknown>;
  const set = (name: string, value: unknown): void => {
    Object.defineProperty(at, name, { value, writable: true, enumerable: true, configurable: true });
  };
  const value = values[key];
  const what = below(random, 7);
  if (what === 0 && Array.isArray(at)) at.splice(Number(key), 1);
  else if (what === 0) delete values[key];
  else if (what === 1 && Array.isArray(at)) at.push(value);
  else if (what === 1) set(one(random, KEYS), value);
  else if (what === 2) set(key, values[one(random, keys)]);
  else if (what === 3 && typeof value === 'number') set(key, random() < 0.5 ? String(value) : -value);
  else if (what === 4 && typeof value === 'number') set(key, value * one(random, [1000, 1e-3, 1e6, 1.0001]));
  else if (typeof value === 'string' && /^\s*[[{]/.test(value)) set(key, mutateText(value, random));
  else set(key, one(random, ODD));
}

/** A text of JSON or of server-sent events; any other, and now and then these, is cut or gets a wrong character. */
export function mutateText(text: string, random: Random): string {
  if (random() < 0.1) return text.slice(0, below(random, text.length + 1));
  if (random() < 0.05) {
    const at = below(random, text.length);
    return text.slice(0, at) + one(random, ['"', '{', '}', ',', '\n', '\\', '9']) + text.slice(at + 1);
  }
  try {
    return written(mutateValue(JSON.parse(text), random), text);
  } catch {
    const lines = text.split('\n');
    const full = lines.flatMap((line, i) => (/[[{]/.test(line) ? [i] : []));
    const at = full.length === 0 ? -1 : one(random, full);
    const [, lead = '', json = ''] = /^([^[{]*)(.*)$/s.exec(lines[at] ?? '') ?? [];
    try {
      lines[at] = lead + written(mutateValue(JSON.parse(json), random), json);
    } catch {
      if (at >= 0) lines.splice(at, 1);
    }
    return lines.join('\n');
  }
}

/** As the sender writes it: Python puts blanks behind colons and commas. */
function written(value: unknown, like: string): string {
  const text = JSON.stringify(value) ?? '';
  if (!/^.{0,20}": /s.test(like)) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"|[:,]/g, (token) => (token === ':' || token === ',' ? `${token} ` : token));
}

function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  if (random() < 0.2) return bytes.slice(0, below(random, bytes.length + 1));
  try {
    return encode(mutateValue(decode(bytes), random));
  } catch {
    const text = new TextDecoder().decode(bytes);
    return /^\s*[[{]/.test(text) ? new TextEncoder().encode(mutateText(text, random)) : bytes;
  }
}

function mutateRow(row: CaptureRow, random: Random): CaptureRow {
  if (row.row === 'http') {
    if (random() < 0.1) return { ...row, status: one(random, [0, 204, 400, 500]) };
    return { ...row, data: mutateText(row.data, random) };
  }
  if (row.row !== 'message') return row;
  const { data } = row;
  if (typeof data === 'string') return { ...row, data: mutateText(data, random) };
  if (data instanceof Uint8Array) return { ...row, data: mutateBytes(data, random) };
  return { ...row, data: mutateValue(data, random) as object };
}

/** Rows of a recording with a share of them lost, doubled, out of order or with other contents. Arrivals stay in order. */
export function mutateRows(rows: readonly CaptureRow[], share: number, random: Random): CaptureRow[] {
  const out: CaptureRow[] = [];
  for (const row of rows) {
    if (random() >= share) out.push(row);
    else if (random() < 0.7) out.push(mutateRow(row, random));
    else if (random() < 0.4) out.push(row, random() < 0.5 ? row : mutateRow(row, random));
    else if (random() < 0.5) out.splice(Math.max(0, out.length - 1 - below(random, 5)), 0, row);
  }
  const times = out.map(({ t }) => t).sort((a, b) => a - b);
  return out.map((row, i) => ({ ...row, t: times[i] as Micros }));
}

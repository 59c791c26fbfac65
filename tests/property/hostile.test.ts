/**
 * Files and messages made to harm: each decoder answers with what it read or with what is wrong and where; nothing throws, nothing takes
 * more time or memory than its bounds say.
 */

import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run as command } from '../../cli/run.ts';
import { MAPPING_TEMPLATE } from '../../options/mapping-template.ts';
import { textOf } from '../../panel/files/text-of.ts';
import { analyse } from '../../src/analysis/analyse.ts';
import { decodePanelMessage } from '../../src/background/panel-requests.ts';
import { decodeSettings } from '../../src/background/settings.ts';
import { decodeBudgets, decodePrices } from '../../src/formats/amounts.ts';
import { decodeCapture } from '../../src/formats/capture.ts';
import { decodeEngines } from '../../src/formats/engine-spec.ts';
import { decodeIncidents } from '../../src/formats/incidents.ts';
import { parseJson } from '../../src/formats/json.ts';
import { decodeMapping } from '../../src/formats/mapping.ts';
import { encodeOtlp } from '../../src/formats/otlp/encode.ts';
import { readAny } from '../../src/formats/read-any.ts';
import { decodeRun } from '../../src/formats/run-decoder.ts';
import { encodeSession } from '../../src/formats/session.ts';
import { writeTrace } from '../../src/formats/trace/write.ts';
import { decodeToBackground, decodeToRelay } from '../../src/messages/decode-messages.ts';
import { decodeRecord } from '../../src/messages/decode-record.ts';
import { DEFAULT_SETTINGS } from '../../src/messages/panel.ts';
import { FILE_LIMITS } from '../../src/model/limits.ts';
import type { Run } from '../../src/model/run.ts';
import { recordsOf } from '../../src/profiler/capture-run.ts';
import { buildRun } from '../support/build-run.ts';
import { loadCapture } from '../support/captures.ts';
import { mutateValue, type Random, randomFrom } from '../support/mutate.ts';
import { runsOfCapture } from '../support/offline.ts';

// Two busy cores: seconds of work may take a minute or two.
vi.setConfig({ testTimeout: 240_000 });

const SEEDS = 10_000;
const house: unknown = JSON.parse(MAPPING_TEMPLATE);
const PROTOTYPE = Object.getOwnPropertyNames(Object.prototype).sort().join();

/** A small run of each kind: with waits, calls, costs, loops, gaps; recorded and made. */
const RUNS: readonly Run[] = [
  ...runsOfCapture('02-parallel').slice(0, 1),
  {
    ...buildRun({
      nodes: [
        { id: 'a', start: 0, end: 10 },
        { id: 'b', start: 10, end: 30 },
      ],
      edges: [['a', 'b', 'data']],
    }),
    gaps: [],
    cold: 'page-load',
    partial: ['late-attach'],
  },
];

/** A text with a few of its characters gone, changed, doubled or put in. */
function spoil(text: string, random: Random): string {
  const at = Math.floor(random() * text.length);
  const length = Math.floor(random() * 8);
  const put = ['', '"', '{', ']', ',', '\\', '\u0000', '1e999', 'null', '-', text.slice(at, at + 40)];
  return (
    text.slice(0, at) + put[Math.floor(random() * put.length)] + text.slice(random() < 0.1 ? text.length : at + length)
  );
}

/** undefined of what no JSON can say: some alterations make circles. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** The value as text in which it is altered, or the text itself. */
function texts(sample: (random: Random) => string): (random: Random) => string {
  return (random) => {
    const text = sample(random);
    if (random() < 0.4) return spoil(text, random);
    return jsonOf(mutateValue(JSON.parse(text), random)) ?? text;
  };
}

const said = (result: {
  readonly ok: boolean;
  readonly error?: string;
  readonly problems?: readonly unknown[];
}): void => {
  if (result.ok) return;
  // Either one thing that is wrong, or all.
  expect(result.error ?? result.problems?.length).toBeTruthy();
};

function everySeed(check: (random: Random, seed: number) => void): void {
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      check(randomFrom(seed), seed);
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.stack : error}`, { cause: error });
    }
  }
  expect(Object.getOwnPropertyNames(Object.prototype).sort().join()).toBe(PROTOTYPE);
}

const one = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)] as T;

describe(`${SEEDS} altered files`, () => {
  const written = RUNS.map((run) => [
    encodeSession([run]),
    [...writeTrace([run])].join(''),
    [...encodeOtlp([run])].join(''),
  ]);
  it.each([
    ['session', 0],
    ['trace', 1],
    ['otlp', 2],
  ] as const)('%s: sound runs that can be analysed, or what is wrong', (_, kind) => {
    let read = 0;
    everySeed((random, seed) => {
      const result = readAny(texts((r) => one(written, r)[kind] ?? '')(random));
      said(result);
      if (!result.ok) return;
      for (const run of result.value.runs) {
        expect(decodeRun(JSON.parse(JSON.stringify(run)))).toMatchObject({ ok: true });
        if (seed % 20 === 0) analyse(run);
      }
      if (result.value.runs.length > 0) read++;
    });
    // Neither all is refused nor all is taken.
    expect(read).toBeGreaterThan(SEEDS / 20);
    expect(read).toBeLessThan(SEEDS);
  });

  it('capture', () => {
    const { rows } = loadCapture('nodetool', '01-linear');
    const lines = ['{"format":"ws-capture/1","product":"x","version":"1","startedAt":"2026-01-01T00:00:00Z"}'].concat(
      rows.slice(0, 12).map((row) =>
        JSON.stringify({
          t: 1,
          dir: 'in',
          kind: 'text',
          data: 'data' in row ? String(row.data).slice(0, 80) : '',
          url: row.url,
        }),
      ),
    );
    let read = 0;
    everySeed((random) => {
      const altered = lines.map((line) => (random() < 0.15 ? texts(() => line)(random) : line));
      const result = decodeCapture(altered.join('\n'), () => new Uint8Array());
      said(result);
      if (result.ok) read++;
    });
    expect(read).toBeGreaterThan(SEEDS / 20);
    expect(read).toBeLessThan(SEEDS);
  });
});

describe(`${SEEDS} altered settings and messages`, () => {
  const record = recordsOf(loadCapture('nodetool', '02-parallel').rows).slice(0, 40);
  const losses = { held: 0, ring: 0, unreadable: 0 };
  const collector = { ...DEFAULT_SETTINGS.collector, url: 'http://localhost:4318', on: true };
  const samples: Readonly<
    Record<string, readonly [decode: (value: unknown) => { readonly ok: boolean }, ...values: unknown[]]>
  > = {
    mapping: [decodeMapping, house],
    engines: [decodeEngines, { comfyui: { classes: [{ name: 'a', atOnce: 1, types: ['x*'] }], other: 2 } }],
    prices: [decodePrices, { version: 1, currency: 'USD', models: [{ model: 'm*', input: 1, output: 2 }], rates: [] }],
    budgets: [
      decodeBudgets,
      { version: 1, budgets: [{ workflow: '*', maxMs: 500, maxCost: { amount: 1, unit: 'USD' } }] },
    ],
    incidents: [decodeIncidents, [{ id: 'i', kind: 'budget', opened: 1, lastRun: 'r', seen: false }]],
    settings: [decodeSettings, { ...DEFAULT_SETTINGS, collector }],
    record: [decodeRecord, ...record],
    'message of a page': [
      decodeToBackground,
      { kind: 'batch', epoch: 'e', seq: 1, records: record, losses },
      { kind: 'hello', protocol: 1, epoch: 'e', oldest: 1, next: 2, losses },
    ],
    'message to a page': [
      decodeToRelay,
      { kind: 'config', recording: true, diagnostics: false, mappings: [house] },
      { kind: 'spans', epoch: 'e', spans: [{ name: 'a', track: 't', startUs: 1, endUs: 2, failed: false }] },
    ],
    'message of a panel': [
      decodePanelMessage,
      { kind: 'request', id: 1, request: { what: 'import', runs: RUNS.slice(1) } },
      { kind: 'request', id: 1, request: { what: 'set', settings: { collector } } },
      { kind: 'request', id: 1, request: { what: 'collector-headers', headers: [['a', 'b']] } },
    ],
  };

  it.each(Object.keys(samples))('%s', (name) => {
    const [decode, ...values] = samples[name] as [(value: unknown) => { readonly ok: boolean }, ...unknown[]];
    everySeed((random) => {
      const value = mutateValue(one(values, random), random);
      said(decode(value));
    });
  });
});

const SESSION = '{"format":"longpole-session","version":1,"runs":[';

describe('files that are too much', () => {
  it.each<[string, () => string, string, RegExp]>([
    [
      '10 million edges',
      () => `${SESSION}{"id":"x","edges":[${'["a","b","data"],'.repeat(10_000_000).slice(0, -1)}]}]}`,
      'objects and lists',
      /^character \d+$/,
    ],
    [
      'more numbers than fit',
      () => `${SESSION}${'0,'.repeat(FILE_LIMITS.json.values + 1)}0]}`,
      'values',
      /^character \d+$/,
    ],
    ['nesting of 10 000', () => `${SESSION}${'['.repeat(10_000)}`, 'nested more than', /^character \d+$/],
    [
      'nesting of 10 000 in a trace',
      () => `[{"ph":"X","args":${'{"a":'.repeat(10_000)}`,
      'nested more than',
      /^character \d+$/,
    ],
    [
      'more runs than there may be',
      () => `${SESSION}${'{},'.repeat(FILE_LIMITS.session.runs)}{}]}`,
      'entries',
      /^runs$/,
    ],
    ['more text than there may be', () => `${SESSION}"${'x'.repeat(FILE_LIMITS.session.size)}"]}`, 'larger than', /^$/],
  ])('%s: refused, with the place', (_, make, error, where) => {
    const read = readAny(make());
    expect(read).toMatchObject({ ok: false, error: expect.stringContaining(error) });
    expect(read.ok ? '' : read.where).toMatch(where);
  });

  it.each<[string, string, string, string]>([
    ['a time that is none', '"startUs":1e999', 'runs[0].nodes[0].startUs', 'not a whole number'],
    ['NaN', '"startUs":NaN', '', 'not JSON'],
    ['a negative time', '"startUs":-5', 'runs[0].nodes[0].startUs', 'at least 0'],
    ['a time between two microseconds', '"startUs":1.5', 'runs[0].nodes[0].startUs', 'not a whole number'],
  ])('%s: refused, with the place', (_, member, where, error) => {
    const run = buildRun({ nodes: [{ id: 'a', start: 0, end: 10 }] });
    const text = encodeSession([run]);
    const at = text.indexOf('"startUs"', text.indexOf('"nodes"'));
    const changed = text.slice(0, at) + member + text.slice(text.indexOf(',', at));
    const read = readAny(changed);
    expect(read).toMatchObject({ ok: false, error: expect.stringContaining(error) });
    expect(read.ok ? '-' : read.where).toContain(where);
  });

  it('one run twice: refused; `__proto__` is a name like any other', () => {
    const run = buildRun({ nodes: [{ id: '__proto__', title: 'constructor', start: 0, end: 10 }] });
    expect(readAny(encodeSession([run, run]))).toMatchObject({
      ok: false,
      where: 'runs[1]',
      error: expect.stringContaining('twice'),
    });
    const text = encodeSession([run]).replace('"nodes":', '"__proto__":{"polluted":1},"nodes":');
    const read = readAny(text);
    expect(read.ok && read.value.runs[0]?.nodes[0]?.id).toBe('__proto__');
    expect('polluted' in {}).toBe(false);
    if (read.ok) for (const each of read.value.runs) analyse(each);
  });

  it('a bound is said before anything is built: a list of a million lists costs no memory', () => {
    const text = `[${'[],'.repeat(1_000_000)}[]]`;
    const before = process.memoryUsage().heapUsed;
    expect(parseJson(text, 10, { containers: 1_000, values: 1e9 })).toEqual({
      ok: false,
      error: 'more than 1000 objects and lists',
      where: 'character 2999',
    });
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 << 20);
  });
});

describe('a gigabyte', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'longpole-hostile-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('in a file is not read at all', () => {
    const path = join(folder, 'large.json');
    const file = openSync(path, 'w');
    ftruncateSync(file, 2 ** 30);
    closeSync(file);
    const before = process.memoryUsage().rss;
    expect(command(['analyze', path])).toMatchObject({
      code: 1,
      err: expect.stringContaining('large.json: too large: 1024 MB'),
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20);
  });

  it('packed into a megabyte is unpacked no further than what is read', async () => {
    const bomb = gzipSync(Buffer.alloc(2 ** 30, ' '));
    expect(bomb.length).toBeLessThan(2 << 20);
    const path = join(folder, 'bomb.json.gz');
    writeFileSync(path, bomb);
    expect(command(['analyze', path])).toMatchObject({
      code: 1,
      err: expect.stringContaining('bomb.json.gz: unpacks to more than 256 MB'),
    });
    const read = await textOf(new Blob([bomb]), 1 << 20);
    expect(read).toMatchObject({ ok: false, error: expect.stringContaining('more than 1.00 MB') });
  });

  it('in the panel is refused by its size', async () => {
    const huge = { size: 2 ** 30, slice: () => expect.unreachable(), stream: () => expect.unreachable() };
    expect(await textOf(huge as unknown as Blob, FILE_LIMITS.session.size)).toMatchObject({ ok: false });
  });

  it.each<[string, Buffer]>([
    ['UTF-16', Buffer.from(`\uFEFF${encodeSession(RUNS)}`, 'utf16le')],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0])],
    ['Latin 1', Buffer.concat([Buffer.from(SESSION), Buffer.from([0x22, 0xe9, 0x22]), Buffer.from(']}')])],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0])],
  ])('%s is told as not text, in the panel and on the command line', async (name, bytes) => {
    expect(await textOf(new Blob([new Uint8Array(bytes)]), 1 << 20)).toMatchObject({
      ok: false,
      error: 'not text in UTF-8',
    });
    const path = join(folder, `${name}.json`);
    writeFileSync(path, bytes);
    const outcome = command(['analyze', path]);
    expect(outcome.code).toBe(1);
    expect(outcome.err).toContain(path);
  });
});

/**
 * Real traffic with wrong, missing, doubled and misplaced members and frames: whatever a server of another version, a proxy or a
 * hostile page sends, nothing throws, every record passes the gate, and every run keeps the laws.
 */
import { describe, expect, it, vi } from 'vitest';
import type { PageEditor } from '../../src/editors/editor.ts';
import { createPageApi } from '../../src/editors/page/measured.ts';
import { EDITORS } from '../../src/editors/registry.ts';
import type { CaptureRow } from '../../src/formats/capture.ts';
import { decodeRecord } from '../../src/messages/decode-record.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import type { Micros } from '../../src/model/time.ts';
import { recordsOf } from '../../src/profiler/capture-run.ts';
import { createPipeline } from '../../src/profiler/pipeline.ts';
import { captureFolders, captureNames, loadCapture } from '../support/captures.ts';
import { HAND_MADE, MEASURED } from '../support/hand-made.ts';
import { expectLawful } from '../support/lawful.ts';
import { mutateRows, mutateValue, type Random, randomFrom } from '../support/mutate.ts';
import { us } from '../support/streams.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

/** Each with another seed; more by hand: `LONGPOLE_MUTATIONS=200`. */
const TIMES = Number(process.env.LONGPOLE_MUTATIONS ?? 12);
/** Rows beyond this say what the rows before them say; a few recordings are megabytes. */
const ROWS = 300;
const CHARS = 300_000;

function beginning(rows: readonly CaptureRow[]): readonly CaptureRow[] {
  let chars = 0;
  const over = rows.findIndex((row) => {
    const data = 'data' in row ? row.data : '';
    chars += typeof data === 'string' ? data.length : data instanceof Uint8Array ? data.byteLength : 1_000;
    return chars > CHARS;
  });
  return rows.slice(0, Math.min(ROWS, over < 0 ? rows.length : Math.max(over, 20)));
}

/** Fed as a worker that is killed now and then would be. */
function keepsTheLaws(records: readonly TrafficRecord[], end: number): void {
  const where = { origin: 'http://localhost', epoch: 'e' };
  let p = createPipeline(where);
  const whole = createPipeline(where);
  const half = Math.ceil(records.length / 3);
  for (let from = 0; from < records.length; from += half) {
    const part = records.slice(from, from + half);
    p.feed(part);
    whole.feed(part);
    for (const run of p.runs()) expectLawful(run);
    p = createPipeline({ ...where, saved: JSON.parse(JSON.stringify(p.save())) });
  }
  for (const each of [p, whole]) each.settle(end as Micros, true);
  for (const run of p.runs()) expectLawful(run);
  expect(p.runs()).toEqual(whole.runs());
}

function check(name: string, rows: readonly CaptureRow[], extra: readonly PageEditor[] = []): void {
  mutations(name, (random, share) => {
    const mutated = mutateRows(rows, share, random);
    return { records: recordsOf(mutated, [...extra, ...EDITORS]), end: mutated.at(-1)?.t ?? 0 };
  });
}

type Told = { readonly records: readonly TrafficRecord[]; readonly end: number };

function mutations(name: string, make: (random: Random, share: number) => Told): void {
  for (let seed = 1; seed <= TIMES; seed++) {
    // From a few wrong frames to hardly a right one.
    const share = [0.05, 0.3, 0.9][seed % 3] ?? 0.3;
    try {
      const { records, end } = make(randomFrom(seed * 7919 + name.length), share);
      for (const record of records) {
        expect(decodeRecord(record), JSON.stringify(record).slice(0, 500)).toMatchObject({ ok: true, value: record });
        // A reducer that threw.
        expect(record).not.toMatchObject({ k: 'trouble', what: 'internal' });
      }
      keepsTheLaws(records, end);
    } catch (error) {
      throw new Error(`${name}, seed ${seed}: ${error instanceof Error ? error.stack : error}`, { cause: error });
    }
  }
}

describe.each(captureFolders())('%s', (folder) => {
  it.each(captureNames(folder))('%s, mutated', (name) => {
    check(name, beginning(loadCapture(folder, name).rows));
  });
});

/** Status, and how many nodes. */
const SHOULD: Readonly<Record<string, readonly [string, number]>> = {
  dify: ['error', 4],
  langflow: ['error', 4],
  // Without the workflow its loop is not among them.
  sim: ['success', 3],
  custom: ['error', 2],
};

describe('editors without a recording', () => {
  it.each(HAND_MADE)('%s: a run as it should be', (name, rows, extra) => {
    const p = createPipeline({ origin: '', epoch: '' });
    p.feed(recordsOf(rows, [...extra, ...EDITORS]));
    expect(p.runs().map(({ editor, status, nodes }) => [editor, status, nodes.length])).toEqual([
      [name, ...(SHOULD[name] ?? [])],
    ]);
  });

  it.each(HAND_MADE)('%s, mutated', (name, rows, extra) => check(name, rows, extra));

  it('page, mutated', () => {
    mutations('page', (random, share) => {
      const api = createPageApi();
      const records = MEASURED.flatMap(([kind, from, to, detail]) => {
        const longpole = random() < share ? (mutateValue(detail, random) as object) : detail;
        return api.read({ kind, startUs: us(from), endUs: us(to), longpole });
      });
      return { records, end: us(100) };
    });
  });
});

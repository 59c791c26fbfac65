import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../cli/run.ts';
import { REPORT_SLOT } from '../../../src/formats/html/html.ts';
import { readAny } from '../../../src/formats/read-any.ts';
import { EXPORT_FORMATS } from '../../../src/profiler/export.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const SERIES = join(ROOT, 'tests/captures/nodetool/t7-regression-12-runs.jsonl');
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'longpole-convert-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

function converted(from: string, ...args: readonly string[]): string {
  const { out, more = [], err, code } = run(['convert', from, ...args], REPORT_SLOT);
  expect({ err, code }).toEqual({ err: '', code: 0 });
  return out + [...more].join('');
}

const runsOf = (text: string) => {
  const read = readAny(text);
  if (!read.ok) throw new Error(`${read.where} ${read.error}`);
  return read.value.runs;
};

describe('longpole convert', () => {
  it.each(EXPORT_FORMATS.map((format) => [format.id]))('writes %s', (id) => {
    expect(converted(SERIES, '--to', id).length).toBeGreaterThan(1_000);
  });

  it('goes from each format that can be read to each other and back: the runs are the same', () => {
    const session = converted(SERIES, '--to', 'session');
    const runs = runsOf(session);
    expect(runs).toHaveLength(12);
    for (const id of ['trace', 'otlp']) {
      const there = file(`there.${id}.json`, converted(file('s.json', session), '--to', id));
      const back = runsOf(converted(there, '--to', 'session'));
      const byId = (list: typeof runs) => list.map((r) => ({ ...r, edges: [...r.edges].map(String).sort() }));
      expect(byId(back)).toEqual(byId(runs));
    }
  });

  it('leaves out what it is told to', () => {
    const text = converted(SERIES, '--to', 'trace', '--without', 'labels,types,urls');
    for (const word of ['Parse 7', 'holdout', 'nodetool.code', 'http']) {
      expect(converted(SERIES, '--to', 'trace')).toContain(word);
      expect(text).not.toContain(word);
    }
  });

  it('tells what of a trace of somebody else could not be mapped', () => {
    const events = [
      { ph: 'X', name: 'a', pid: 1, tid: 1, ts: 0, dur: 5 },
      { ph: 'C', name: 'c', pid: 1, ts: 0 },
    ];
    const foreign = file('foreign.json', JSON.stringify(events));
    const { err, code, more = [] } = run(['convert', foreign, '--to', 'session']);
    expect(err).toContain('1 event of kind "C"');
    expect(code).toBe(0);
    expect(runsOf([...more].join(''))[0]?.nodes.map((n) => n.id)).toEqual(['a']);
    expect(run(['analyze', foreign]).out).toContain('process 1');
  });

  it('writes into a file, packed where its name says so, and says why when it cannot', () => {
    const call = (...args: readonly string[]) =>
      spawnSync(process.execPath, [join(ROOT, 'cli/main.ts'), 'convert', SERIES, '--to', 'csv-runs', ...args], {
        encoding: 'utf8',
      });
    const plain = join(dir, 'runs.csv');
    expect(call('--out', plain)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(plain, 'utf8')).toBe(call().stdout);
    expect(call('--out', `${plain}.gz`).status).toBe(0);
    expect(gunzipSync(readFileSync(`${plain}.gz`)).toString()).toBe(readFileSync(plain, 'utf8'));
    const missing = call('--out', join(dir, 'no/such/folder.csv'));
    expect(missing).toMatchObject({ status: 1, stderr: expect.stringContaining('cannot be written (ENOENT)') });
  });

  it('writes a report that any browser opens beside where it is called, and says so', () => {
    const call = (...args: readonly string[]) =>
      spawnSync(process.execPath, [join(ROOT, 'cli/main.ts'), 'report', SERIES, ...args], {
        encoding: 'utf8',
        cwd: dir,
      });
    expect(call()).toMatchObject({
      status: 0,
      stdout: '',
      stderr: 'longpole: the report is t7-regression-12-runs.jsonl.html\n',
    });
    const html = readFileSync(join(dir, 't7-regression-12-runs.jsonl.html'), 'utf8');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain("default-src 'none'");
    expect(call('--out', 'mine.html', '--without', 'labels')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const mine = readFileSync(join(dir, 'mine.html'), 'utf8');
    expect(html).toContain('holdout regression');
    expect(mine).not.toContain('holdout regression');
  });

  it.each<[string, readonly string[], string]>([
    ['no format', [], '--to needs a format'],
    ['a format that is none', ['--to', 'pdf'], 'no such format: pdf'],
    ['a part that is none', ['--to', 'trace', '--without', 'names'], '--without names: can leave out labels'],
  ])('%s is told', (_, args, error) => {
    expect(run(['convert', SERIES, ...args])).toMatchObject({ code: 2, err: expect.stringContaining(error) });
  });
});

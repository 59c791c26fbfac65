import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { type CaptureRow, decodeCapture, type MessageRow } from '../../../src/formats/capture.ts';
import { analyseCapture, recordsOf } from '../../../src/profiler/capture-run.ts';
import { loadCapture } from '../../support/captures.ts';

function rowsOf(name: string): readonly CaptureRow[] {
  const text = readFileSync(new URL(`../../captures/nodetool/${name}.jsonl`, import.meta.url), 'utf8');
  const capture = decodeCapture(text, (t) => new Uint8Array(Buffer.from(t, 'base64')));
  if (!capture.ok) throw new Error(`${name}: ${capture.where}: ${capture.error}`);
  return capture.value.rows;
}

describe('captures through editors and recorder', () => {
  it('02-parallel: sleeps of 200/100, 600/300, 1000/500 and a join of 100 ms, and the longest branch is critical', () => {
    const { runs } = analyseCapture(rowsOf('02-parallel'));
    expect(runs).toHaveLength(1);
    const [run] = runs;
    if (!run) return;
    const { bottlenecks, path, parallelization, net } = analyse(run);
    const worked = new Map(bottlenecks.map((b) => [b.title, b.workUs / 1000]));
    const truth = {
      'Branch a step 1': 200,
      'Branch a step 2': 100,
      'Branch b step 1': 600,
      'Branch b step 2': 300,
      'Branch c step 1': 1000,
      'Branch c step 2': 500,
      Join: 100,
    };
    for (const [title, ms] of Object.entries(truth)) {
      expect(worked.get(title), title).toBeGreaterThanOrEqual(ms - 40);
      expect(worked.get(title), title).toBeLessThanOrEqual(ms + 40);
    }
    const onPath = path.nodes.map((i) => net.run.nodes[i]?.title);
    expect(onPath.slice(0, 3)).toEqual(['Branch c step 1', 'Branch c step 2', 'Join']);
    expect(parallelization.minimum.known && parallelization.minimum.efficiency).toBeGreaterThanOrEqual(0.85);
  });

  it('the same rows give the same runs', () => {
    const rows = rowsOf('09-concurrent-and-queued');
    expect(analyseCapture(rows)).toEqual(analyseCapture(rows));
  });

  it('tells of connections, with a number each and a closed one not used again', () => {
    const rows = rowsOf('10-drop-and-reconnect');
    const links = recordsOf(rows).filter((r) => r.k === 'link');
    expect(links.map((l) => [l.what, l.link])).toEqual([
      ['open', 1],
      ['close', 1],
      ['open', 2],
      ['close', 2],
    ]);
    const last = links.at(-1);
    expect(last?.k === 'link' && last.where).toBe('127.0.0.1:7777/ws');
  });

  it('a worker is a connection of its own', () => {
    const { runs, records } = analyseCapture(rowsOf('21-in-browser-worker-run'));
    expect(runs).toHaveLength(1);
    expect(records.some((r) => r.k === 'link' && r.transport === 'worker')).toBe(true);
  });

  it('every prefix of a capture gives runs that obey the laws', () => {
    for (const name of ['02-parallel', '03-streaming-foreach', 'py-04-streaming', '13-subgraph']) {
      const rows = rowsOf(name);
      for (let end = 0; end <= rows.length; end += 3) {
        for (const run of analyseCapture(rows.slice(0, end)).runs) {
          const { path, net, cpm } = analyse(run, { now: rows[end - 1]?.t ?? 0 });
          const { startUs, endUs } = net.window;
          expect(path.segments.reduce((at, s) => (s.startUs === at ? s.endUs : -1), startUs)).toBe(endUs);
          expect(cpm.minimumUs).toBeLessThanOrEqual(endUs - startUs);
        }
      }
    }
  });

  it('broken frames of a known editor are counted and the run goes on', () => {
    const rows = rowsOf('02-parallel');
    const broken = rows.map((row, i) =>
      row.row === 'message' && row.dir === 'in' && i === 20 && row.data instanceof Uint8Array
        ? { ...row, data: row.data.slice(0, row.data.length >> 1) }
        : row,
    );
    const { runs, unreadable } = analyseCapture(broken);
    expect(unreadable).toBe(1);
    expect(runs).toHaveLength(1);
  });

  it('other rows are passed over, nothing gives nothing', () => {
    expect(analyseCapture([])).toEqual({ runs: [], records: [], unreadable: 0 });
  });
});

describe('addresses of a recording', () => {
  it('are told without user, query, fragment and what may be a token, as those of a page are', () => {
    const url = 'ws://alice:secret@localhost:8188/t/sk-secret/ws?token=secret#secret';
    const [row, ...rows] = loadCapture('comfyui', '01-linear').rows.filter((r): r is MessageRow => r.row === 'message');
    if (!row) throw new Error('no row');
    const open: CaptureRow = { row: 'link', what: 'open', transport: 'websocket', line: 1, t: row.t, url };
    const { runs, records } = analyseCapture([open, ...[row, ...rows].map((r) => ({ ...r, url }))]);
    expect(records[0]).toMatchObject({ k: 'link', where: 'localhost:8188/t/…/ws' });
    expect(runs[0]?.origin).toBe('http://localhost:8188');
    expect(JSON.stringify([runs, records])).not.toMatch(/secret|alice/);
  });
});

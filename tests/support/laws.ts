import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficRecord } from '../../src/model/record.ts';
import type { Run } from '../../src/model/run.ts';
import type { Micros } from '../../src/model/time.ts';
import { createPipeline } from '../../src/profiler/pipeline.ts';
import { captureNames, loadRecords } from './captures.ts';

const where = { origin: 'http://localhost', epoch: 'e' };

/** All at once: what every other way of feeding must give. */
function whole(records: readonly TrafficRecord[], end: number): readonly Run[] {
  const p = createPipeline(where);
  p.feed(records);
  p.settle(end as Micros, true);
  return p.runs();
}

/**
 * What must hold of every recording in tests/captures/FOLDER, whatever its editor: batches, kills and repeats change nothing, spans are
 * in order, over means ended, records carry no payload.
 */
export function lawTests(folder: string, except: readonly string[] = []): void {
  describe.each(captureNames(folder).filter((n) => !except.includes(n)))(`${folder}/%s`, (name) => {
    const { records, end } = loadRecords(folder, name);

    it('gives the same runs however the records are cut, with the worker killed between any two pieces', () => {
      const expected = whole(records, end);
      fc.assert(
        fc.property(fc.array(fc.nat(records.length), { maxLength: 6 }), fc.boolean(), (cuts, viaJson) => {
          let p = createPipeline(where);
          let from = 0;
          for (const to of [...cuts.sort((a, b) => a - b), records.length]) {
            p.feed(records.slice(from, to));
            // Time passes between the pieces, too: nothing may be presumed that the rest contradicts.
            p.settle((records[to - 1]?.t ?? 0) as Micros, false);
            from = to;
            const saved = p.save();
            p = createPipeline({ ...where, saved: viaJson ? JSON.parse(JSON.stringify(saved)) : saved });
          }
          p.settle(end as Micros, true);
          expect(p.runs()).toEqual(expected);
        }),
        { numRuns: 15 },
      );
    });

    it('holds at every record: spans in order, instances unique, over means ended', () => {
      const p = createPipeline(where);
      for (const r of records) {
        p.feed([r]);
        for (const run of p.runs()) check(run);
      }
      p.settle(end as Micros, true);
      for (const run of p.runs()) {
        check(run);
        expect(run.status).not.toBe('running');
        expect(run.nodes.filter((n) => n.status === 'running' || n.status === 'waiting')).toEqual([]);
      }
    });

    it('carries no field that could hold a payload', () => {
      for (const r of records) {
        for (const [key, value] of Object.entries(r)) {
          const fine =
            typeof value !== 'string' ||
            value.length <= (key === 'name' || key === 'where' || key === 'model' || key === 'provider' ? 256 : 128);
          expect(fine, `${r.k}.${key}`).toBe(true);
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
        }
      }
    });
  });
}

function check(run: Run): void {
  expect(new Set(run.nodes.map((n) => `${n.instance}/${n.id}`)).size).toBe(run.nodes.length);
  expect(run.endUs === undefined || run.endUs >= run.startUs).toBe(true);
  expect(run.endUs === undefined).toBe(run.status === 'running' || run.status === 'queued');
  for (const n of run.nodes) {
    if (n.startUs === undefined) expect(n.endUs).toBeUndefined();
    else if (n.endUs !== undefined) expect(n.endUs).toBeGreaterThanOrEqual(n.startUs);
    expect(n.uncertaintyUs.every((us) => us >= 0)).toBe(true);
    for (const w of n.waits) expect(w.endUs).toBeGreaterThanOrEqual(w.startUs);
  }
}

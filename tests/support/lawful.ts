import { expect } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { cpm } from '../../src/analysis/cpm.ts';
import { decodeRun } from '../../src/formats/run-decoder.ts';
import { isStatusOnly, type Run } from '../../src/model/run.ts';

/**
 * What must hold of a run, whatever traffic it was made of: the file format takes it, spans are in order, nobody is there twice,
 * +/- are spans, its critical path tiles it exactly and its theoretical minimum is at most what it took.
 */
export function expectLawful(run: Run): void {
  const read = decodeRun(run);
  expect(read.ok ? '' : `${read.where}: ${read.error}`).toBe('');
  expect(new Set(run.nodes.map((n) => JSON.stringify([n.id, n.instance]))).size).toBe(run.nodes.length);
  expect(run.endUs === undefined || run.endUs >= run.startUs).toBe(true);
  expect(run.queuedUs === undefined || run.queuedUs <= run.startUs).toBe(true);
  expect(run.uncertaintyUs.every((us) => us >= 0)).toBe(true);
  for (const n of run.nodes) {
    expect(n.endUs === undefined || (n.startUs !== undefined && n.endUs >= n.startUs)).toBe(true);
    expect(n.uncertaintyUs.every((us) => us >= 0)).toBe(true);
    expect(n.waits.every((w) => w.endUs >= w.startUs)).toBe(true);
  }
  const { net, path, parallelization } = analyse(run);
  expect(cpm(net).minimumUs).toBeLessThanOrEqual(net.window.endUs - net.window.startUs);
  // Of a status timeline no figure of the whole run is made.
  if (isStatusOnly(run)) {
    expect(path.segments).toEqual([]);
    return;
  }
  let at = net.window.startUs;
  for (const segment of path.segments) {
    expect(segment.startUs).toBe(at);
    expect(segment.endUs).toBeGreaterThan(segment.startUs);
    at = segment.endUs;
  }
  expect(at).toBe(net.window.endUs);
  const spent = Object.values(parallelization.spent).reduce((sum, us) => sum + us, 0);
  expect(spent).toBe(parallelization.actualUs);
}

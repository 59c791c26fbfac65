import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../cli/run.ts';
import { encodeSession } from '../../../src/formats/session.ts';
import { micros } from '../../../src/model/time.ts';
import { analyseCapture } from '../../../src/profiler/capture-run.ts';
import { loadCapture } from '../../support/captures.ts';

/** Twelve real runs; node n0 ("Rank 1") takes 40 % longer from the eighth on, beside the critical path. */
const SERIES = resolve(import.meta.dirname, '../../captures/nodetool/t7-regression-12-runs.jsonl');
const { runs } = analyseCapture(loadCapture('nodetool', 't7-regression-12-runs').rows);
let dir = '';
const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'longpole-decide-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('longpole check', () => {
  it('fails on a node that is slower for sure, and says that the run is not', () => {
    const { out, code } = run(['check', SERIES]);
    expect(code).toBe(1);
    expect(out).toContain('slower: node Rank 1');
    expect(out).toContain('hidden by parallelism');
    expect(out.match(/slower:/g)).toHaveLength(1);
  });

  it('passes an unchanged series, and says what it looked at', () => {
    const steady = file('steady.json', encodeSession(runs.slice(0, 7), {}));
    const { out, code } = run(['check', steady]);
    expect({ code, passed: out.startsWith('PASSED') }).toEqual({ code: 0, passed: true });
    // The first of the seven was the first on its page: it is compared with no other.
    expect(out).toContain('noise (5 comparable runs)');
  });

  it('fails on a breached budget of a run and of a node, not on one that is kept', () => {
    const one = file('one.json', encodeSession(runs.slice(0, 1), {}));
    const budget = (ms: number) =>
      file(
        'budget.json',
        JSON.stringify({
          version: 1,
          budgets: [
            { workflow: 'holdout*', maxMs: ms },
            { workflow: '*', node: 'Rank 1', maxMs: ms },
          ],
        }),
      );
    expect(run(['check', one, '--budget', budget(60_000)]).code).toBe(0);
    // A run that contradicts itself has no time to be held against one, and that is said.
    const [sound] = runs;
    const first = sound?.nodes.findIndex((n) => n.startUs !== undefined) ?? -1;
    const nodes = sound?.nodes.map((n, i) => (i === first ? { ...n, startUs: micros(0) } : n)) ?? [];
    const absurd = file('absurd.json', encodeSession(sound ? [{ ...sound, nodes }] : [], {}));
    const checked = run(['check', absurd, '--budget', budget(100)]);
    expect(checked.code).toBe(0);
    expect(checked.out).toMatch(/time not checked: .*began before the run did/);
    const { out, code } = run(['check', one, '--budget', budget(100), '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      passed: false,
      breaches: [
        { runId: runs[0]?.id, what: 'time', limit: 100_000 },
        { node: { id: 'n0', title: 'Rank 1' }, what: 'time' },
      ],
    });
  });

  it('says every problem of a budget file, and is not "failed" then but "called wrongly"', () => {
    const bad = file('bad.json', '{"version":1,"budgets":[{"workflow":"*"},{"maxMs":-1}]}');
    const { err, code } = run(['check', SERIES, '--budget', bad]);
    expect(code).toBe(2);
    for (const where of ['budgets[0]', 'budgets[1].maxMs', 'budgets[1].workflow']) expect(err).toContain(where);
    expect(run(['check', SERIES, '--prices', join(dir, 'none.json')])).toMatchObject({ code: 2 });
    expect(run(['check', SERIES, '--prices', file('no.json', '{')]).err).toContain('not JSON');
  });
});

describe('longpole compare', () => {
  it('explains the difference exactly, and gives a verdict where there are runs enough', () => {
    const before = file('before.json', encodeSession(runs.slice(0, 7), {}));
    const after = file('after.json', encodeSession(runs.slice(7), {}));
    const { out, code } = run(['compare', before, after, '--json']);
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ comparable: true, counts: [6, 5], before: runs[6]?.id, after: runs[11]?.id });
    const sum = report.reasons.reduce((total: number, r: { deltaUs: number }) => total + r.deltaUs, 0);
    expect(sum).toBe(report.afterUs - report.beforeUs);
    expect(run(['compare', before, after]).out).toContain('No difference that is more than chance');
  });

  it('says when there is nothing to compare with', () => {
    const other = file(
      'other.json',
      encodeSession(
        runs.slice(0, 1).map((r) => ({ ...r, workflow: { id: 'x', name: 'x' } })),
        {},
      ),
    );
    expect(run(['compare', other, SERIES])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no run of holdout regression'),
    });
    expect(run(['compare', SERIES, join(dir, 'none.json')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no such file'),
    });
  });
});

/** What may not leave is not in the file, whatever the runs hold; what may is as it was. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, type LeavingField, leavingFields } from '../../src/formats/redact.ts';
import { decodeRun } from '../../src/formats/run-decoder.ts';
import { decodeSession, writeSession } from '../../src/formats/session.ts';
import { KEEP_ALL, type Keep } from '../../src/model/keep.ts';
import type { Run } from '../../src/model/run.ts';
import { sessionRuns } from './arbitrary-session.ts';

/** Every name in these runs says what it is: a title, a type, ... */
const marked = sessionRuns.map((runs) =>
  runs.map((run, r): Run => {
    const name = (id: string): string => `LABEL-${r}-${id}`.slice(0, 100);
    return {
      ...run,
      editorName: 'LABEL-editor',
      origin: 'https://ADDRESS.example:8188',
      workflow: { id: name(run.workflow.id), name: 'LABEL-workflow' },
      nodes: run.nodes.map((n) => ({
        ...n,
        id: name(n.id),
        title: `LABEL-${n.title.slice(0, 200)}`,
        type: `TYPE-${n.type.slice(0, 200)}`,
        model: 'TYPE-model',
        ...(n.parent ? { parent: { ...n.parent, id: name(n.parent.id) } } : {}),
        cost: { amount: 1, unit: 'PRICE-credits' },
        tokens: { input: 77_777_777 },
      })),
      edges: run.edges.map(([a, b, kind]) => [name(a), name(b), kind] as const),
      calls: (run.calls ?? []).map((c) => ({
        ...c,
        provider: 'TYPE-provider',
        model: 'TYPE-model',
        cost: { amount: 1, unit: 'PRICE-credits' },
        tokens: { total: 77_777_777 },
        ...(c.node === undefined ? {} : { node: name(c.node) }),
      })),
    };
  }),
);
const SECRET: Record<keyof Keep, RegExp> = {
  labels: /LABEL/,
  types: /TYPE/,
  urls: /ADDRESS/,
  costs: /PRICE|77777777/,
};
const switches = fc.record({ labels: fc.boolean(), types: fc.boolean(), urls: fc.boolean(), costs: fc.boolean() });

describe('redaction', () => {
  it('leaves out what it is told to, of every run', () => {
    fc.assert(
      fc.property(marked, switches, (runs, keep) => {
        const text = JSON.stringify(runs.map(createRedactor(keep)));
        for (const what of Object.keys(keep) as (keyof Keep)[]) if (!keep[what]) expect(text).not.toMatch(SECRET[what]);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a run that can be read: statuses, times, nesting and edges between the same nodes', () => {
    fc.assert(
      fc.property(sessionRuns, switches, (runs, keep) => {
        const redact = createRedactor(keep);
        for (const run of runs) {
          const left = redact(run);
          expect(decodeRun(left)).toEqual({ ok: true, value: left });
          const place = new Map(run.nodes.map((n, i) => [n.id, left.nodes[i]?.id]));
          expect(new Set(place.values()).size).toBe(place.size);
          left.nodes.forEach((n, i) => {
            const was = run.nodes[i];
            expect([n.startUs, n.endUs, n.status, n.instance, n.waits]).toEqual([
              was?.startUs,
              was?.endUs,
              was?.status,
              was?.instance,
              was?.waits,
            ]);
            if (was?.parent && place.has(was.parent.id)) expect(n.parent?.id).toBe(place.get(was.parent.id));
          });
          run.edges.forEach(([a, b, kind], i) => {
            const [from, to, same] = left.edges[i] ?? [];
            if (place.has(a)) expect(from).toBe(place.get(a));
            if (place.has(b)) expect(to).toBe(place.get(b));
            expect(same).toBe(kind);
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('changes nothing when all may leave', () => {
    fc.assert(
      fc.property(sessionRuns, (runs) => {
        expect(runs.map(createRedactor(KEEP_ALL))).toEqual(runs);
      }),
      { numRuns: 100 },
    );
  });
});

const byPath = (fields: readonly LeavingField[]): readonly LeavingField[] =>
  [...fields].sort((a, b) => (a.path < b.path ? -1 : 1));

describe('the preview', () => {
  it('lists each member that is in the file, and no other', () => {
    fc.assert(
      fc.property(marked, switches, (runs, keep) => {
        const left = runs.map(createRedactor(keep));
        const file = decodeSession([...writeSession(left)].join(''));
        expect(file.ok).toBe(true);
        if (!file.ok) return;
        expect(byPath(leavingFields(left))).toEqual(byPath(leavingFields(file.value.runs)));
        const paths = leavingFields(left).map(({ path }) => path);
        const named = (pattern: RegExp): boolean => paths.some((path) => pattern.test(path));
        if (!keep.costs) expect(named(/cost|tokens/)).toBe(false);
        if (left.some((r) => r.nodes.length > 0)) expect(named(/^runs\[\]\.nodes\[\]\.title$/)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

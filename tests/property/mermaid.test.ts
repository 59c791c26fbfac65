// @vitest-environment happy-dom
/** The gantt, read by Mermaid's own parser. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ganttOf } from '../../src/formats/markdown/gantt.ts';
import type { Run } from '../../src/model/run.ts';
import { soundRun } from './arbitrary-run.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe('Mermaid', () => {
  let parse: (text: string) => Promise<unknown>;
  beforeAll(async () => {
    const { default: mermaid } = await import('mermaid');
    parse = (text) => mermaid.parse(text);
  });

  it('takes the gantt of any run, whatever its nodes are called', async () => {
    const words = fc.constantFrom(
      'end',
      'section x',
      'title',
      'click a',
      'a:b',
      'a;b',
      '%% no',
      'done, crit',
      '#quot;',
      '日本',
      '"',
      '\n',
      '',
    );
    const any = fc
      .tuple(soundRun, fc.infiniteStream(fc.oneof(words, fc.string({ unit: 'binary' }))))
      .map(([run, names]) => ({
        ...run,
        workflow: { id: 'w', name: names.next().value as string },
        nodes: run.nodes.map((n) => ({ ...n, title: names.next().value as string })),
      }));
    await fc.assert(
      fc.asyncProperty(any, async (run) => {
        const { text, left } = ganttOf(run);
        const bars = text.split('\n').length - 5;
        expect(bars).toBe(run.nodes.filter((n) => n.startUs !== undefined).length - left);
        if (bars > 0) expect(await parse(text)).toMatchObject({ diagramType: 'gantt' });
      }),
      { numRuns: 200 },
    );
  });

  it('is told of no more than 60 bars: the longest', () => {
    const nodes = Array.from({ length: 100 }, (_, i) => ({ id: `n${i}`, startUs: i, endUs: i + 1_000 * i }));
    const [run] = fc.sample(soundRun, { numRuns: 1, seed: 1 }) as [Run];
    const wide = {
      ...run,
      startUs: 0,
      endUs: 200_000,
      nodes: nodes.map((n) => ({
        ...n,
        instance: 0,
        title: n.id,
        type: '',
        status: 'success',
        uncertaintyUs: [0, 0],
        clock: 'server',
        waits: [],
      })),
    } as unknown as Run;
    const { text, left } = ganttOf(wide);
    expect(left).toBe(40);
    expect(text).toContain('n99 :');
    expect(text).not.toContain('n39 :');
  });
});

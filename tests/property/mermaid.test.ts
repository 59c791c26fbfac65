// @vitest-environment happy-dom
/** The gantt, read by Mermaid's own parser. */
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ganttOf } from '../../src/formats/markdown/gantt.ts';
import type { Run } from '../../src/model/run.ts';
import { buildRun } from '../support/build-run.ts';
import { soundRun } from './arbitrary-run.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe('Mermaid', () => {
  let parse: (text: string) => Promise<unknown>;
  /** The bars that it makes of a text. */
  let tasksOf: (text: string) => Promise<readonly Task[]>;
  beforeAll(async () => {
    const { default: mermaid } = await import('mermaid');
    parse = (text) => mermaid.parse(text);
    tasksOf = async (text) => {
      const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
      return (db as unknown as { getTasks(): readonly Task[] }).getTasks();
    };
  });
  const { TZ } = process.env;
  afterEach(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
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
      '2024-01-01',
      '2024-01-01 to 2024-02-02',
      'after x',
      'until n0, 5d',
      'milestone, vert',
      'accDescription x',
      'accDescr {',
      'weekday monday',
      'dateFormat x',
      '---',
      '}%%{',
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
        if (bars > 0) {
          expect(await parse(text)).toMatchObject({ diagramType: 'gantt' });
          // A bar each, and none that a name has made something else.
          const tasks = await tasksOf(text);
          expect(tasks).toHaveLength(bars);
          for (const { crit, done, milestone, vert } of tasks) expect(crit || done || milestone || vert).toBeFalsy();
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['2024-01-01', '· 2024-01-01'],
    ['2024-01-01 report', '· 2024-01-01 report'],
    ['2024-01-015', '2024-01-015'],
    ['done, crit', 'done crit'],
    ['after n0', 'after n0'],
    ['milestone', 'milestone'],
    ['a: b; c # d', 'a b c d'],
    ['accDescription', '· accDescription'],
    ['accDescription of x', '· accDescription of x'],
    ['section 2', '· section 2'],
    [':;#', 'node'],
  ])('takes %s for a name', async (title, shown) => {
    const nodes = [
      { id: 'a', title, start: 0, end: 1_500 },
      { id: 'b', title: 'b', start: 1_500, end: 1_501 },
    ];
    const tasks = await tasksOf(ganttOf(buildRun({ nodes }), new Set([1])).text);
    expect(tasks.map((t) => [t.task.trim(), t.crit ?? false, t.endTime.getTime() - t.startTime.getTime()])).toEqual([
      [shown, false, 1_500],
      ['b', true, 1],
    ]);
  });

  it.each(['UTC', 'Asia/Kolkata', 'Australia/Adelaide', 'Asia/Kathmandu', 'America/St_Johns'])(
    'begins at 00:00 in %s, where its axis is drawn in local time',
    async (zone) => {
      process.env.TZ = zone;
      const hours = 3_600_000;
      const nodes = [
        { id: 'a', start: -5, end: 61_250 },
        { id: 'b', start: 61_250, end: 30 * hours },
      ];
      const tasks = await tasksOf(ganttOf(buildRun({ nodes })).text);
      const clock = (d: Date): string =>
        [d.getDate(), d.getHours(), d.getMinutes(), d.getSeconds(), d.getMilliseconds()].join(' ');
      expect(tasks.map((t) => `${clock(t.startTime)} - ${clock(t.endTime)}`)).toEqual([
        '1 0 0 0 0 - 1 0 1 1 255',
        '1 0 1 1 255 - 2 6 0 0 5',
      ]);
    },
  );

  it('has hours on its axis only where there are any', () => {
    const axis = (end: number): string | undefined =>
      /axisFormat (.*)/.exec(ganttOf(buildRun({ nodes: [{ id: 'a', start: 0, end }] })).text)?.[1];
    expect([axis(1), axis(3_599_999), axis(3_600_000)]).toEqual(['%M:%S.%L', '%M:%S.%L', '%H:%M:%S']);
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

interface Task {
  readonly task: string;
  readonly crit?: boolean;
  readonly done?: boolean;
  readonly milestone?: boolean;
  readonly vert?: boolean;
  readonly startTime: Date;
  readonly endTime: Date;
}

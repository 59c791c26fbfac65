/** CSV and Markdown: what people and their programs read, whatever the names hold. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { nodesCsv, runsCsv } from '../../src/formats/csv/columns.ts';
import { type Cell, csvOf } from '../../src/formats/csv/csv.ts';
import { markdownOf } from '../../src/formats/markdown/report.ts';
import type { Run } from '../../src/model/run.ts';
import { sessionRuns } from './arbitrary-session.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 120_000 });

/** RFC 4180, strictly: rows of cells. */
function parsed(text: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], '', false];
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[++i];
      else quoted = false;
    } else if (c === '"') {
      if (cell !== '') throw new Error(`a quote inside of a cell at ${i}`);
      quoted = true;
    } else if (c === ',') [row, cell] = [[...row, cell], ''];
    else if (c === '\r') {
      if (text[++i] !== '\n') throw new Error(`CR without LF at ${i}`);
      rows.push([...row, cell]);
      [row, cell] = [[], ''];
    } else if (c === '\n') throw new Error(`LF without CR at ${i}`);
    else cell += c;
  }
  if (quoted || cell !== '' || row.length > 0) throw new Error('cut off');
  return rows;
}

/** Cells as a program makes them that takes another separator than ours for one, as spreadsheets of many countries do. */
function cellsBy(separator: string, text: string): string[] {
  const cells: string[] = [];
  let [cell, quoted] = ['', false];
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (quoted && c === '"' && text[i + 1] === '"') cell += text[++i];
    else if (quoted) quoted = c !== '"';
    else if (c === '"' && cell === '') quoted = true;
    else if (c === separator || c === '\r' || c === '\n') {
      cells.push(cell);
      cell = '';
      continue;
    } else cell += c;
    if (quoted && c !== '"') cell += c;
  }
  return [...cells, cell];
}

const hostile = fc.constantFrom(
  'x;=1+1',
  ';=1',
  'x;"=1',
  'x; "" +1',
  'x\t=1',
  'x\n@SUM(A1)',
  'x;\t-1',
  '"=1',
  'a;b',
  "it's",
  '＝1+1',
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '"',
  'a,b',
  'a\r\nb',
  "'=1",
  '<img src=x onerror=alert(1)>',
  '`',
  '| x',
  '@octocat',
  '\u202e',
);
const named = fc.tuple(sessionRuns, fc.infiniteStream(hostile)).map(([runs, names]) =>
  runs.map((run): Run => {
    const next = (): string => names.next().value as string;
    return {
      ...run,
      workflow: { ...run.workflow, name: next() },
      nodes: run.nodes.map((n) => ({ ...n, title: next(), type: next() })),
    };
  }),
);

describe('CSV', () => {
  it('has one row an instance, with each name as it is or guarded, and times as numbers', () => {
    fc.assert(
      fc.property(named, (runs) => {
        const [head = [], ...rows] = parsed([...nodesCsv(runs)].join(''));
        const nodes = runs.flatMap((run) => run.nodes);
        expect(rows).toHaveLength(nodes.length);
        const at = (name: string): number => head.indexOf(name);
        rows.forEach((row, i) => {
          const node = nodes[i];
          expect(row).toHaveLength(head.length);
          for (const [column, value] of [
            ['title', node?.title],
            ['type', node?.type],
            ['node_id', node?.id],
          ] as const) {
            const cell = row[at(column)] ?? '';
            // As it is where nothing could begin a formula, else with apostrophes more.
            if (!/[=+\-@＝＋－＠]|\p{Cc}/u.test(value ?? '')) expect(cell).toBe(value ?? '');
            expect(cell.replaceAll("'", '')).toBe((value ?? '').replaceAll("'", ''));
            expect(cell).not.toMatch(/^(?:[=+\-@＝＋－＠]|\p{Cc})/u);
          }
          expect(row[at('start_us')]).toBe(node?.startUs === undefined ? '' : String(node.startUs));
          expect(row[at('duration_us')]).toBe(
            node?.startUs === undefined || node.endUs === undefined ? '' : String(node.endUs - node.startUs),
          );
        });
      }),
      { numRuns: 500 },
    );
  });

  it('has no cell that begins a formula either when it is opened with semicolons or tabs between cells', () => {
    fc.assert(
      fc.property(named, (runs) => {
        for (const text of [[...nodesCsv(runs)].join(''), [...runsCsv(runs)].join('')])
          for (const separator of [';', '\t', ','])
            for (const cell of cellsBy(separator, text))
              expect(cell.replace(/^[\s\p{Cc}]+/u, '')).not.toMatch(/^(?:[=+@＝＋－＠]|-(?![\d.]+(?:e[+-]\d+)?$))/);
      }),
      { numRuns: 500 },
    );
  });

  it('has every text in quotes, and nothing else', () => {
    const columns = [{ name: 'a', cell: (c: Cell) => c }];
    expect([...csvOf(columns, ['x', '', -5, true, undefined, 'x;=1'])]).toEqual([
      '"a"\r\n',
      '"x"\r\n',
      '""\r\n',
      '-5\r\n',
      'true\r\n',
      '\r\n',
      `"x;'=1"\r\n`,
    ]);
  });

  it('has one row a run', () => {
    fc.assert(
      fc.property(named, (runs) => {
        const [head = [], ...rows] = parsed([...runsCsv(runs)].join(''));
        expect(rows.map((row) => row[head.indexOf('start_us')])).toEqual(runs.map((run) => String(run.startUs)));
        for (const row of rows) for (const cell of row) expect(cell).not.toMatch(/^[=+@\t\r]/);
      }),
      { numRuns: 200 },
    );
  });
});

describe('Markdown', () => {
  it('has no markup of a name in it', () => {
    fc.assert(
      fc.property(named, (runs) => {
        for (const run of runs) {
          const table = [['Node', 'Duration'], ...run.nodes.map((n) => [n.title, '1 ms'])];
          const text = markdownOf(run, { facts: [], table, findings: [], caveats: [], critical: new Set() });
          const [outside = ''] = text.split('```mermaid');
          expect(outside).not.toMatch(/<img|(?<!\\)`|@octocat|\u202e/);
          const rows = outside.split('\n').filter((line) => line.startsWith('|'));
          // Of two cells each: bars in names are escaped, breaks are none.
          for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(4);
          expect(rows).toHaveLength(run.nodes.length + 2);
        }
      }),
      { numRuns: 300 },
    );
  });
});

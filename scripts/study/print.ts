import { type Bar, percent, points } from './bars.ts';
import { LENGTH } from './changes.ts';
import { MEDIAN_US, type Rate, shareOf } from './draws.ts';
import { SLOWER } from './nodes.ts';
import type { Study } from './study.ts';

type Row = readonly string[];

/** The study for people, as Markdown: docs/study.md holds the same tables. */
export function printed(result: Study, bars: readonly Bar[]): string {
  const lines = bars.map((b) => `  ${b.met ? 'met   ' : 'MISSED'}  ${b.name}: ${b.found}`);
  return `${[...Object.values(tablesOf(result)), `Bars\n\n${lines.join('\n')}`].join('\n\n')}\n`;
}

/** Each table with its heading. */
export function tablesOf(result: Study): Readonly<Record<keyof Study, string>> {
  return {
    oneRun: oneRunTable(result),
    sets: setsTable(result),
    changes: changesTable(result),
    floor: floorTable(result),
    nodes: nodesTable(result),
  };
}

export function oneRunTable({ oneRun }: Pick<Study, 'oneRun'>): string {
  const lengths = oneRun[0]?.graded.map(({ n }) => n) ?? [];
  const head = ['noise', 'slower by', 'plain', ...lengths.flatMap((n) => [`n = ${n} confirmed`, 'suspect'])];
  const rows = oneRun.map(({ noise, effect, plain, graded }) => [
    percent(noise),
    percent(effect),
    share(plain),
    ...graded.flatMap(({ confirmed, suspect }) => [share(confirmed), share(suspect)]),
  ]);
  return table(
    `One new run of ${MEDIAN_US / 1e6} s against one before it (plain) and against n (${drawsOf(oneRun[0]?.plain)})`,
    head,
    rows,
  );
}

function setsTable({ sets }: Study): string {
  const rows = sets.map(({ noise, effect, size, slower, faster }) => [
    percent(noise),
    percent(effect),
    `${size} v ${size}`,
    share(slower),
    share(faster),
  ]);
  const head = ['noise', 'slower by', 'runs', 'slower for sure', 'faster for sure'];
  return table(`Two sets of runs (${drawsOf(sets[0]?.slower)})`, head, rows);
}

function changesTable({ changes }: Study): string {
  const rows = changes.map(({ noise, effect, any, atMiddle }) => [
    percent(noise),
    percent(effect),
    share(any),
    share(atMiddle),
  ]);
  const head = ['noise', 'second half slower by', 'any change found', 'only that in the middle'];
  return table(`Change points in a series of ${LENGTH} runs (${drawsOf(changes[0]?.any)})`, head, rows);
}

export function floorTable({ floor }: Pick<Study, 'floor'>): string {
  const rows = floor.map(({ noise, n, asItIs, withoutFloor, withoutRatio, withoutBoth }) => [
    percent(noise),
    String(n),
    ...[asItIs, withoutFloor, withoutRatio, withoutBoth].map(share),
  ]);
  const head = ['noise', 'n', 'as it is', 'no floor', 'no 10 % rule', 'neither'];
  return table(
    `False alarms of quiet workflows: what the spread's floor does (${drawsOf(floor[0]?.asItIs)})`,
    head,
    rows,
  );
}

export function nodesTable({ nodes }: Pick<Study, 'nodes'>): string {
  const rows = nodes.map(({ noise, n, nodes: many, alarm, found }) => [
    noise === 'alike' ? '10 %' : '2-20 %',
    String(n),
    String(many),
    share(alarm),
    share(found),
  ]);
  const title = `Runs in which some node is confirmed as slower (${drawsOf(nodes[0]?.alarm)})`;
  return table(
    title,
    ['noise', 'n', 'nodes', 'nothing changed', `one took ${1 + SLOWER}× as long, and it is found`],
    rows,
  );
}

function share(rate: Rate): string {
  return points(shareOf(rate));
}

function drawsOf(rate: Rate | undefined): string {
  return `${(rate?.draws ?? 0).toLocaleString('en').replace(',', ' ')} draws a cell`;
}

/** A heading and a table with columns of even width, figures to the right. */
function table(title: string, head: Row, rows: readonly Row[]): string {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => (row[i] ?? '').length)));
  const line = (row: Row): string => `| ${row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => `${'-'.repeat(width + 1)}:`).join('|')}|`;
  return [`${title}\n`, line(head), rule, ...rows.map(line)].join('\n');
}

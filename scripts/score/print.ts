import { EDITOR_FACTS } from '../../src/model/editor-facts.ts';
import type { Bar } from './bars.ts';
import type { CaptureScore, Mismatch } from './match.ts';
import type { Row } from './rows.ts';
import type { Spread } from './stats.ts';

const HEAD = ['', 'found', 'missed', 'extra', 'status', 'start', 'end', 'duration', 'inside', '±', 'score'];

/** Differences that are printed. */
const SHOWN = 40;

/** The score for people: pooled rows, rows by recording, run lengths, what differs, the bars. */
export function printed(rows: readonly Row[], scores: readonly CaptureScore[], bars: readonly Bar[]): string {
  const pooled = rows.filter((r) => r.capture === undefined);
  const each = rows.filter((r) => r.capture !== undefined);
  return [
    'Against times read inside the servers. Columns start, end, duration: |error| p50 / p90 / max, ms. inside: share of true starts',
    'and ends within the stated ±; ±: its median half-width, ms; score: mean interval score (Gneiting & Raftery 2007, 95 %), ms.',
    'user code: the truth is the code inside the node, without what the server spends around it.',
    '',
    ...table([HEAD, ...pooled.map((r) => line(`${EDITOR_FACTS[r.editor].name}, ${r.group}`, r))]),
    '',
    ...table([['By recording', ...HEAD.slice(1)], ...each.map((r) => line(`${r.capture} (${r.group})`, r))]),
    '',
    ...streamReaders(pooled),
    ...runLengths(scores),
    ...differences(scores),
    'Bars',
    ...bars.map((b) => `  ${b.met ? 'met   ' : 'MISSED'}  ${b.name}: ${b.measured}`),
    '',
  ].join('\n');
}

function line(name: string, r: Row): readonly string[] {
  const { cover } = r;
  return [
    name,
    ...[r.found, r.missed, r.extra, r.statuses].map(String),
    ...[r.start, r.end, r.duration].map(spread),
    cover ? `${(cover.inside * 100).toFixed(1)} %` : '',
    cover ? ms(cover.halfWidth) : '',
    cover ? ms(cover.score) : '',
  ];
}

function streamReaders(pooled: readonly Row[]): readonly string[] {
  const told = pooled.flatMap(({ editor, group, streamStarts: s }) =>
    s ? [`  ${EDITOR_FACTS[editor].name}, ${group}: ${s.n} starts, |error| ${spread(s)}`] : [],
  );
  return told.length === 0
    ? []
    : ['Nodes that read streams, not scored: their truth contains their waiting', ...told, ''];
}

function runLengths(scores: readonly CaptureScore[]): readonly string[] {
  const told = scores.flatMap(({ capture, runs }) => {
    const each = runs.map(({ errorUs, plusMinusUs }) => `${ms(errorUs)} (±${ms(plusMinusUs)})`);
    return each.length === 0 ? [] : [`  ${capture}: ${each.join(', ')}`];
  });
  return told.length === 0 ? [] : ["Runs: our length minus the server's own record of it, ms", ...told, ''];
}

function differences(scores: readonly CaptureScore[]): readonly string[] {
  const told = (what: string, list: readonly Mismatch[]) =>
    list.map((m) => `  ${what}: ${m.capture} ${m.node}: ${m.what}`);
  const all = scores.flatMap((s) => [
    ...told('missed', s.missed),
    ...told('extra', s.extra),
    ...told('status', s.statuses),
  ]);
  const rest = all.length - SHOWN;
  return all.length === 0
    ? []
    : ['Differences', ...all.slice(0, SHOWN), ...(rest > 0 ? [`  ... and ${rest} more (--json has all)`] : []), ''];
}

function spread(s: Spread | undefined): string {
  return s ? [s.p50, s.p90, s.max].map(ms).join(' / ') : '';
}

function ms(us: number): string {
  const value = us / 1000;
  return value.toFixed(Math.abs(value) < 100 ? 1 : 0);
}

/** First column to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
}

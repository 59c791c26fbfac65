/** What `npm run bench` found, as tables in docs/performance.md. What stands outside of the marks is written by hand and stays. */
import type { Figure } from '../tests/support/bench.ts';

/** What came of one bench. */
export interface BenchOutcome {
  /** Name of its file, without the ending. */
  readonly name: string;
  readonly figures: readonly Figure[];
  /** Exit code: 1 also when a bar was missed; undefined when it was killed. */
  readonly code: number | undefined;
  /** Day on which it was measured, and what the machine had to do besides. */
  readonly when: string;
}

const HEAD = '| bench | ours | other | ratio | unit | n | bar | met |\n|---|---|---|---|---|---|---|---|';

/** The figures that a bench printed, a line of JSON each, among what else it says. */
export function figuresIn(output: string): readonly Figure[] {
  return output.split('\n').flatMap((line) => (line.startsWith('{"bench":') ? [JSON.parse(line) as Figure] : []));
}

/** Whether the bench did what it is for; one that misses bars did. */
export function ended({ figures, code }: Pick<BenchOutcome, 'figures' | 'code'>): boolean {
  if (figures.length === 0 || code === undefined) return false;
  // Of a bench that says 1 and missed nothing it is not known why.
  return figures.every((figure) => figure.pass) ? code === 0 : code === 1;
}

export function tableOf(outcome: BenchOutcome): string {
  const rows = outcome.figures.map(rowOf);
  if (!ended(outcome)) rows.push('| **it did not run to its end** | – | – | – | – | – | – | **no** |');
  return `${outcome.when}\n\n${[HEAD, ...rows].join('\n')}`;
}

function rowOf({ bench, ours, other, ratio, unit, n, bar, least, pass }: Figure): string {
  const bound = bar === undefined ? '–' : `${ratio === undefined ? '' : 'ratio '}${least ? '≥' : '≤'} ${number(bar)}`;
  const met = bar === undefined && pass ? '–' : pass ? 'yes' : '**no**';
  const cells = [bench, number(ours), number(other), number(ratio), unit, String(n), bound, met];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Four digits at most; what is not known (JSON writes NaN as null) is a dash. */
function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
}

/** Puts a text between the marks of a part, `<!-- part -->` … `<!-- /part -->`; a part without marks comes to the end. */
export function putPart(document: string, part: string, content: string): string {
  const [open, close] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
  const block = `${open}\n${content}\n${close}`;
  const [from, to] = [document.indexOf(open), document.indexOf(close)];
  if (from < 0 && to < 0) return `${document.trimEnd()}\n\n## ${part}\n${block}\n`;
  if (from < 0 || to < from) throw new Error(`the marks of ${part} do not match`);
  return document.slice(0, from) + block + document.slice(to + close.length);
}

/** The document with these outcomes in place of what it had of the same benches. */
export function withOutcomes(document: string, machine: string, outcomes: readonly BenchOutcome[]): string {
  const withMachine = putPart(document, 'machine', machine);
  return outcomes.reduce((text, outcome) => putPart(text, outcome.name, tableOf(outcome)), withMachine);
}

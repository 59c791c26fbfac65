/** Rows of a table as they stand in a form: texts. Pure. */
import type { Decoded } from '../src/formats/amounts.ts';
import type { Problem } from '../src/formats/problems.ts';

export interface RowDraft<F extends string = string> {
  /** Only to tell the rows apart. */
  readonly key: number;
  readonly cells: Readonly<Record<F, string>>;
}

export interface Column<F extends string = string> {
  readonly field: F;
  readonly label: string;
  /** What it means when nothing is typed; '' where something must be. */
  readonly empty: string;
  readonly kind: 'name' | 'figure' | 'time' | 'unit';
  /** The typed text as it is shown once the field is left. */
  readonly tidy?: (text: string) => string;
}

/** Rows of one kind, and what people call one of them. */
export interface RowKind<F extends string = string> {
  readonly noun: string;
  readonly columns: readonly Column<F>[];
}

/** What is wrong in a form: the place as the form has it (`row` and `field` only in a row) and in words. */
export interface FormProblem {
  readonly list: string;
  readonly row?: number;
  readonly field: string;
  readonly where: string;
  readonly error: string;
}

/** What a form describes, or all that is wrong with it. */
export type Formed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FormProblem[] };

let keys = 0;

/** A row with these texts, or an empty one. */
export function newRow<F extends string>({ columns }: RowKind<F>, cells?: Readonly<Record<F, string>>): RowDraft<F> {
  const all = columns.map(({ field }) => [field, cells?.[field] ?? '']);
  return { key: ++keys, cells: Object.fromEntries(all) as Record<F, string> };
}

/** The rows in which something is written. One just added is not wrong, it is not there yet. */
export function written<F extends string>(rows: readonly RowDraft<F>[]): readonly RowDraft<F>[] {
  return rows.filter(({ cells }) => Object.values<string>(cells).some((text) => text.trim() !== ''));
}

/** A typed text; undefined for none. */
export function textIn(cell: string): string | undefined {
  return cell.trim() === '' ? undefined : cell;
}

/** A typed number; what is none stays text, so that the decoder can say what it found. */
export function numberIn(cell: string): number | string | undefined {
  const text = textIn(cell);
  return text === undefined || !Number.isFinite(Number(text)) ? text : Number(text);
}

/** The members that are there. */
export function given<T>(members: Readonly<Record<string, T | undefined>>): Readonly<Record<string, T>> {
  const there = Object.entries(members).filter((member): member is [string, T] => member[1] !== undefined);
  return Object.fromEntries(there);
}

/** What a decoder said of the written rows, with each problem put where the form has it. */
export function formed<T>(
  decoded: Decoded<T>,
  lists: Readonly<Record<string, { readonly kind: RowKind; readonly rows: readonly RowDraft[] }>>,
): Formed<T> {
  if (decoded.ok) return decoded;
  const placed = ({ where, error }: Problem): FormProblem => {
    const [, list = '', nth] = /^(\w+)(?:\[(\d+)\])?/.exec(where) ?? [];
    const of = lists[list];
    const found = nth === undefined ? undefined : of && written(of.rows)[Number(nth)];
    if (!of || !found) return { list, field: '', where: list, error };
    const row = of.rows.indexOf(found);
    const field = /\.(\w+)$/.exec(where)?.[1] ?? '';
    const label = of.kind.columns.find((column) => column.field === field)?.label.toLowerCase();
    return { list, row, field, where: `${of.kind.noun} ${row + 1}${label ? `, ${label}` : ''}`, error };
  };
  return { ok: false, problems: decoded.problems.map(placed) };
}

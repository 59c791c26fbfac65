export type Cell = string | number | boolean | undefined;

/** What a spreadsheet takes for the beginning of a formula (https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * A table as CSV (RFC 4180): rows end with CR LF, a cell with a comma, a quote or a line break stands in quotes, quotes are doubled. Text
 * that a spreadsheet would take for a formula gets an apostrophe in front, numbers are written as they are.
 */
export function* csvOf<T>(
  columns: readonly { readonly name: string; cell(row: T): Cell }[],
  rows: Iterable<T>,
): Generator<string> {
  yield line(columns.map((c) => c.name));
  for (const row of rows) yield line(columns.map((c) => c.cell(row)));
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(text).join(',')}\r\n`;
}

function text(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

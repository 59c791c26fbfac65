export type Cell = string | number | boolean | undefined;

/**
 * What a spreadsheet takes for the beginning of a formula (https://owasp.org/www-community/attacks/CSV_Injection), in either width, blanks,
 * quotes and control characters before it or none.
 */
const FORMULA = /^(?:[\s\p{Cc}"]*[=+\-@＝＋－＠]|\p{Cc})/u;
/** The same where a cell begins for who takes a semicolon, a tab or any line break for the end of one. */
const INSIDE = /([;\t\r\n][\s\p{Cc}"]*)(?=[=+\-@＝＋－＠])/gu;

/**
 * A table as CSV (RFC 4180): rows end with CR LF, text stands in quotes, quotes in it are doubled; numbers are written as they are. Text that
 * a spreadsheet would take for a formula gets an apostrophe in front, also inside: spreadsheets of many countries split at semicolons
 * whatever the quotes, and `x;=1` would be two cells. Apostrophes are not taken out again by any reader: such a text is not quite the name
 * it was (a session file holds it as it is), every other one is.
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
  const inside = cell.replace(INSIDE, "$1'");
  const safe = FORMULA.test(inside) ? `'${inside}` : inside;
  // Always quoted: what imports with several separators at once splits at those that are bare.
  return `"${safe.replaceAll('"', '""')}"`;
}

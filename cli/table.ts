/** Left-aligned first column, the others right-aligned. */
export function table(rows: readonly (readonly string[])[]): string {
  const width = (column: number): number =>
    rows.reduce((max, row) => Math.max(max, [...(row[column] ?? '')].length), 0);
  const widths = (rows[0] ?? []).map((_, column) => width(column));
  return rows
    .map((row) => `  ${row.map((cell, i) => pad(cell, widths[i] ?? 0, i > 0)).join('   ')}`.trimEnd())
    .join('\n');
}

function pad(cell: string, width: number, left: boolean): string {
  const space = ' '.repeat(Math.max(0, width - [...cell].length));
  return left ? space + cell : cell + space;
}

/** Names come from pages: nothing in them may steer the terminal. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (c) => (c === '\n' ? c : '\uFFFD'));
}

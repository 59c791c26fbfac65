/**
 * True when the glob is all of the text; `*` stands for any characters. Without backtracking: each piece is taken where it comes
 * first.
 */
export function fits(glob: string, text: string): boolean {
  const [first = '', ...pieces] = glob.split('*');
  const last = pieces.pop();
  if (last === undefined) return text === glob;
  const until = text.length - last.length;
  if (until < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const piece of pieces) {
    const at = text.indexOf(piece, from);
    if (at < 0 || at + piece.length > until) return false;
    from = at + piece.length;
  }
  return true;
}

/** The same, whatever the case. */
export function fitsAnyCase(glob: string, text: string): boolean {
  return fits(glob.toLowerCase(), text.toLowerCase());
}

import { FILE_LIMITS } from '../model/limits.ts';

/** The same text in fewer pieces, each but the last of at least 64 Ki units: writers give many small ones. */
export function* inPieces(texts: Iterable<string>): Generator<string> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < FILE_LIMITS.pieceChars) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** A JSON list, element by element: `[`, the elements with commas between them, `]`. */
export function* jsonList<T>(items: Iterable<T>, element: (item: T) => string): Generator<string> {
  yield '[';
  let first = true;
  for (const item of items) {
    yield first ? element(item) : `,${element(item)}`;
    first = false;
  }
  yield ']';
}

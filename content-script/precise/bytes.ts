const { apply } = Reflect;
const { toWellFormed } = String.prototype;

/**
 * A value as browsers make a `USVString` of it. What the page's own code throws goes through; what the engine throws is told as the
 * browser tells it, with `failed` in front.
 */
export function wellFormed(value: unknown, failed: string): string {
  return apply(toWellFormed, textOf(value, failed), []);
}

const NO_TEXT = ['Cannot convert a Symbol value to a string', 'Cannot convert object to primitive value'];

export function textOf(value: unknown, failed: string): string {
  try {
    return `${value}`;
  } catch (error) {
    const said = error instanceof TypeError ? error.message : '';
    throw NO_TEXT.includes(said) ? new TypeError(`${failed}${said}`) : error;
  }
}

/** Bytes of a well-formed text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Each half of a pair counts for two of the pair's four bytes.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

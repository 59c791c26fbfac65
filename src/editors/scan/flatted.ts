import type { Cursor, ScanTrouble, ValueKind } from './cursor.ts';
import { jsonCursor } from './json.ts';

/**
 * Text of the `flatted` package, read in place: a JSON list in which each text, list or map stands once, and each text inside
 * a list or map is the index of what is meant there. The cursor follows these by itself, so that what reads plain JSON reads
 * this too. Circles are possible: they end at `maxDepth`. https://github.com/WebReflection/flatted
 *
 * A value that was not looked at has no size, another that of its own entry: what it refers to is shared and not counted.
 */
export function flattedCursor(text: string, maxDepth: number): Cursor {
  const starts: number[] = [];
  const ends: number[] = [];
  const list = jsonCursor(text, 2);
  if (list.kind() === 'list') {
    list.eachItem(() => {
      list.kind();
      starts.push(list.offset());
      list.skip();
      ends.push(list.offset());
    });
  }
  let trouble: ScanTrouble | undefined = list.trouble ?? (starts.length === 0 ? 'malformed' : undefined);
  let depth = 0;
  let passed = 0;
  /** The value ahead: in an entry that is being read, or the entry of this index, not yet looked at. */
  let ahead: Cursor | number = 0;

  function here(): Cursor {
    if (typeof ahead !== 'number') return ahead;
    const from = starts[ahead];
    if (from === undefined) trouble ??= 'malformed';
    ahead = jsonCursor(from === undefined ? 'null' : text.slice(from, ends[ahead]), 2);
    return ahead;
  }
  function container(method: 'eachKey' | 'eachItem', visit: (key: string, index: number) => void): void {
    const outer = here();
    if (depth >= maxDepth) {
      trouble ??= 'too-deep';
      return;
    }
    depth++;
    let index = 0;
    outer[method]((key: string | number) => {
      if (trouble) return;
      ahead = outer.kind() === 'text' ? Number(outer.text(16)) : outer;
      visit(String(key), index++);
    });
    trouble ??= outer.trouble;
    ahead = outer;
    depth--;
  }
  function skip(): number {
    // What is not looked at needs no reading: it lies elsewhere.
    const size = trouble || typeof ahead === 'number' ? 0 : ahead.skip();
    passed += size;
    return size;
  }

  return {
    get trouble() {
      return trouble ?? (typeof ahead === 'number' ? undefined : ahead.trouble);
    },
    offset: () => passed,
    kind: (): ValueKind => (trouble ? 'nil' : here().kind()),
    eachKey: (visit) => container('eachKey', visit),
    eachItem: (visit) => container('eachItem', (_key, index) => visit(index)),
    text: (max) => (trouble ? undefined : here().text(max)),
    number: () => (trouble ? undefined : here().number()),
    bool: () => (trouble ? undefined : here().bool()),
    skip,
  };
}

/**
 * The whole text ahead, however long. A cursor over JSON unescapes piece by piece, which for megabytes of escaped quotes takes
 * longer than all else; `source` is what the cursor reads, '' when it reads no text.
 */
export function longText(cursor: Cursor, source: string): string | undefined {
  if (cursor.kind() !== 'text' || source === '') return cursor.text(Number.POSITIVE_INFINITY);
  const from = cursor.offset();
  cursor.skip();
  try {
    const value: unknown = JSON.parse(source.slice(from, cursor.offset()));
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

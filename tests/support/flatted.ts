/** The `flatted` format the plain way, to compare with: texts, lists and maps stand once, references to them are texts. */
export function flatten(root: unknown): string {
  const entries: unknown[] = [root];
  const places = new Map<unknown, number>([[root, 0]]);
  const refer = (value: unknown): unknown => {
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return value;
    const known = places.get(value);
    if (known !== undefined) return String(known);
    places.set(value, entries.length);
    entries.push(value);
    return String(entries.length - 1);
  };
  const out: unknown[] = [];
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i];
    if (Array.isArray(entry)) out.push(entry.map(refer));
    else if (typeof entry === 'object' && entry !== null) {
      out.push(Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, refer(value)])));
    } else out.push(entry);
  }
  return JSON.stringify(out);
}

export function unflatten(text: string): unknown {
  const entries = JSON.parse(text) as unknown[];
  const follow = (value: unknown): unknown => (typeof value === 'string' ? build(entries[Number(value)]) : value);
  const build = (entry: unknown): unknown => {
    if (Array.isArray(entry)) return entry.map(follow);
    if (typeof entry !== 'object' || entry === null) return entry;
    return Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, follow(value)]));
  };
  return build(entries[0]);
}

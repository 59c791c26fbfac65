type Patchable = Record<string, unknown> | object;

/**
 * `base` with the members of `patch`: null removes one, the rest replaces. Returns `base` itself when nothing differs, so that
 * an unchanged node keeps its identity and the panel need not be told.
 */
export function withPatch<T extends object>(base: T, patch: { readonly [K in keyof T]?: T[K] | null | undefined }): T {
  let next: Record<string, unknown> | undefined;
  for (const [key, value] of Object.entries(patch)) {
    const now = (next ?? base) as Record<string, unknown>;
    if (value === null || value === undefined) {
      if (!(key in now)) continue;
      next = { ...now };
      delete next[key];
    } else if (!same(now[key], value)) {
      next = { ...now, [key]: value };
    }
  }
  return (next as T | undefined) ?? base;
}

/** Deep equality of plain data. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isPlain(a) || !isPlain(b)) return false;
  const [keysA, keysB] = [Object.keys(a), Object.keys(b)];
  return keysA.length === keysB.length && keysA.every((k) => same((a as never)[k], (b as never)[k]));
}

function isPlain(value: unknown): value is Patchable {
  return typeof value === 'object' && value !== null;
}

import { fail, type Result } from '../model/result.ts';

/**
 * Makes a document of one version one of the next. It changes nothing of what it is given, and may
 * throw on what its version was not.
 */
export type Upgrader = (document: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/**
 * A document of an older version as the present one, step by step: `upgraders[n - 1]` makes version n + 1 of version n, so there is one for
 * each version but the last. A failure says which step it was; a newer version is refused.
 */
export function upgraded(
  document: Readonly<Record<string, unknown>>,
  upgraders: readonly Upgrader[],
): Result<Readonly<Record<string, unknown>>> {
  const { version } = document;
  const present = upgraders.length + 1;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    return fail('"version" is not a version number');
  if (version > present) return fail(`made by a newer Longpole: version ${version}, this one reads ${present}`);
  let at = document;
  for (let n = version; n < present; n++) {
    try {
      at = { ...upgraders[n - 1]?.(at), version: n + 1 };
    } catch {
      return fail(`not what version ${n} should be: it cannot be read as version ${n + 1}`);
    }
  }
  return { ok: true, value: at };
}

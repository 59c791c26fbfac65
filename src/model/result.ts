/** An expected failure is a value. `where` names the place ("line 3", "runs[2].nodes[0].startUs"). */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string; readonly where: string };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(
  error: string,
  where = '',
): { readonly ok: false; readonly error: string; readonly where: string } {
  return { ok: false, error, where };
}

/** Path segments longer than this are ids or tokens, not names. */
const LONGEST_SEGMENT = 24;

/**
 * `host/path` of an absolute URL for showing to a person: no scheme, user, query or fragment, at most 256 characters, and
 * '…' for long path segments, which tend to be tokens.
 */
export function whereOf(url: string): string {
  const bare = url.replace(/^(?:blob:)?[a-z][a-z0-9+.-]*:\/*/i, '').replace(/[?#].*$/s, '');
  const [authority = '', ...path] = bare.split('/');
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return [host, ...path.map((part) => (part.length > LONGEST_SEGMENT ? '…' : part))].join('/').slice(0, 256);
}

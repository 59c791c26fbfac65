import { looksLikeToken } from './token.ts';

/** What may be shown of an address. */
const LONGEST = 256;
/** Addresses may be megabytes (`data:`): no more is looked at. */
const LOOKED_AT = 4096;
/** A path's piece that reads like a name. Longer ones are ids or tokens; others hold addresses, parameters, anything. */
const NAME = /^@?[\w.~+-]{0,24}$/;
const UNTOLD = '…';

/**
 * `host/path` of an absolute URL for showing to a person: no scheme, user, query or fragment, at most 256 characters, and '…' for
 * pieces of the path that are no names, which tend to be tokens. Of addresses that name no host (`data:`, `file:`) only the scheme: the
 * rest is contents, or a folder at home.
 */
export function whereOf(url: string): string {
  const bare = url.slice(0, LOOKED_AT).trim();
  const [, scheme = '', rest = ''] = /^(?:blob:)?([a-z][a-z0-9+.-]*):\/*(.*)$/is.exec(bare) ?? [];
  if (scheme !== '' && !/^(?:https?|wss?)$/i.test(scheme)) return `${scheme.toLowerCase()}:`.slice(0, LONGEST);
  const [authority = '', ...path] = (scheme === '' ? bare : rest).replace(/[?#].*$/s, '').split(/[/\\]/);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return [host, ...path.map(told)].join('/').slice(0, LONGEST);
}

function told(piece: string): string {
  return NAME.test(piece) && !looksLikeToken(piece) ? piece : UNTOLD;
}

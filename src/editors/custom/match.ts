import { fits } from '../../model/glob.ts';
import { PAGE_LIMITS } from '../../model/limits.ts';
import type { Mapping } from '../../model/mapping.ts';
import type { Frame, HttpHead } from '../editor.ts';

/** `host/path` of an address, as globs see it: no scheme, user, query or fragment. */
export function placeOf(url: string): string {
  const bare = url
    .slice(0, PAGE_LIMITS.addressChars)
    .replace(/^(?:blob:)?[a-z][a-z0-9+.-]*:\/*/i, '')
    .replace(/[?#].*$/s, '');
  const slash = bare.indexOf('/');
  const authority = slash < 0 ? bare : bare.slice(0, slash);
  return authority.slice(authority.lastIndexOf('@') + 1).toLowerCase() + (slash < 0 ? '/' : bare.slice(slash));
}

/** Is this address one that the mapping is for? */
export function fitsUrl({ match }: Mapping, url: string): boolean {
  const glob = match.url.startsWith('/') ? `*${match.url}` : match.url;
  const place = placeOf(url);
  return fits(glob, place) || (!glob.includes('/') && fits(glob, place.slice(0, place.indexOf('/'))));
}

export function fitsFrame(mapping: Mapping, { transport, url }: Pick<Frame, 'transport' | 'url'>): boolean {
  return mapping.match.transport.includes(transport) && fitsUrl(mapping, url);
}

export function fitsHead(mapping: Mapping, { method, url }: HttpHead): boolean {
  const { transport, methods } = mapping.match;
  return transport.includes('http') && (!methods || methods.includes(method.toUpperCase())) && fitsUrl(mapping, url);
}

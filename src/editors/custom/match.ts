import type { Mapping } from '../../model/mapping.ts';
import type { Frame, HttpHead } from '../editor.ts';

/** Addresses are compared up to here. */
const LONGEST = 2048;

/** Does a glob (`*`: any characters) fit all of a text? Linear in practice: one `*` is tried again at a time. */
export function fits(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  let star = -1;
  let again = 0;
  while (t < text.length) {
    if (g < glob.length && glob[g] === '*') {
      star = g++;
      again = t;
    } else if (g < glob.length && glob[g] === text[t]) {
      g++;
      t++;
    } else if (star >= 0) {
      g = star + 1;
      t = ++again;
    } else return false;
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}

/** `host/path` of an address, as globs see it: no scheme, user, query or fragment. */
export function placeOf(url: string): string {
  const bare = url
    .slice(0, LONGEST)
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

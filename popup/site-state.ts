/** What holds of the site in front of the user. Pure. */
import { BUILT_IN_SITES, covers } from '../src/model/site.ts';

/** Browsers keep extensions out of their own shops, whatever is granted. */
const SHOPS = ['https://chromewebstore.google.com', 'https://chrome.google.com', 'https://addons.mozilla.org'];

export type SiteState =
  /** No extension is let in. */
  | { readonly kind: 'impossible' }
  | { readonly kind: 'closed'; readonly origin: string; readonly pattern: string }
  /** By manifest; the browser's own settings can take it back. */
  | { readonly kind: 'built-in'; readonly origin: string }
  /** `own`: the grant is for this site and can be withdrawn here; else by a wider one, named by its patterns. */
  | { readonly kind: 'open'; readonly origin: string; readonly own: boolean; readonly patterns: readonly string[] };

/** `granted`: match patterns; `patternOf`: how this browser grants an origin (undefined: not at all). */
export function siteStateOf(
  url: string,
  granted: readonly string[],
  patternOf: (origin: string) => string | undefined,
): SiteState {
  const origin = URL.canParse(url) ? new URL(url).origin : '';
  const pattern = patternOf(origin);
  if (pattern === undefined || SHOPS.includes(origin)) return { kind: 'impossible' };
  const patterns = granted.filter((p) => covers(p, origin));
  if (patterns.length === 0) return { kind: 'closed', origin, pattern };
  if (patterns.some((p) => BUILT_IN_SITES.includes(p))) return { kind: 'built-in', origin };
  return { kind: 'open', origin, own: patterns.every((p) => p === pattern), patterns };
}

/** Sites as browsers name them in permissions: match patterns. Pure, so that background, panel and pages agree. */

/**
 * Asked for by the manifest: its content scripts' matches (a test compares them). Granted with the installation, and listed
 * among the granted patterns unless the user took them back in the browser's own settings.
 */
export const BUILT_IN_SITES: readonly string[] = ['*://localhost/*', '*://127.0.0.1/*'];

/** The script of the precise clock in the built extension; no manifest names it. */
export const PRECISE_FILE = 'content-script/precise.iife.js';

interface Origin {
  readonly scheme: string;
  readonly host: string;
  /** Never absent: the scheme's own port where none is written. */
  readonly port: string;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** The parts of an http(s) origin as browsers write it ("http://10.0.0.5:5678"); undefined for any other text. */
function partsOf(origin: string): Origin | undefined {
  const [, scheme = '', host = '', port] = /^(https?):\/\/(\[[\da-f:.]+\]|[^/:?#@*\s]+)(?::(\d+))?$/.exec(origin) ?? [];
  return host === '' ? undefined : { scheme, host, port: port ?? DEFAULT_PORTS[scheme] ?? '' };
}

/**
 * The match pattern of one origin; undefined when a browser grants no access to such pages (chrome://, file://, ...).
 * `ports`: whether the browser knows ports in patterns. Chromium does, and grants just that port; Firefox refuses such a
 * pattern, so there a grant is for all ports of the host.
 */
export function patternOf(origin: string, ports: boolean): string | undefined {
  const parts = partsOf(origin);
  return parts && `${parts.scheme}://${parts.host}${ports ? `:${parts.port}` : ''}/*`;
}

/** True when a match pattern covers pages of this origin. Paths of patterns are not looked at: browsers ignore them in permissions. */
export function covers(pattern: string, origin: string): boolean {
  const parts = partsOf(origin);
  if (!parts) return false;
  if (pattern === '<all_urls>') return true;
  const [, scheme, host = '', port = '*'] = /^(\*|https?):\/\/(\[[^\]]*\]|[^/:]+)(?::(\d+|\*))?\//.exec(pattern) ?? [];
  if (scheme === undefined || (scheme !== '*' && scheme !== parts.scheme)) return false;
  if (port !== '*' && port !== parts.port) return false;
  if (host === '*' || host === parts.host) return true;
  return host.startsWith('*.') && (parts.host === host.slice(2) || parts.host.endsWith(host.slice(1)));
}

/** True when pages of this origin may be recorded. */
export function isAllowed(origin: string, granted: readonly string[]): boolean {
  return granted.some((pattern) => covers(pattern, origin));
}

/** The sites with the one of this origin marked as forbidden. */
export function withForbidden(chosen: readonly PreciseSite[], origin: string): readonly PreciseSite[] {
  return chosen.map((each) => (covers(each.pattern, origin) ? { ...each, forbidden: true } : each));
}

/** The patterns among those a browser lists that are about web pages, sorted. */
export function webSites(patterns: readonly string[]): readonly string[] {
  const sites = patterns.filter((p) => /^(?:\*|https?):\/\//.test(p) || p === '<all_urls>');
  return [...new Set(sites)].sort();
}

/** Those that the user granted one by one: all but the built-in ones. */
export function addedSites(granted: readonly string[]): readonly string[] {
  return granted.filter((p) => !isBuiltIn(p));
}

/** True of the built-in patterns and of one origin among theirs, which is granted by itself for the precise clock only. */
export function isBuiltIn(pattern: string): boolean {
  return BUILT_IN_SITES.some((each) => each === pattern || covers(each, pattern.replace(/\/[^/]*$/, '')));
}

/** A site for which the user has switched the precise clock on (docs/adr/0021-precise-clock.md). */
export interface PreciseSite {
  /** Match pattern of one origin. */
  readonly pattern: string;
  /** The site's policy was seen to forbid it: not tried again until the user asks, for each try is reported to the site. */
  readonly forbidden?: true;
}

/** Patterns of the sites where the precise clock is to run: switched on, not forbidden, and granted by themselves or within another grant. */
export function preciseSites(chosen: readonly PreciseSite[], granted: readonly string[]): readonly string[] {
  // A site of the manifest lets scripts of the manifest run, and no others.
  const grants = granted.filter((p) => !BUILT_IN_SITES.includes(p));
  return chosen.flatMap(({ pattern, forbidden }) =>
    !forbidden && isAllowed(pattern.replace(/\/\*$/, ''), grants) ? [pattern] : [],
  );
}

/** A pattern in words: "http://10.0.0.5:5678", "https://n8n.example.com", "http://10.0.0.5 (every port)", "all sites". */
export function siteName(pattern: string): string {
  if (pattern === '<all_urls>' || /^\*:\/\/\*(?::\*)?\//.test(pattern)) return 'all sites';
  const bare = pattern.replace(/\/[^/]*$/, '');
  const origin = partsOf(bare);
  if (!origin) return bare;
  if (!/:\d+$/.test(bare)) return `${bare} (every port)`;
  return origin.port === DEFAULT_PORTS[origin.scheme] ? bare.replace(/:\d+$/, '') : bare;
}

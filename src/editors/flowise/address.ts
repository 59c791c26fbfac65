import { shortId } from '../scan/labels.ts';
import { pathOf } from '../steps/rows.ts';

export interface Address {
  /** Of its exchange: a run's stream, a chatflow loaded or saved, a run to be stopped. */
  readonly about: 'run' | 'chatflow' | 'abort';
  readonly flow: string;
}

const PATHS = [
  ['run', 'POST', /\/api\/v1\/(?:internal-)?prediction\/([^/]+)$/],
  ['chatflow', 'GET', /\/api\/v1\/chatflows\/([^/]+)$/],
  ['chatflow', 'PUT', /\/api\/v1\/chatflows\/([^/]+)$/],
  ['chatflow', 'POST', /\/api\/v1\/chatflows()$/],
  ['abort', 'PUT', /\/api\/v1\/chatmessage\/abort\/([^/]+)\/[^/]+$/],
] as const;

/** What a request of Flowise's page is about, by the end of its path: it is used behind prefixes. */
export function addressOf(method: string, url: string): Address | undefined {
  // Most addresses of most pages end here.
  if (!url.includes('/api/v1/')) return undefined;
  const path = pathOf(url);
  for (const [about, verb, pattern] of PATHS) {
    const found = verb === method.toUpperCase() ? pattern.exec(path) : null;
    if (found) return { about, flow: shortId(found[1] ?? '') };
  }
  return undefined;
}

import { shortId } from '../scan/labels.ts';
import { pathOf } from '../steps/rows.ts';

export interface Address {
  /** A run asked for, its events, a run to be stopped, a flow loaded or saved. */
  readonly about: 'build' | 'events' | 'cancel' | 'flow';
  /** The flow's id, or the job's where the address names that. */
  readonly flow: string;
  readonly job: string;
  /** The answer is the stream of events itself; else they are asked for (again and again, when polling). */
  readonly delivery: 'streaming' | 'polling' | 'direct';
}

/** https://github.com/langflow-ai/langflow, src/frontend/src/customization/utils/custom-buildUtils.ts */
const PATHS = [
  ['build', 'POST', /\/(?:build|build_public_tmp)\/([^/]+)\/flow$/],
  ['events', 'GET', /\/(?:build|build_public_tmp)\/([^/]+)\/events$/],
  ['cancel', 'POST', /\/(?:build|build_public_tmp)\/([^/]+)\/cancel$/],
  ['flow', 'GET', /\/api\/v1\/flows\/([0-9a-f-]{36})$/],
  ['flow', 'PATCH', /\/api\/v1\/flows\/([0-9a-f-]{36})$/],
] as const;

/** What a request of Langflow's page is about, by the end of its path. */
export function addressOf(method: string, url: string): Address | undefined {
  // Most addresses of most pages end here.
  if (!url.includes('/build') && !url.includes('/api/v1/flows/')) return undefined;
  const path = pathOf(url);
  for (const [about, verb, pattern] of PATHS) {
    const id = verb === method.toUpperCase() ? pattern.exec(path)?.[1] : undefined;
    if (id === undefined) continue;
    const ofJob = about === 'events' || about === 'cancel';
    const delivery = /[?&]event_delivery=(polling|direct)\b/.exec(url)?.[1] as 'polling' | 'direct' | undefined;
    return { about, flow: ofJob ? '' : shortId(id), job: ofJob ? shortId(id) : '', delivery: delivery ?? 'streaming' };
  }
  return undefined;
}

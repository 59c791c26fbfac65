import { shortId } from '../scan/labels.ts';
import { pathOf } from '../steps/rows.ts';

export interface Address {
  /** A run's stream, the same stream once more after it broke, a run to be stopped, a workflow loaded. */
  readonly about: 'execute' | 'reconnect' | 'cancel' | 'workflow';
  readonly workflow: string;
  readonly execution: string;
}

/** https://github.com/simstudioai/sim, apps/sim/hooks/use-execution-stream.ts */
const PATHS = [
  ['execute', 'POST', /\/api\/workflows\/([^/]+)\/execute$/],
  ['reconnect', 'GET', /\/api\/workflows\/([^/]+)\/executions\/([^/]+)\/stream$/],
  ['cancel', 'POST', /\/api\/workflows\/([^/]+)\/executions\/([^/]+)\/cancel$/],
  ['workflow', 'GET', /\/api\/workflows\/([^/]+)$/],
] as const;

/** What a request of Sim's page is about, by the end of its path. */
export function addressOf(method: string, url: string): Address | undefined {
  // Most addresses of most pages end here.
  if (!url.includes('/api/workflows/')) return undefined;
  const path = pathOf(url);
  for (const [about, verb, pattern] of PATHS) {
    const found = verb === method.toUpperCase() ? pattern.exec(path) : null;
    if (found) return { about, workflow: shortId(found[1] ?? ''), execution: shortId(found[2] ?? '') };
  }
  return undefined;
}

import { shortId } from '../scan/labels.ts';
import { pathOf } from '../steps/rows.ts';

export interface Address {
  /** A run's stream, what follows after a pause, the draft's graph (loaded or saved), a run to be stopped. */
  readonly about: 'run' | 'events' | 'draft' | 'stop';
  /** Of the app, where the address has one: what ties a run to its graph. */
  readonly app: string;
}

/** https://github.com/langgenius/dify: api/controllers/console/app/workflow.py, web/service/share.ts */
const PATHS = [
  ['run', 'POST', /\/workflows\/draft\/(?:(?:iteration|loop)\/nodes\/[^/]+\/)?run$/],
  ['run', 'POST', /\/workflows\/run$/],
  ['run', 'POST', /\/chat-messages$/],
  ['events', 'GET', /\/workflow\/[^/]+\/events$/],
  ['draft', 'GET', /\/workflows\/draft$/],
  ['draft', 'POST', /\/workflows\/draft$/],
  ['stop', 'POST', /\/(?:workflow-runs\/tasks|workflows\/tasks|chat-messages)\/[^/]+\/stop$/],
] as const;

/** What a request of Dify's page is about, by the end of its path. */
export function addressOf(method: string, url: string): Address | undefined {
  // Most addresses of most pages end here.
  if (!url.includes('/workflow') && !url.includes('/chat-messages')) return undefined;
  const path = pathOf(url);
  const verb = method.toUpperCase();
  const about = PATHS.find(([, of, pattern]) => of === verb && pattern.test(path))?.[0];
  if (!about) return undefined;
  return { about, app: shortId(/\/(?:apps|installed-apps|pipelines)\/([^/]+)\//.exec(path)?.[1] ?? '') };
}

import type { PageEditor } from '../editor.ts';
import { addressOf } from './address.ts';
import { claims } from './claims.ts';
import { createReducer } from './reduce.ts';

/** n8n: the push connection of its editor (WebSocket or server-sent events), its workflows and stored executions. */
export const n8nInPage: PageEditor = {
  id: 'n8n',
  name: 'n8n',
  wants: ({ method, url }) => (addressOf(method, url) ? 'body' : undefined),
  claims,
  createReducer,
};

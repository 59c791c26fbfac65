import type { PageEditor } from '../editor.ts';
import { addressOf } from './address.ts';
import { claims, createReducer } from './reduce.ts';

export const langflowInPage: PageEditor = {
  id: 'langflow',
  name: 'Langflow',
  wants(head) {
    const address = addressOf(head.method, head.url);
    if (!address) return undefined;
    const { about, delivery } = address;
    // A poll is a small answer of its own; a stream is one connection for the whole run.
    const streams = about === 'events' ? delivery !== 'polling' : about === 'build' && delivery === 'direct';
    return streams ? 'stream' : 'body';
  },
  claims,
  createReducer,
};

import type { PageEditor } from '../editor.ts';
import { addressOf } from './address.ts';
import { claims, createReducer } from './reduce.ts';

export const simInPage: PageEditor = {
  id: 'sim',
  name: 'Sim',
  wants(head) {
    const about = addressOf(head.method, head.url)?.about;
    if (!about) return undefined;
    return about === 'execute' || about === 'reconnect' ? 'stream' : 'body';
  },
  claims,
  createReducer,
};

import type { PageEditor } from '../editor.ts';
import { addressOf } from './address.ts';
import { claims, createReducer } from './reduce.ts';

export const difyInPage: PageEditor = {
  id: 'dify',
  name: 'Dify',
  wants(head) {
    const about = addressOf(head.method, head.url)?.about;
    if (!about) return undefined;
    return about === 'run' || about === 'events' ? 'stream' : 'body';
  },
  claims,
  createReducer,
};

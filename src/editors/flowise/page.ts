import type { PageEditor } from '../editor.ts';
import { addressOf } from './address.ts';
import { claims, createReducer } from './reduce.ts';

export const flowiseInPage: PageEditor = {
  id: 'flowise',
  name: 'Flowise',
  wants(head) {
    const about = addressOf(head.method, head.url)?.about;
    if (!about) return undefined;
    return about === 'run' ? 'stream' : 'body';
  },
  claims,
  createReducer,
};

import type { PageEditor } from '../editor.ts';
import { addressOf } from './address.ts';
import { claims } from './claims.ts';
import { createReducer } from './reduce.ts';

/** Node-RED: the editor's `comms` socket, its flows, and the button of an Inject node. */
export const nodeRedInPage: PageEditor = {
  id: 'node-red',
  name: 'Node-RED',
  wants: ({ method, url }) => (addressOf(method, url) ? 'body' : undefined),
  claims,
  createReducer,
};

import type { Frame } from '../editor.ts';
import { addressOf } from './address.ts';

/** Words on the editor's socket, `<httpAdminRoot>/comms`. */
const ASKS = /^\s*\{"(?:subscribe|auth)":"/;
const TELLS = /^\s*\[\{"topic":"/;
/** `{"flows":[...],"rev":...}` since API version 2, before that the bare list, whose first node is a tab. */
const FLOWS = /^\s*(?:\{"flows":\[|\[\{"id":"[^"]*","type":"tab")/;

/** A look at the head of a frame: is this Node-RED's editor? The interpreter believes an inject only beside other signs. */
export function claims(frame: Frame): boolean {
  if (typeof frame.data !== 'string') return false;
  const head = frame.data.slice(0, 128);
  if (frame.transport === 'http') {
    const address = addressOf(frame.http?.method ?? '', frame.url);
    if (address?.what === 'inject') return frame.http?.part === 'request' && /^\s*(?:\{|$)/.test(head);
    return address !== undefined && FLOWS.test(head);
  }
  if (frame.transport !== 'websocket' || !/\/comms(?:[?#]|$)/.test(frame.url)) return false;
  return (frame.dir === 'out' ? ASKS : TELLS).test(head);
}

/** Puts a canary into every place of a capture where users' data can be: it must never leave the page. */
import { readFileSync } from 'node:fs';
import { decode, ExtData, encode } from '@msgpack/msgpack';

/** No one's own word; with a blank and small letters, so that it cannot pass for the class of an error. */
export const CANARY = 'kanarienvogel 4711';

/** What a message is about, and labels that the profile shows: all else is payload. */
const STRUCTURE = new Set([
  ...[
    'type',
    'command',
    'status',
    'event',
    'resource_type',
    'id',
    'jobId',
    'job_id',
    'workflow_id',
    'workflowId',
    'node_id',
    'edge_id',
  ],
  ...['node_name', 'node_type', 'job_name', 'title', 'source', 'target', 'edge_type', 'parent_id', 'job_type'],
  ...['provider', 'model', 'unit', 'currency', 'timestamp', 'execution_strategy', 'request_id', 'thread_id'],
]);

/** Inside of these every key and every string is a user's. */
const PAYLOAD = new Set([
  ...['data', 'params', 'result', 'value', 'properties', 'outputs', 'metadata', 'settings', 'dynamic_properties'],
  ...['response', 'content', 'args', 'tool_calls'],
]);

/** The text of a capture file with the canary in it, and how often. */
export function withCanary(path: string | URL): { readonly text: string; readonly count: number } {
  const [header = '', ...rows] = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  let count = 0;

  const fill = (value: unknown, payload: boolean, top: boolean): unknown => {
    if (value === null || typeof value !== 'object' || value instanceof ExtData) return value;
    if (value instanceof Uint8Array) return payload ? Buffer.concat([value, poison()]) : value;
    if (Array.isArray(value))
      return value.map((item) => (typeof item === 'string' && payload ? mark(item) : fill(item, payload, false)));
    const entries = Object.entries(value).map(([key, member]): [string, unknown] => {
      // `data` of the envelope is the command itself; `data` of a node is what the user typed.
      const inside = payload || (PAYLOAD.has(key) && !(top && key === 'data'));
      if (typeof member === 'string') {
        if (!payload && STRUCTURE.has(key)) return [key, member];
        // "null" is how a server says "no error".
        return [key, key === 'error' && member === 'null' ? member : mark(member)];
      }
      return [key, fill(member, inside, false)];
    });
    if (payload && entries.length > 0) entries.push([mark('key'), mark('value')]);
    return Object.fromEntries(entries);
  };
  const mark = (text: string) => {
    count++;
    // At both ends: a place that keeps the first so many characters keeps it too.
    return `${CANARY} ${text} ${CANARY}`;
  };
  const poison = () => {
    count++;
    return Buffer.from(CANARY);
  };

  const filled = rows.map((line) => {
    const row = JSON.parse(line) as { dir: string; kind: string; data?: string };
    if (row.data === undefined || row.dir === 'event') return line;
    if (row.kind === 'binary') {
      const message = fill(decode(Buffer.from(row.data, 'base64')), false, true);
      return JSON.stringify({ ...row, data: Buffer.from(encode(message)).toString('base64') });
    }
    return JSON.stringify({ ...row, data: JSON.stringify(fill(JSON.parse(row.data), false, true)) });
  });
  return { text: [header, ...filled].join('\n'), count };
}

/** n8n's messages are full of customers' data: a canary in each place where it can be must not come out as a record. */
import { describe, expect, it } from 'vitest';
import type { CaptureRow } from '../../src/formats/capture.ts';
import { recordsOf } from '../../src/profiler/capture-run.ts';
import { CANARY } from '../support/canary.ts';
import { captureNames, loadCapture } from '../support/captures.ts';
import { flatten, unflatten } from '../support/flatted.ts';

/** Labels and ids that a profile shows, and words of the protocol; all other texts are payload. */
const STRUCTURE = new Set([
  ...['type', 'executionId', 'nodeName', 'workflowId', 'workflowName', 'name', 'id', 'node', 'previousNode', 'onError'],
  ...[
    'executionStatus',
    'status',
    'mode',
    'startedAt',
    'stoppedAt',
    'createdAt',
    'destinationNode',
    'data',
    'flattedRunData',
  ],
]);
/** Inside of these every text and every key is a user's. */
const PAYLOAD = new Set([
  ...[
    'json',
    'binary',
    'pairedItem',
    'inputOverride',
    'parameters',
    'credentials',
    'error',
    'metadata',
    'hints',
    'shared',
  ],
  ...['settings', 'staticData', 'meta', 'tags', 'scopes', 'executionData', 'startData', 'contextData', 'collaborators'],
]);

let count = 0;
function mark(text: string): string {
  count++;
  return `${CANARY} ${text} ${CANARY}`;
}

function fill(value: unknown, payload: boolean): unknown {
  if (Array.isArray(value)) return value.map((v) => (typeof v === 'string' && payload ? mark(v) : fill(v, payload)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]): [string, unknown] => {
    const inside = payload || PAYLOAD.has(key);
    if (typeof member !== 'string') return [key, fill(member, inside)];
    // Stored data and taken-over runs are texts with all of it inside.
    if (!payload && (key === 'data' || key === 'flattedRunData') && member.startsWith('[{')) {
      return [key, flatten(fill(unflatten(member), false))];
    }
    return [key, !inside && STRUCTURE.has(key) ? member : mark(member)];
  });
  // Of an item n8n looks for `error` and `tokenUsage`: a key of ours beside them must not matter.
  if (payload) entries.push([mark('key'), mark('value')]);
  return Object.fromEntries(entries);
}

function withCanary(row: CaptureRow): CaptureRow {
  if (row.row === 'http') return /^re(quest|sponse)$/.test(row.phase) ? { ...row, data: filled(row.data) } : row;
  if (row.row !== 'message') return row;
  if (typeof row.data === 'string') return { ...row, data: filled(row.data) };
  if (!(row.data instanceof Uint8Array)) return row;
  return { ...row, data: new TextEncoder().encode(filled(new TextDecoder().decode(row.data))) };
}

function filled(text: string): string {
  if (!text.startsWith('{')) return text;
  return JSON.stringify(fill(JSON.parse(text), false));
}

/** Its rows are pieces of messages; they go the same way once they are whole. */
const names = captureNames('n8n').filter((name) => name !== 'sse_linear');

describe.each(names)('n8n/%s with a canary', (name) => {
  it('gives the same records, and no canary in any of them', () => {
    const { rows } = loadCapture('n8n', name);
    count = 0;
    const poisoned = recordsOf(rows.map(withCanary));
    expect(count).toBeGreaterThan(50);
    expect(JSON.stringify(poisoned)).not.toContain('kanarienvogel');
    // Sizes differ, being those of what was sent, and so does the class of an error that is none.
    const plain = (records: readonly object[]) =>
      records.map((r) => ({ ...r, bytes: 'bytes' in r, errorClass: undefined }));
    expect(plain(poisoned)).toEqual(plain(recordsOf(rows)));
  });
});

import type { Mapping } from '../../model/mapping.ts';
import type { Frame, PageEditor } from '../editor.ts';
import { compileMapping } from './compile.ts';
import { createMessageReader } from './documents.ts';
import { fitsFrame, fitsHead } from './match.ts';
import { createMemory } from './memory.ts';
import { createMappedReducer, lookAt, rulesFor } from './reduce.ts';

/**
 * The page's half of an editor that a user described. It is recognised by its address and the first message that a rule is
 * for; a streaming answer, whose pieces are cut anywhere, by its address and a beginning of its format. One per document: its
 * connections share what they remember.
 */
export function createMappedEditor(mapping: Mapping): PageEditor {
  const compiled = compileMapping(mapping);
  const memory = createMemory();
  const format = mapping.format === 'sse' || mapping.format === 'ndjson' ? mapping.format : undefined;

  function claims(frame: Frame): boolean {
    if (!fitsFrame(mapping, frame)) return false;
    if (frame.http && !fitsHead(mapping, { method: frame.http.method, url: frame.url })) return false;
    if (frame.http && frame.http.part !== 'request' && format) return begins(format, frame.data);
    return createMessageReader(mapping)(frame).some((message) => {
      const look = lookAt(compiled, frame, message);
      return look !== undefined && rulesFor(compiled, frame, look).length > 0;
    });
  }

  const types = eventTypesOf(mapping);
  return {
    id: 'custom',
    name: mapping.name,
    wants: (head) => (fitsHead(mapping, head) ? (format ? 'stream' : 'body') : undefined),
    ...(types.length > 0 && { eventTypes: types }),
    claims,
    createReducer: () => createMappedReducer(compiled, memory),
  };
}

/**
 * Does a piece look like the beginning of such a stream? A broad pattern of addresses must not take answers from editors that
 * read them whole. The first piece may be as short as it likes.
 */
function begins(format: 'sse' | 'ndjson', data: Frame['data']): boolean {
  const head = typeof data === 'string' ? data.slice(0, 64) : bytesText(data);
  const text = head.trimStart();
  if (text === '') return false;
  return format === 'ndjson' ? /^[[{]/.test(text) : FIELDS.some((f) => f.startsWith(text) || text.startsWith(f));
}

/** Fields of server-sent events, and what Flowise takes for one; a comment has no name. */
const FIELDS = ['data:', 'event:', 'id:', 'retry:', 'message:', ':'];

function bytesText(data: object): string {
  return data instanceof Uint8Array ? String.fromCharCode(...data.subarray(0, 64)) : '';
}

/** The event types that its conditions name: an EventSource tells only of types that are listened for. */
function eventTypesOf({ messages }: Mapping): readonly string[] {
  const named: readonly unknown[] = messages.flatMap(({ when }) => when?.['@event'] ?? []);
  const types = named.filter((type) => typeof type === 'string' && type !== '' && type !== 'message');
  return [...new Set(types as readonly string[])];
}

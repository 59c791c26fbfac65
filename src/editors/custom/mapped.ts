import type { Mapping } from '../../model/mapping.ts';
import type { Frame, PageEditor } from '../editor.ts';
import { compileMapping } from './compile.ts';
import { createMessageReader } from './documents.ts';
import { fitsFrame, fitsHead } from './match.ts';
import { createMemory } from './memory.ts';
import { createMappedReducer, lookAt, rulesFor } from './reduce.ts';

/**
 * The page's half of an editor that a user described. It is recognised by its address and the first message that a rule is
 * for; a streaming answer by its address alone, since its pieces are cut anywhere. One per document: its connections
 * share what they remember.
 */
export function createMappedEditor(mapping: Mapping): PageEditor {
  const compiled = compileMapping(mapping);
  const memory = createMemory();
  const streams = mapping.format === 'sse' || mapping.format === 'ndjson';

  function claims(frame: Frame): boolean {
    if (!fitsFrame(mapping, frame)) return false;
    if (frame.http && !fitsHead(mapping, { method: frame.http.method, url: frame.url })) return false;
    if (frame.http && streams) return true;
    return createMessageReader(mapping)(frame).some((message) => {
      const look = lookAt(compiled, frame, message);
      return look !== undefined && rulesFor(compiled, frame, look).length > 0;
    });
  }

  const types = eventTypesOf(mapping);
  return {
    id: 'custom',
    name: mapping.name,
    wants: (head) => (fitsHead(mapping, head) ? (streams ? 'stream' : 'body') : undefined),
    ...(types.length > 0 && { eventTypes: types }),
    claims,
    createReducer: () => createMappedReducer(compiled, memory),
  };
}

/** The event types that its conditions name: an EventSource tells only of types that are listened for. */
function eventTypesOf({ messages }: Mapping): readonly string[] {
  const named: readonly unknown[] = messages.flatMap(({ when }) => when?.['@event'] ?? []);
  const types = named.filter((type) => typeof type === 'string' && type !== '' && type !== 'message');
  return [...new Set(types as readonly string[])];
}

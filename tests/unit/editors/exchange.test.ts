/** One address that two editors want in two ways: a mapping of the user's with a pattern for all of a host. */
import { describe, expect, it } from 'vitest';
import { createMappedEditor } from '../../../src/editors/custom/mapped.ts';
import type { HttpPart } from '../../../src/editors/editor.ts';
import { openExchange } from '../../../src/editors/exchange.ts';
import { EDITORS } from '../../../src/editors/registry.ts';
import { frameOf, mappingOf } from '../../support/mapped.ts';

const broad = createMappedEditor(
  mappingOf({
    match: { transport: ['http'], url: 'localhost:9000/*' },
    format: 'sse',
    messages: [
      { when: { type: 'begin' }, event: 'run-start', run: 'run' },
      { when: { type: 'node' }, event: 'node-start', run: 'run', node: 'node' },
    ],
  }),
);
const URL = 'http://localhost:9000/api/prompt';

/** The editors whose records come of it, and how it is to be read in the end. */
function told(steps: readonly (readonly [HttpPart, string, { readonly broken?: true }?])[]) {
  const exchange = openExchange([broad, ...EDITORS], { method: 'POST', url: URL });
  const records = steps.flatMap(([part, data, more], i) => {
    const dir = part === 'request' ? 'out' : 'in';
    const http = { part, method: 'POST', status: 200, ...more } as const;
    return exchange?.take({ ...frameOf(i, data), transport: 'http', url: URL, dir, http }) ?? [];
  });
  return [records.map((r) => ('editor' in r ? `${r.editor} ${r.k}` : r.k)), exchange?.wanted];
}

const ASK = JSON.stringify({ prompt: { 1: { class_type: 'A', inputs: {} } } });
const ANSWER = JSON.stringify({ prompt_id: 'p', number: 1, node_errors: {} });

describe('an exchange that a pattern and an editor want', () => {
  it('is the editor whose content it is, whole or in pieces', () => {
    expect(told([])).toEqual([[], 'stream']);
    const run = [['comfyui request', 'comfyui run'], 'body'];
    expect(
      told([
        ['request', ASK],
        ['body', ANSWER],
      ]),
    ).toEqual(run);
    const pieces = [ANSWER.slice(0, 9), ANSWER.slice(9)].map((piece) => ['chunk', piece] as const);
    expect(told([['request', ASK], ...pieces, ['end', '']])).toEqual(run);
  });

  it('of which a part came before it broke tells nothing that was wanted whole', () => {
    expect(
      told([
        ['request', ASK],
        ['chunk', ANSWER.slice(0, 9)],
        ['end', '', { broken: true }],
      ]),
    ).toEqual([[], 'body']);
  });

  it('is what the pattern is for when it is a stream', () => {
    const stream = ['data: {"type":"begin","run":"r"}\n\nda', 'ta: {"type":"node","run":"r","node":"a"}\n\n'];
    const pieces = stream.map((piece) => ['chunk', piece] as const);
    expect(told([['request', '{"go":1}'], ...pieces, ['end', '']])).toEqual([
      ['custom run', 'custom node', 'custom run'],
      'stream',
    ]);
  });

  it('is of nobody when neither knows it', () => {
    expect(
      told([
        ['request', '{"go":1}'],
        ['body', '{"ok":true}'],
      ]),
    ).toEqual([[], 'stream']);
  });
});

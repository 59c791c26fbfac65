/** The output of a node, `{main: [[item, ...], ...], ai_tool: ...}`: counts, never contents. */
import { PAGE_LIMITS } from '../../model/limits.ts';
import type { Cursor } from '../scan/cursor.ts';
import { readCount } from './words.ts';

export interface Output {
  items: number;
  /** Items with an error in them; undefined when not all were looked into. */
  failed: number | undefined;
  tokensIn?: number;
  tokensOut?: number;
  /** It goes to a node that contains this one (a model's to its agent) and to no other. */
  nested: boolean;
}

/** What is asked of an output. */
export interface Wanted {
  /** Look into so many more items for errors and tokens; undefined when the text has neither word in it. */
  readonly inside: { left: number } | undefined;
  /** Count them; false when the message said how many there are. */
  readonly count: boolean;
}

/**
 * Whether there is anything to look for inside items: where neither word stands in the text no item has an error or tokens,
 * and reading thousands of them takes ten times as long as this search.
 */
export function lookInside(text: string): Wanted['inside'] {
  return text.includes('"error":') || text.includes('"tokenUsage":') ? { left: PAGE_LIMITS.n8nItems } : undefined;
}

/** Reads the output ahead; undefined when there is none. */
export function readOutput(c: Cursor, wanted: Wanted): Output | undefined {
  if (c.kind() !== 'map') {
    c.skip();
    return undefined;
  }
  const output: Output = { items: 0, failed: 0, nested: true };
  let kinds = 0;
  c.eachKey((type) => {
    kinds++;
    if (!type.startsWith('ai_')) output.nested = false;
    if (!wanted.inside && !wanted.count) return;
    c.eachItem(() => c.eachItem(() => readItem(c, output, wanted.inside, type === 'ai_languageModel')));
  });
  output.nested &&= kinds > 0;
  // A sum over some of the items would be no sum.
  if (output.failed === undefined) {
    delete output.tokensIn;
    delete output.tokensOut;
  }
  return output;
}

function readItem(c: Cursor, output: Output, inside: Wanted['inside'], isModel: boolean): void {
  output.items++;
  if (!inside) return;
  inside.left--;
  if (inside.left < 0) output.failed = undefined;
  if (output.failed === undefined) return;
  let failed = false;
  c.eachKey((key) => {
    if (key === 'error' && c.kind() !== 'nil') failed = true;
    else if (key === 'json') {
      c.eachKey((inner) => {
        if (inner === 'error' && c.kind() !== 'nil') failed = true;
        // `tokenUsageEstimate` stands there when the provider sent none: an estimate of n8n's, not read.
        else if (inner === 'tokenUsage' && isModel) readTokens(c, output);
      });
    }
  });
  if (failed) output.failed++;
}

function readTokens(c: Cursor, output: Output): void {
  c.eachKey((key) => {
    if (key !== 'promptTokens' && key !== 'completionTokens') return;
    const n = readCount(c);
    if (n === undefined) return;
    const member = key === 'promptTokens' ? 'tokensIn' : 'tokensOut';
    output[member] = (output[member] ?? 0) + n;
  });
}

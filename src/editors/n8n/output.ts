/** The output of a node, `{main: [[item, ...], ...], ai_tool: ...}`: counts, never contents. */
import type { Cursor } from '../scan/cursor.ts';
import { readCount } from './words.ts';

/** Items that are looked into, for the errors and tokens in them; of what comes after only the number is known. */
const MOST_ITEMS = 5_000;

export interface Output {
  items: number;
  /** Items with an error in them; undefined when not all were looked into. */
  failed: number | undefined;
  tokensIn?: number;
  tokensOut?: number;
  /** It goes to a node that contains this one (a model's to its agent) and to no other. */
  nested: boolean;
}

/** Reads the output ahead; undefined when there is none. */
export function readOutput(c: Cursor): Output | undefined {
  if (c.kind() !== 'map') {
    c.skip();
    return undefined;
  }
  const output: Output = { items: 0, failed: 0, nested: true };
  let kinds = 0;
  c.eachKey((type) => {
    kinds++;
    if (!type.startsWith('ai_')) output.nested = false;
    c.eachItem(() => c.eachItem(() => readItem(c, output, type === 'ai_languageModel')));
  });
  output.nested &&= kinds > 0;
  return output;
}

function readItem(c: Cursor, output: Output, isModel: boolean): void {
  output.items++;
  if (output.items > MOST_ITEMS) output.failed = undefined;
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

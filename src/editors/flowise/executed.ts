import { PAGE_LIMITS } from '../../model/limits.ts';
import type { Cursor } from '../scan/cursor.ts';
import { errorClassOf, readId } from '../scan/labels.ts';
import { countOf } from '../steps/rows.ts';

/** One execution as `agentFlowExecutedData` tells it; its inputs and outputs are skipped unread. */
export interface Executed {
  node: string;
  status: string;
  /** Flowise's name of the node's type ("llmAgentflow"). */
  type: string;
  from: string[];
  iteration?: number;
  errorClass?: string;
  /** Server's milliseconds since 1970: of the model call inside, not of the whole node. */
  callEnd?: number;
  callMs?: number;
  tokensIn?: number;
  tokensOut?: number;
  tokensCached?: number;
  /** US dollars, from Flowise's own price list. */
  cost?: number;
}

/**
 * The executions from the `seen`th on. The list comes again whole after each node: what was seen is passed over by its
 * brackets. `count` is its length.
 */
export function readExecuted(c: Cursor, seen: number): { readonly fresh: readonly Executed[]; readonly count: number } {
  const fresh: Executed[] = [];
  let count = 0;
  c.eachItem((index) => {
    count = index + 1;
    if (index >= seen) fresh.push(readOne(c));
  });
  return { fresh, count };
}

function readOne(c: Cursor): Executed {
  const one: Executed = { node: '', status: '', type: '', from: [] };
  c.eachKey((key) => {
    if (key === 'nodeId') one.node = readId(c);
    else if (key === 'status') one.status = c.text(32) ?? '';
    else if (key === 'previousNodeIds')
      c.eachItem(() => void (one.from.length < PAGE_LIMITS.nodeIds && one.from.push(readId(c))));
    else if (key === 'data') {
      c.eachKey((member) => {
        if (member === 'name') one.type = c.text(128) ?? '';
        else if (member === 'iterationIndex') set(one, 'iteration', countOf(c.number()));
        else if (member === 'error') set(one, 'errorClass', errorClassOf(c.text(160) ?? ''));
        else if (member === 'output') c.eachKey((output) => readOutput(one, output, c));
      });
    }
  });
  return one;
}

function readOutput(one: Executed, key: string, c: Cursor): void {
  if (key === 'timeMetadata') {
    c.eachKey((time) => {
      if (time === 'end') set(one, 'callEnd', c.number());
      else if (time === 'delta') set(one, 'callMs', c.number());
    });
  } else if (key === 'usageMetadata') {
    c.eachKey((usage) => {
      if (usage === 'input_tokens') set(one, 'tokensIn', countOf(c.number()));
      else if (usage === 'output_tokens') set(one, 'tokensOut', countOf(c.number()));
      else if (usage === 'total_cost') set(one, 'cost', c.number());
      else if (usage === 'input_token_details') {
        c.eachKey((detail) => {
          if (detail === 'cache_read') set(one, 'tokensCached', countOf(c.number()));
        });
      }
    });
  }
}

function set<K extends keyof Executed>(one: Executed, key: K, value: Executed[K] | undefined): void {
  if (value !== undefined) one[key] = value;
}

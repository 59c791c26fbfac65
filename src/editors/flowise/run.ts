/** One streaming answer of Flowise, message by message, to records. One answer is one run. */

import type { NodeRecord, TrafficRecord, WireStatus } from '../../model/record.ts';
import { rememberExecution, rememberNode } from '../answer-memory.ts';
import type { Cursor } from '../scan/cursor.ts';
import { errorClassOf, readId, readLabel } from '../scan/labels.ts';
import { cursorOver, type Head } from '../steps/rows.ts';
import { type Executed, readExecuted } from './executed.ts';

/** https://github.com/FlowiseAI/Flowise, packages/server/src/Interface.ts, ExecutionState */
const NODE_WORDS: ReadonlyMap<string, WireStatus> = new Map<string, WireStatus>([
  ['INPROGRESS', 'running'],
  ['FINISHED', 'completed'],
  ['ERROR', 'error'],
  ['TIMEOUT', 'timed_out'],
  ['TERMINATED', 'cancelled'],
  ['STOPPED', 'suspended'],
]);

/** Messages that come by the thousand and tell nothing of time; passed over by their first words. */
const CHATTER = /^\{"event":"(?:token|thinking|sourceDocuments|artifacts|usedTools|calledTools|fileAnnotations)"/;

export interface FlowiseRun {
  event(data: string, head: Head): readonly TrafficRecord[];
  /** The answer is over; `failed`: by its HTTP status. */
  end(head: Head, failed: boolean): readonly TrafficRecord[];
}

export function createRun(): FlowiseRun {
  /** Executions at work, innermost last: the engine is strictly sequential, so what begins begins inside the last of them. */
  const open: { readonly node: string; readonly key: string }[] = [];
  /** Ended, and not yet in the list of executed data. */
  let unlisted: { readonly node: string; readonly key: string }[] = [];
  const counts = new Map<string, number>();
  let listed = 0;
  let begun = false;
  let steps = false;
  let over = false;
  let last: WireStatus | undefined;
  let errorClass: string | undefined;

  function begin(head: Head): readonly TrafficRecord[] {
    if (begun) return [];
    begun = true;
    return [{ k: 'run', ...head, status: 'running' }];
  }
  function finish(head: Head, status: WireStatus): readonly TrafficRecord[] {
    if (over) return [];
    over = true;
    return [{ k: 'run', ...head, status, ...(errorClass ? { errorClass } : {}) }];
  }
  function step(c: Cursor, head: Head): readonly TrafficRecord[] {
    let [node, name, word] = ['', '', ''];
    let error: string | undefined;
    c.eachKey((key) => {
      if (key === 'nodeId') node = readId(c);
      else if (key === 'nodeLabel') name = readLabel(c);
      else if (key === 'status') word = c.text(32) ?? '';
      else if (key === 'error') error = errorClassOf(c.text(160) ?? '');
    });
    const status = NODE_WORDS.get(word) ?? 'unknown';
    if (!node) return [];
    steps = true;
    const record = {
      k: 'node' as const,
      ...head,
      node,
      type: '',
      name,
      status,
      ...(error ? { errorClass: error } : {}),
    };
    if (status === 'running') {
      const n = counts.get(node) ?? 0;
      rememberNode(counts, node, n + 1);
      const key = keyOf(node, n);
      const parent = open.at(-1)?.key;
      rememberExecution(open, { node, key });
      return [{ ...record, key, ...(parent ? { parent } : {}) }];
    }
    const at = open.findLastIndex((o) => o.node === node);
    const ended = open[at];
    // Stopped or broken before it began.
    if (!ended) return [status === 'cancelled' ? { k: 'nodes', ...head, status: 'skipped', nodes: [node] } : record];
    if (status === 'suspended') return [{ ...record, key: ended.key }];
    open.splice(at, 1);
    rememberExecution(unlisted, ended);
    return [{ ...record, key: ended.key }];
  }
  /** The newest entries of the list are the newest ends, node by node; a failed iteration's are never listed. */
  function executed(c: Cursor, head: Head): readonly TrafficRecord[] {
    const { fresh, count } = readExecuted(c, listed);
    listed = count;
    const waiting = [...unlisted, ...open];
    unlisted = [];
    const records: TrafficRecord[][] = [];
    for (const one of fresh.toReversed()) {
      const at = waiting.findLastIndex(({ node }) => node === one.node);
      const ended = waiting[at];
      if (!ended) continue;
      waiting.splice(at, 1);
      records.push(told(one, ended.key, head));
    }
    return records.toReversed().flat();
  }

  return {
    event(data, head) {
      if (CHATTER.test(data)) return begin(head);
      const c = cursorOver(data);
      const records: TrafficRecord[] = [];
      let event = '';
      c.eachKey((key) => {
        if (key === 'event') event = c.text(64) ?? '';
        if (key !== 'data') return;
        if (event === 'agentFlowEvent') last = NODE_WORDS.get(c.text(32) ?? '') ?? 'unknown';
        else if (event === 'nextAgentFlow') records.push(...begin(head), ...step(c, head));
        else if (event === 'agentFlowExecutedData') records.push(...executed(c, head));
        else if (event === 'error') errorClass ??= errorClassOf(c.text(160) ?? '');
      });
      if (event === 'agentFlowEvent' && last) {
        steps = true;
        records.push(...begin(head));
        if (last !== 'running' && last !== 'unknown') records.push(...finish(head, last));
      } else if (event === 'abort') records.push(...begin(head), ...finish(head, 'cancelled'));
      else if (event === 'error') records.push(...begin(head), ...finish(head, 'failed'));
      else if (event === 'end') {
        // Older chatflows tell of no nodes and end without a word on how.
        if (!steps) records.push(...begin(head), ...finish(head, 'completed'));
      } else if (event !== '') records.unshift(...begin(head));
      return records;
    },
    end(head, failed) {
      if (failed) return finish(head, 'failed');
      // Not a stream at all: the whole answer at once, as JSON.
      return begun ? [] : finish(head, 'completed');
    },
  };
}

function keyOf(node: string, n: number): string {
  const tail = `#${n}`;
  return node.slice(0, 128 - tail.length) + tail;
}

/** What the list says of an execution that ended before. */
function told(one: Executed, key: string, head: Head): TrafficRecord[] {
  const { node, type, from, iteration, errorClass, tokensIn, tokensOut, tokensCached, cost } = one;
  const money = {
    ...(tokensIn === undefined ? {} : { tokensIn }),
    ...(tokensOut === undefined ? {} : { tokensOut }),
    ...(cost === undefined || cost < 0 ? {} : { cost, unit: 'USD' }),
  };
  const cached = tokensCached === undefined ? {} : { tokensCached };
  const status = NODE_WORDS.get(one.status) ?? 'unknown';
  const record: NodeRecord = {
    k: 'node',
    ...head,
    node,
    type,
    name: '',
    status,
    key,
    ...(from.length > 0 ? { from } : {}),
    ...(iteration === undefined ? {} : { iteration }),
    ...(errorClass ? { errorClass } : {}),
    ...money,
    ...cached,
  };
  const { callMs, callEnd } = one;
  if (callMs === undefined || callMs < 0) return [record];
  const stamp = callEnd === undefined ? {} : { stampUs: callEnd * 1000 };
  return [
    record,
    { k: 'call', ...head, node, provider: '', durationUs: Math.round(callMs * 1000), ...stamp, ...money },
  ];
}

/** Whose words these are: of a message's first characters. */
export const FLOWISE_STREAM = /^(?::[^\n]*\n+)*(?:message:?\r?\n)data: ?\{"event":"[A-Za-z]+"/;

/** From a message of Dify's stream to records. */

import type { NodeRecord, TrafficRecord, WireStatus } from '../../model/record.ts';
import { rememberNode } from '../answer-memory.ts';
import type { Head } from '../steps/rows.ts';
import type { Message } from './message.ts';

const STATUSES: ReadonlyMap<string, WireStatus> = new Map<string, WireStatus>([
  ['succeeded', 'completed'],
  // Some node failed and its failure was handled; which one, its own status says.
  ['partial-succeeded', 'completed'],
  ['failed', 'failed'],
  // It failed, and the workflow has a branch or a default for that.
  ['exception', 'error'],
  ['stopped', 'cancelled'],
  ['paused', 'paused'],
  ['retry', 'retry'],
]);

const wordOf = (status: string): WireStatus => STATUSES.get(status) ?? 'unknown';

/** `lengths`: of the iterations and loops at work, as told when they began. */
export function recordsOf(m: Message, head: Head, lengths: Map<string, number>): readonly TrafficRecord[] {
  const error = m.errorClass ? { errorClass: m.errorClass } : {};
  switch (m.event) {
    case 'workflow_started':
      return [{ k: 'run', ...head, status: 'running' }];
    case 'workflow_finished':
      return [{ k: 'run', ...head, status: wordOf(m.status), ...durationOf(m), ...error }];
    case 'workflow_paused':
      return [{ k: 'run', ...head, status: 'paused' }];
    case 'error':
      return [{ k: 'run', ...head, status: 'failed', ...error }];
    case 'node_started':
      return nodeRecord(m, head, { status: 'running', key: m.id });
    case 'node_finished':
      return nodeRecord(m, head, { status: wordOf(m.status), key: m.id, ...durationOf(m), ...moneyOf(m), ...error });
    case 'node_retry':
      return nodeRecord(m, head, { status: 'retry', key: m.id, ...error });
    case 'iteration_started':
    case 'loop_started':
      if (m.length !== undefined) rememberNode(lengths, m.node, m.length);
      return nodeRecord(m, head, { status: 'running' });
    case 'iteration_next':
    case 'loop_next':
      return progress(m, head, lengths.get(m.node));
    case 'iteration_completed':
    case 'loop_completed':
      // Their money is the sum of what ran inside, which has told it already.
      return nodeRecord(m, head, { status: wordOf(m.status), ...durationOf(m), ...error });
    case 'human_input_required':
      return nodeRecord(m, head, { status: 'waiting' });
    case 'human_input_form_filled':
    case 'human_input_form_timeout':
      return nodeRecord(m, head, { status: 'running', resumed: true });
    default:
      return [];
  }
}

function nodeRecord(
  m: Message,
  head: Head,
  more: Partial<NodeRecord> & Pick<NodeRecord, 'status'>,
): readonly TrafficRecord[] {
  if (!m.node) return [];
  const { key, ...rest } = more;
  // Inside of the innermost: a loop in an iteration names both, and then its own is the newer one.
  const parent = m.loopId && m.loopId !== m.node ? m.loopId : m.iterationId !== m.node ? m.iterationId : '';
  return [
    {
      k: 'node',
      ...head,
      node: m.node,
      type: m.type,
      name: m.title,
      ...rest,
      ...(key ? { key } : {}),
      ...(parent ? { parent } : {}),
      ...(m.round === undefined ? {} : { iteration: m.round }),
      ...(m.from ? { from: [m.from] } : {}),
    },
  ];
}

function progress(m: Message, head: Head, total: number | undefined): readonly TrafficRecord[] {
  if (!m.node || m.index === undefined || total === undefined) return [];
  return [{ k: 'progress', ...head, node: m.node, done: Math.min(m.index, total), total }];
}

function durationOf(m: Message): { readonly durationUs?: number } {
  return m.elapsedS === undefined ? {} : { durationUs: Math.round(m.elapsedS * 1e6) };
}

function moneyOf(m: Message) {
  const { tokensIn, tokensOut, tokensTotal, price, currency, model } = m;
  return {
    ...(tokensIn === undefined ? {} : { tokensIn }),
    ...(tokensOut === undefined ? {} : { tokensOut }),
    ...(tokensTotal === undefined ? {} : { tokensTotal }),
    ...(price === undefined ? {} : { cost: price, unit: currency ?? 'USD' }),
    ...(model === undefined ? {} : { model }),
  };
}

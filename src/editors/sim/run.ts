/** The events of one stream of Sim to records. Every time in them is the server's own, to the millisecond. */

import type { NodeRecord, TrafficRecord, WireStatus } from '../../model/record.ts';
import { rememberNode } from '../answer-memory.ts';
import { shortId } from '../scan/labels.ts';
import type { Head } from '../steps/rows.ts';
import type { Message } from './message.ts';

const RUN_WORDS: ReadonlyMap<string, WireStatus> = new Map<string, WireStatus>([
  ['execution:started', 'running'],
  ['execution:completed', 'completed'],
  ['execution:paused', 'paused'],
  ['execution:error', 'failed'],
  ['execution:cancelled', 'cancelled'],
]);
const BLOCK_WORDS: ReadonlyMap<string, WireStatus> = new Map<string, WireStatus>([
  ['block:started', 'running'],
  ['block:completed', 'completed'],
  ['block:error', 'error'],
]);

/** Containers tell of themselves when all is over, with a length of nothing: their time is that of what ran inside. */
const CONTAINERS = new Set(['loop', 'parallel']);

export interface SimRun {
  records(m: Message, head: Head): readonly TrafficRecord[];
}

export function createRun(): SimRun {
  /** Invocation of a child workflow -> execution of the block it runs inside of. */
  const children = new Map<string, string>();
  const newest = new Map<string, string>();

  function block(m: Message, head: Head, status: WireStatus): readonly TrafficRecord[] {
    if (!m.block || CONTAINERS.has(m.type)) return [];
    const key = keyOf(m);
    if (key) rememberNode(newest, m.block, key);
    if (m.child && key) rememberNode(children, m.child, key);
    const parent = m.container || (m.childOf ? (children.get(m.childOf) ?? m.childOf) : '');
    const record: NodeRecord = {
      k: 'node',
      ...head,
      node: m.block,
      type: m.type,
      name: m.name,
      status,
      ...(key ? { key } : {}),
      ...(parent ? { parent } : {}),
      ...roundOf(m),
      ...stampOf(m, status),
      ...(status === 'running' ? {} : figuresOf(m)),
    };
    return [record];
  }

  return {
    records(m, head) {
      const ofRun = RUN_WORDS.get(m.event);
      if (ofRun) {
        const ms = ofRun === 'running' ? (m.startMs ?? m.at) : (m.endMs ?? m.at);
        return [
          {
            k: 'run',
            ...head,
            status: ofRun === 'completed' && !m.success ? 'failed' : ofRun,
            ...(ms === undefined ? {} : { stampUs: ms * 1000 }),
            ...(m.errorClass ? { errorClass: m.errorClass } : {}),
          },
        ];
      }
      if (m.event === 'block:childWorkflowStarted') {
        const key = keyOf(m) || newest.get(m.block);
        if (m.child && key) rememberNode(children, m.child, key);
        return [];
      }
      const ofBlock = BLOCK_WORDS.get(m.event);
      return ofBlock ? block(m, head, ofBlock) : [];
    },
  };
}

/** One invocation of one block: the executor numbers them, children of different workflows alike. */
function keyOf({ block, order, childOf, container, round }: Message): string {
  return order === undefined ? '' : shortId([block, order, round ?? '', container, childOf].join('#'));
}

/** Some versions count iterations from 0, some from 1; the last one of all is the same. */
function roundOf({ round, rounds }: Message): { readonly iteration?: number } {
  if (round === undefined) return {};
  return { iteration: rounds !== undefined && rounds > 0 ? Math.min(round, rounds - 1) : round };
}

/** A start's own stamp; of an end when the block began, and for how long. */
function stampOf(m: Message, status: WireStatus): { readonly stampUs?: number; readonly durationUs?: number } {
  if (status === 'running') return m.at === undefined ? {} : { stampUs: m.at * 1000 };
  const { startMs, endMs, durationMs } = m;
  if (startMs !== undefined) {
    const ms = endMs !== undefined && endMs >= startMs ? endMs - startMs : durationMs;
    return { stampUs: startMs * 1000, ...(ms === undefined ? {} : { durationUs: Math.round(ms * 1000) }) };
  }
  return durationMs === undefined ? {} : { durationUs: Math.round(durationMs * 1000) };
}

function figuresOf({ model, tokensIn, tokensOut, cost, errorClass }: Message) {
  return {
    ...(model === undefined ? {} : { model }),
    ...(tokensIn === undefined ? {} : { tokensIn }),
    ...(tokensOut === undefined ? {} : { tokensOut }),
    ...(cost === undefined ? {} : { cost, unit: 'USD' }),
    ...(errorClass === undefined ? {} : { errorClass }),
  };
}

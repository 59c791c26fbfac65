/**
 * One message of the push connection, all fields optional: versions differ in what they send after `nodeName`.
 * https://github.com/n8n-io/n8n, packages/@n8n/api-types/src/push/execution.ts
 */
import { PAGE_LIMITS, RELAY_LIMITS, RUN_LIMITS } from '../../model/limits.ts';
import type { Frame } from '../editor.ts';
import type { Cursor, ScanTrouble } from '../scan/cursor.ts';
import { flattedCursor, longText } from '../scan/flatted.ts';
import { jsonCursor } from '../scan/json.ts';
import { readId, readLabel } from '../scan/labels.ts';
import { utf8 } from '../scan/utf8.ts';
import { lookInside } from './output.ts';
import { readTask, type Task } from './task.ts';
import { nodeId, readCount, readTime, utf8Size } from './words.ts';

export interface Push {
  type: string;
  execution: string;
  node: string;
  workflow: string;
  workflowName: string;
  status: string;
  seq?: number;
  startedUs?: number;
  stoppedUs?: number;
  /** Items, from `itemCountByConnectionType`. */
  items?: number;
  nested: boolean;
  /** The output was too large for its way and only stands for the real one (`itemCount`, queue mode before 2025). */
  placeholder: boolean;
  task?: Task;
  /** Bytes of the output as sent. */
  bytes?: number;
  /** Nodes whose data a partial run took over. */
  reused: string[];
  /** `flatted` text of the whole execution; versions of late 2024 repeated it at the end. */
  rawData?: string;
}

export interface ReadPush {
  readonly push: Push;
  readonly trouble: ScanTrouble | undefined;
}

export function readPush(data: Frame['data']): ReadPush {
  const size = typeof data === 'string' ? data.length : data instanceof Uint8Array ? data.byteLength : 0;
  const whole = size <= PAGE_LIMITS.n8nWholeBytes;
  const head = whole || typeof data === 'object' ? data : data.slice(0, PAGE_LIMITS.n8nHeadBytes);
  const text = head instanceof Uint8Array ? utf8(whole ? head : head.subarray(0, PAGE_LIMITS.n8nHeadBytes)) : head;
  if (typeof text !== 'string') return { push: blank(), trouble: undefined };
  const cursor = jsonCursor(text, PAGE_LIMITS.depth);
  const push = blank();
  cursor.eachKey((key) => {
    if (key === 'type') push.type = cursor.text(32) ?? '';
    else if (key === 'data') cursor.eachKey((inner) => READERS.get(inner)?.(push, cursor, text, whole));
  });
  measure(push, text, size, whole, data instanceof Uint8Array);
  // Cut by us, it must end in the middle.
  return { push, trouble: whole || push.type === '' ? cursor.trouble : undefined };
}

function blank(): Push {
  return {
    type: '',
    execution: '',
    node: '',
    workflow: '',
    workflowName: '',
    status: '',
    nested: false,
    placeholder: false,
    reused: [],
  };
}

type Reader = (push: Push, c: Cursor, text: string, whole: boolean) => void;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>(
  Object.entries<Reader>({
    executionId(push, c) {
      push.execution = c.kind() === 'number' ? String(c.number()) : readId(c);
    },
    nodeName(push, c) {
      push.node = c.text(RELAY_LIMITS.recordLabelChars) ?? '';
    },
    workflowId(push, c) {
      push.workflow = c.kind() === 'number' ? String(c.number()) : readId(c);
    },
    workflowName(push, c) {
      push.workflowName = readLabel(c);
    },
    status(push, c) {
      push.status = c.text(16) ?? '';
    },
    sequenceNumber(push, c) {
      const n = readCount(c);
      if (n !== undefined) push.seq = n;
    },
    startedAt(push, c) {
      const us = readTime(c);
      if (us !== undefined) push.startedUs = us;
    },
    itemCountByConnectionType: readItemCounts,
    itemCount(push, c) {
      const n = readCount(c);
      if (n === undefined) return;
      push.items = n;
      push.placeholder = true;
    },
    flattedRunData(push, c, text) {
      const flat = flattedCursor(longText(c, text) ?? '', 8);
      flat.eachKey((name) => {
        if (name && push.reused.length < RUN_LIMITS.graphNodes) push.reused.push(nodeId(name));
      });
    },
    rawData(push, c, text) {
      const raw = longText(c, text);
      if (raw !== undefined) push.rawData = raw;
    },
    data(push, c, text, whole) {
      // Before 1.0 the end of an execution carried all of it (`IRun`); its times are those of no node.
      if (push.type === 'executionFinished') readRun(push, c);
      else if (!whole) push.task = readTask(c);
      else push.task = readTask(c, { inside: lookInside(text), count: push.items === undefined });
    },
  }),
);

function readItemCounts(push: Push, c: Cursor): void {
  let items = 0;
  let kinds = 0;
  let nested = true;
  c.eachKey((type) => {
    kinds++;
    if (!type.startsWith('ai_')) nested = false;
    c.eachItem(() => {
      items += readCount(c) ?? 0;
    });
  });
  // A failed node gave out nothing, and nothing is said of where it would have gone.
  if (kinds === 0) return;
  push.items = items;
  push.nested = nested;
}

function readRun(push: Push, c: Cursor): void {
  c.eachKey((key) => {
    if (key === 'status') push.status = c.text(16) ?? '';
    else if (key === 'finished' && push.status === '') push.status = c.bool() === true ? 'success' : '';
    else if (key === 'startedAt' || key === 'stoppedAt') {
      const us = readTime(c);
      if (us !== undefined) push[key === 'startedAt' ? 'startedUs' : 'stoppedUs'] = us;
    }
  });
}

function measure(push: Push, text: string, size: number, whole: boolean, isBytes: boolean): void {
  const at = push.task?.outputAt;
  if (!at || push.placeholder || push.type === 'nodeExecuteBefore') return;
  const [from, to] = at;
  if (!whole) push.bytes = size - utf8Size(text.slice(0, from));
  else push.bytes = isBytes && size !== text.length ? utf8Size(text.slice(from, to)) : to - from;
}

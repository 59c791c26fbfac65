/** One run of one node (`ITaskData`), pushed or stored: https://github.com/n8n-io/n8n, packages/workflow/src/interfaces.ts */
import { RELAY_LIMITS } from '../../model/limits.ts';
import type { Cursor } from '../scan/cursor.ts';
import { errorClassOf } from '../scan/labels.ts';
import { type Output, readOutput, type Wanted } from './output.ts';
import { readCount, readTime } from './words.ts';

export interface Source {
  readonly node: string;
  readonly run: number;
}

export interface Task {
  stampUs?: number;
  durationMs?: number;
  /** Counts all node runs of an execution, from 0 in each of its stretches. */
  index?: number;
  status: string;
  sources: Source[];
  failed: boolean;
  errorClass?: string;
  resumed: boolean;
  output?: Output;
  /** Where the output stands in the text, in units of the cursor. */
  outputAt?: readonly [from: number, to: number];
}

/** `wanted` undefined: the output stays unread, but for where it begins. */
export function readTask(c: Cursor, wanted?: Wanted): Task {
  const task: Task = { status: '', sources: [], failed: false, resumed: false };
  c.eachKey((key) => READERS.get(key)?.(task, c, wanted));
  return task;
}

type Reader = (task: Task, c: Cursor, wanted: Wanted | undefined) => void;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>(
  Object.entries<Reader>({
    startTime(task, c) {
      const us = readTime(c);
      if (us !== undefined) task.stampUs = us;
    },
    executionTime(task, c) {
      const ms = readCount(c);
      if (ms !== undefined) task.durationMs = ms;
    },
    executionIndex(task, c) {
      const index = readCount(c);
      if (index !== undefined) task.index = index;
    },
    executionStatus(task, c) {
      task.status = c.text(16) ?? '';
    },
    source(task, c) {
      c.eachItem(() => {
        const source = readSource(c);
        if (source && task.sources.length < RELAY_LIMITS.graphPart) task.sources.push(source);
      });
    },
    error(task, c) {
      if (c.kind() !== 'nil') task.failed = true;
      c.eachKey((key) => {
        if (key !== 'name') return;
        const name = errorClassOf(c.text(64) ?? '');
        if (name) task.errorClass = name;
      });
    },
    metadata(task, c) {
      c.eachKey((key) => {
        if (key === 'nodeWasResumed') task.resumed = c.bool() === true;
      });
    },
    data(task, c, wanted) {
      c.kind();
      const from = c.offset();
      if (!wanted) {
        task.outputAt = [from, from];
        return;
      }
      const output = readOutput(c, wanted);
      if (!output) return;
      task.output = output;
      task.outputAt = [from, c.offset()];
    },
  }),
);

function readSource(c: Cursor): Source | undefined {
  let node = '';
  let run = 0;
  c.eachKey((key) => {
    if (key === 'previousNode') node = c.text(RELAY_LIMITS.recordLabelChars) ?? '';
    else if (key === 'previousNodeRun') run = readCount(c) ?? 0;
  });
  return node ? { node, run } : undefined;
}

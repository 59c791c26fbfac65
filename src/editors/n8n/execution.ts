/** A stored execution, `GET .../executions/:id`: head, the workflow that ran, and all its node runs as `flatted` text. */
import { RELAY_LIMITS, RUN_LIMITS } from '../../model/limits.ts';
import type { Cursor } from '../scan/cursor.ts';
import { flattedCursor, longText } from '../scan/flatted.ts';
import { readId } from '../scan/labels.ts';
import { lookInside } from './output.ts';
import { readTask, type Task } from './task.ts';
import { readTime } from './words.ts';
import { readPinned, readWorkflow, type Workflow } from './workflow.ts';

export interface Execution {
  id: string;
  status: string;
  finished: boolean;
  mode: string;
  workflowId: string;
  createdUs?: number;
  startedUs?: number;
  stoppedUs?: number;
  workflow?: Workflow;
  runs: StoredRuns;
}

export interface StoredRuns {
  readonly tasks: readonly { readonly node: string; readonly task: Task }[];
  readonly pinned: readonly string[];
  /** Node runs beyond the bound, which are not in the list. */
  readonly dropped: number;
}

const NO_RUNS: StoredRuns = { tasks: [], pinned: [], dropped: 0 };

/** Nesting of run data down to the items we count: runs, outputs, items. What lies deeper is data. */
const DEPTH = 12;

/** Reads the map ahead; `source` is the text that the cursor reads, '' when it reads none. */
export function readExecution(c: Cursor, source: string): Execution {
  const e: Execution = { id: '', status: '', finished: false, mode: '', workflowId: '', runs: NO_RUNS };
  c.eachKey((key) => {
    if (key === 'id') e.id = c.kind() === 'number' ? String(c.number()) : readId(c);
    else if (key === 'status') e.status = c.text(16) ?? '';
    else if (key === 'finished') e.finished = c.bool() === true;
    else if (key === 'mode') e.mode = c.text(16) ?? '';
    else if (key === 'workflowId') e.workflowId = c.kind() === 'number' ? String(c.number()) : readId(c);
    else if (key === 'createdAt' || key === 'startedAt' || key === 'stoppedAt') {
      const us = readTime(c);
      const member = key === 'createdAt' ? 'createdUs' : key === 'startedAt' ? 'startedUs' : 'stoppedUs';
      if (us !== undefined) e[member] = us;
    } else if (key === 'workflowData') e.workflow = readWorkflow(c);
    else if (key === 'data' && c.kind() === 'text') e.runs = readRuns(longText(c, source) ?? '');
  });
  return e;
}

/** Node runs of the `flatted` text of an execution's data. */
export function readRuns(text: string): StoredRuns {
  const wanted = { inside: lookInside(text), count: true };
  const c = flattedCursor(text, DEPTH);
  const tasks: { node: string; task: Task }[] = [];
  let pinned: readonly string[] = [];
  let dropped = 0;
  c.eachKey((key) => {
    if (key !== 'resultData') return;
    c.eachKey((inner) => {
      if (inner === 'pinData') pinned = readPinned(c);
      else if (inner === 'runData') {
        c.eachKey((name) => {
          c.eachItem(() => {
            if (tasks.length >= RUN_LIMITS.executions) dropped++;
            else if (name)
              tasks.push({ node: name.slice(0, RELAY_LIMITS.recordLabelChars), task: readTask(c, wanted) });
          });
        });
      }
    });
  });
  return { tasks, pinned, dropped };
}

/** HTTP exchanges: a run is asked for, refused, called off; the page looks at the queue. */
import { RELAY_LIMITS, RUN_LIMITS } from '../../../model/limits.ts';
import type { TrafficRecord } from '../../../model/record.ts';
import type { Frame } from '../../editor.ts';
import { partsOf } from '../../graph-rows.ts';
import type { Cursor } from '../../scan/cursor.ts';
import { errorCodeOf, MAX_CODE, readId, shortId } from '../../scan/labels.ts';
import { REFUSED } from '../words.ts';
import { type Asked, type PromptGraph, readAsked } from './graph.ts';
import { headOf } from './head.ts';
import { readHistory, readJobs, readQueue } from './queue.ts';

export interface HttpReader {
  /** `cursor`: over the body, if there was any. */
  take(frame: Frame, cursor: Cursor | undefined): readonly TrafficRecord[];
}

/** One exchange's reader. The graph that was asked to run is kept until the answer tells its name: it holds no values. */
export function createHttpReader(): HttpReader {
  let asked: { readonly what: Asked; readonly frame: Frame } | undefined;
  return {
    take(frame, cursor) {
      const path = frame.url.split(/[?#]/, 1)[0] ?? '';
      const post = frame.http?.method === 'POST';
      if (frame.http?.part === 'request') {
        if (!post) return [];
        if (!path.endsWith('/prompt')) return calledOff(frame, path, cursor);
        if (cursor) asked = { what: readAsked(cursor), frame: { ...frame, data: '' } };
        return [];
      }
      if (post) return asked ? answered(asked.what, asked.frame, frame, cursor) : [];
      if (!cursor) return [];
      if (path.endsWith('/queue')) return readQueue(cursor, frame);
      return path.endsWith('/jobs') ? readJobs(cursor, frame) : readHistory(cursor, frame);
    },
  };
}

/** The run was taken into the queue (`t` of the request is when it was asked for), or refused: then it never had a name. */
function answered(asked: Asked, request: Frame, answer: Frame, c: Cursor | undefined): readonly TrafficRecord[] {
  const { run, invalid, error } = readAnswer(c);
  const refused = (answer.http?.status ?? 0) >= 400 || (error !== undefined && !run);
  const id = run || asked.run || (refused ? `${REFUSED}${request.t}` : '');
  if (!id) return [];
  const head = { ...headOf(answer, id), workflow: asked.workflow };
  const requests = requestsOf({ ...headOf(request, id), workflow: asked.workflow }, asked.graph);
  const more = invalid.length > 0 ? { invalid: invalid.slice(0, RELAY_LIMITS.graphPart) } : {};
  if (!refused) return [...requests, { k: 'run', ...head, status: 'queued', ...more }];
  return [...requests, { k: 'run', ...head, status: 'failed', ...more, ...(error ? { errorClass: error } : {}) }];
}

interface Answer {
  readonly run: string;
  /** Nodes that did not pass the server's checks; with a name all the same: the rest runs. */
  readonly invalid: readonly string[];
  readonly error?: string;
}

function readAnswer(c: Cursor | undefined): Answer {
  let run = '';
  let error: string | undefined;
  const invalid: string[] = [];
  c?.eachKey((key) => {
    if (key === 'prompt_id') run = readId(c);
    else if (key === 'node_errors') c.eachKey((id) => void invalid.push(shortId(id)));
    else if (key === 'error' && c.kind() === 'map') {
      error = '';
      c.eachKey((k) => {
        if (k === 'type') error = errorCodeOf(c.text(MAX_CODE) ?? '') ?? '';
      });
    }
  });
  return { run, invalid: invalid.filter((id) => id !== ''), ...(error === undefined ? {} : { error }) };
}

function requestsOf(head: ReturnType<typeof headOf>, graph: PromptGraph | undefined): TrafficRecord[] {
  return partsOf(graph ?? { nodes: [], edges: [] }).map((rows) => ({
    k: 'request',
    ...head,
    name: '',
    ...rows,
    graph: graph !== undefined,
  }));
}

/** `/interrupt {prompt_id?}`, `/queue {delete: [ids]}` or `{clear: true}`, `/jobs/ID/cancel`: '' means whatever is at work, or waits. */
function calledOff(frame: Frame, path: string, c: Cursor | undefined): readonly TrafficRecord[] {
  const ids: string[] = [];
  c?.eachKey((key) => {
    if (key === 'prompt_id') ids.push(readId(c));
    else if (key === 'delete') c.eachItem(() => void (ids.length < RUN_LIMITS.openRuns && ids.push(readId(c))));
    else if (key === 'clear' && c.bool() === true) ids.push('*');
  });
  const named = /\/jobs\/([^/]+)\/cancel$/.exec(path)?.[1];
  if (named) ids.push(named.slice(0, 128));
  if (ids.length === 0 && path.endsWith('/interrupt')) ids.push('');
  return ids.map((id) => ({ k: 'command', ...headOf(frame, id), what: 'cancel' }));
}

/** Everything of one event of Langflow's stream that may matter, read in one pass; nothing here is payload. */
import { PAGE_LIMITS } from '../../model/limits.ts';
import type { Cursor } from '../scan/cursor.ts';
import { errorClassOf, readId, readLabel } from '../scan/labels.ts';

/** https://github.com/langflow-ai/langflow, src/backend/base/langflow/api/build.py and api/v1/schemas */
export interface Message {
  event: string;
  /** Of a vertex, or of a component that an agent uses as a tool. */
  id: string;
  /** `vertices_sorted`: the first to run. */
  ids: string[];
  next: string[];
  inactivated: string[];
  valid: boolean;
  frozen: boolean;
  seconds?: number;
  type: string;
  name: string;
  errorClass?: string;
}

export function readMessage(c: Cursor): Message {
  const m: Message = {
    event: '',
    id: '',
    ids: [],
    next: [],
    inactivated: [],
    valid: true,
    frozen: false,
    type: '',
    name: '',
  };
  c.eachKey((key) => {
    if (key === 'event') m.event = c.text(64) ?? '';
    else if (key === 'data' && TIMED.has(m.event)) c.eachKey((member) => readData(m, member, c));
  });
  return m;
}

/** Events that tell of runs and vertices; of the others not even the data is looked at. */
export const TIMED: ReadonlySet<string> = new Set(['vertices_sorted', 'build_start', 'build_end', 'end_vertex']);

function readData(m: Message, key: string, c: Cursor): void {
  if (key === 'id') m.id = readId(c);
  else if (key === 'ids') m.ids = readIds(c);
  else if (key === 'build_data') c.eachKey((member) => readBuild(m, member, c));
  else if (key === 'output_meta') {
    c.eachKey((member) => {
      if (member === 'vertex_type') m.type = c.text(128) ?? '';
      else if (member === 'display_name') m.name = readLabel(c);
    });
  }
}

function readBuild(m: Message, key: string, c: Cursor): void {
  if (key === 'id') m.id = readId(c);
  else if (key === 'valid') m.valid = c.bool() ?? true;
  else if (key === 'next_vertices_ids') m.next = readIds(c);
  else if (key === 'inactivated_vertices') m.inactivated = readIds(c);
  else if (key === 'params') setClass(m, c);
  else if (key === 'data') {
    c.eachKey((member) => {
      if (member === 'timedelta') {
        const seconds = c.number();
        if (seconds !== undefined && seconds >= 0) m.seconds = seconds;
      } else if (member === 'used_frozen_result') m.frozen = c.bool() ?? false;
    });
  }
}

/** Of a vertex that failed, `params` is the error's text. */
function setClass(m: Message, c: Cursor): void {
  const name = errorClassOf(c.text(160) ?? '');
  if (name) m.errorClass = name;
}

function readIds(c: Cursor): string[] {
  const ids: string[] = [];
  c.eachItem(() => {
    const id = readId(c);
    if (id && ids.length < PAGE_LIMITS.langflowIds) ids.push(id);
  });
  return ids;
}

/**
 * What the page learns by asking: when the server was asked for a run, by its own clock; the graph of one that was on before we
 * were there; how one ended that we could not see.
 */
import { PAGE_LIMITS, RELAY_LIMITS } from '../../../model/limits.ts';
import type { GraphRecord, RunRecord, TrafficRecord } from '../../../model/record.ts';
import type { Frame } from '../../editor.ts';
import { partsOf } from '../../graph-rows.ts';
import type { Cursor } from '../../scan/cursor.ts';
import { readId, shortId } from '../../scan/labels.ts';
import { PAST } from '../words.ts';
import { type PromptGraph, readPrompt, withContainers } from './graph.ts';
import { headOf, stampOf } from './head.ts';
import { type Names, readNames } from './subgraphs.ts';

/** `GET /jobs?status=in_progress,pending`: when each was asked for. */
export function readJobs(c: Cursor, frame: Frame): readonly TrafficRecord[] {
  const records: TrafficRecord[] = [];
  c.eachKey((key) => {
    if (key !== 'jobs') return;
    c.eachItem(() => {
      let run = '';
      let created: number | undefined;
      c.eachKey((k) => {
        if (k === 'id') run = readId(c);
        else if (k === 'create_time') created = stampOf(c.number());
      });
      if (run && created !== undefined && records.length < PAGE_LIMITS.comfyJobs)
        records.push(queued(frame, run, created));
    });
  });
  return records;
}

/** When the server was asked for a run; the answer to the page's own request has no stamp. */
function queued(frame: Frame, run: string, created: number): RunRecord {
  return { k: 'run', ...headOf(frame, run, created), status: 'queued' };
}

interface Item {
  run: string;
  graph?: PromptGraph;
  names?: Names;
  created?: number;
}

/** `GET /queue`: `{queue_running: [[number, id, prompt, extra_data, outputs]], queue_pending: ...}`. */
export function readQueue(c: Cursor, frame: Frame): readonly TrafficRecord[] {
  const items: Item[] = [];
  c.eachKey((key) => {
    if (key !== 'queue_running' && key !== 'queue_pending') return;
    c.eachItem(() => {
      if (items.length < PAGE_LIMITS.comfyJobs) items.push(readItem(c));
    });
  });
  return items.flatMap((item) => tellItem(item, frame));
}

/** A job as the server keeps it, here and in its history. */
function readItem(c: Cursor): Item {
  const item: Item = { run: '' };
  c.eachItem((i) => {
    if (i === 1) item.run = readId(c);
    else if (i === 2) item.graph = readPrompt(c);
    else if (i === 3) {
      c.eachKey((key) => {
        if (key === 'create_time') Object.assign(item, defined('created', stampOf(c.number())));
        else if (key === 'extra_pnginfo') {
          c.eachKey((k) => {
            if (k === 'workflow') item.names = readNames(c);
          });
        }
      });
    }
  });
  return item;
}

function tellItem({ run, graph, names, created }: Item, frame: Frame): readonly TrafficRecord[] {
  if (!run) return [];
  const plain: Names = { workflow: '', instances: new Map(), definitions: new Map() };
  const head = { ...headOf(frame, run, created), workflow: names?.workflow ?? '' };
  const whole = graph && withContainers(graph, names ?? plain);
  const graphs = whole
    ? partsOf(whole).map((rows): GraphRecord => ({ k: 'graph', ...headOf(frame, run), name: '', ...rows }))
    : [];
  return [...(created === undefined ? [] : [{ k: 'run', ...head, status: 'queued' } as const]), ...graphs];
}

const ENDS: Readonly<Record<string, RunRecord['status']>> = {
  execution_start: 'running',
  execution_success: 'completed',
  execution_error: 'failed',
  execution_interrupted: 'cancelled',
};

/**
 * `GET /history/ID`: `{ID: {prompt, outputs, status: {messages: [[type, data], ...]}}}`: start, set-up and end as they were sent
 * to whoever asked for the run. The outputs are passed over.
 */
export function readHistory(c: Cursor, frame: Frame): readonly TrafficRecord[] {
  const records: TrafficRecord[] = [];
  c.eachKey((name) => {
    const run = shortId(name);
    if (!run || records.length > PAGE_LIMITS.comfyJobs) return;
    const head = (ms: number | undefined) => headOf(frame, run, ms);
    c.eachKey((key) => {
      if (key === 'prompt') records.push(...tellItem({ ...readItem(c), run }, frame));
      else if (key === 'status') {
        c.eachKey((k) => {
          if (k !== 'messages') return;
          c.eachItem(() => {
            const { type, stamp, nodes } = readPast(c);
            if (stamp === undefined) return;
            const status = ENDS[type];
            if (status) records.push({ k: 'run', ...head(stamp), status, position: PAST });
            else if (type === 'execution_cached')
              records.push({ k: 'nodes', ...head(undefined), status: 'cached', nodes });
          });
        });
      }
    });
  });
  return records;
}

function readPast(c: Cursor): { type: string; stamp: number | undefined; nodes: string[] } {
  let type = '';
  let stamp: number | undefined;
  const nodes: string[] = [];
  c.eachItem((i) => {
    if (i === 0) type = c.text(64) ?? '';
    else if (i === 1) {
      c.eachKey((key) => {
        if (key === 'timestamp') stamp = stampOf(c.number());
        else if (key === 'nodes') readIds(c, nodes);
      });
    }
  });
  return { type, stamp, nodes };
}

function readIds(c: Cursor, into: string[]): void {
  c.eachItem(() => {
    const id = readId(c);
    if (id && into.length < RELAY_LIMITS.graphPart) into.push(id);
  });
}

function defined<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

/** Page half: what the readers of all step editors share. Nothing here may import the other half. */
import { PAGE_LIMITS, RELAY_LIMITS } from '../../model/limits.ts';
import type { TrafficRecord } from '../../model/record.ts';
import type { EditorId } from '../../model/run.ts';
import type { Frame } from '../editor.ts';
import { addEdge, type OpenRows, partsOf, type Rows } from '../graph-rows.ts';
import type { Cursor } from '../scan/cursor.ts';
import { jsonCursor } from '../scan/json.ts';
import { readId } from '../scan/labels.ts';
import { utf8 } from '../scan/utf8.ts';
import { valueCursor } from '../scan/value.ts';

/** What every record of an editor begins with. */
export interface Head {
  readonly editor: EditorId;
  readonly t: Frame['t'];
  readonly late?: number;
  readonly link: number;
  readonly run: string;
  readonly workflow: string;
}

export function headOf(editor: EditorId, frame: Frame, run: string, workflow: string): Head {
  const late = frame.late === undefined ? {} : { late: frame.late };
  return { editor, t: frame.t, ...late, link: frame.link, run, workflow };
}

/** The edge ahead, as React Flow has it (`id`, `source`, `target`), onto `rows`; one without both ends is none. */
export function readEdge(c: Cursor, rows: OpenRows): void {
  let [id, from, to] = ['', '', ''];
  c.eachKey((key) => {
    if (key === 'id') id = readId(c);
    else if (key === 'source') from = readId(c);
    else if (key === 'target') to = readId(c);
  });
  if (from && to) addEdge(rows, [id, from, to, 'data', '']);
}

/** The workflow's graph as of now; nothing when it has no nodes. */
export function graphRecords(head: Head, name: string, rows: Rows): readonly TrafficRecord[] {
  if (rows.nodes.length === 0) return [];
  return partsOf(rows).map((part) => ({ k: 'graph', ...head, name, ...part }));
}

/** The page asked for a run, with its graph or without. */
export function requestRecords(head: Head, rows?: Rows, name = ''): readonly TrafficRecord[] {
  const graph = rows !== undefined && rows.nodes.length > 0;
  return partsOf(graph ? rows : { nodes: [], edges: [] }).map((part) => ({
    k: 'request',
    ...head,
    name,
    ...part,
    graph,
  }));
}

/** `ids` share one fate. */
export function nodesRecords(
  head: Head,
  status: 'skipped' | 'cached',
  ids: readonly string[],
): readonly TrafficRecord[] {
  const parts = Math.ceil(ids.length / RELAY_LIMITS.graphPart);
  return Array.from({ length: parts }, (_, i) => ({
    k: 'nodes' as const,
    ...head,
    status,
    nodes: ids.slice(i * RELAY_LIMITS.graphPart, (i + 1) * RELAY_LIMITS.graphPart),
  }));
}

/** A cursor over what a page read or posted, whatever form it has. */
export function cursorOver(data: Frame['data']): Cursor {
  if (typeof data === 'string') return jsonCursor(data, PAGE_LIMITS.depth);
  if (data instanceof Uint8Array) return jsonCursor(utf8(data), PAGE_LIMITS.depth);
  return valueCursor(data, PAGE_LIMITS.depth);
}

/** Its beginning as text; '' of an object. */
export function beginningOf(data: Frame['data'], length = 512): string {
  if (typeof data === 'string') return data.slice(0, length);
  return data instanceof Uint8Array ? utf8(data.subarray(0, length)) : '';
}

/** Path of an address, without query and trailing slash. */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return (end < 0 ? url : url.slice(0, end)).replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/\/+$/, '');
}

/** A count of tokens or items, as records want it; undefined for anything else. */
export function countOf(n: number | undefined): number | undefined {
  return n === undefined || n < 0 || n > Number.MAX_SAFE_INTEGER ? undefined : Math.round(n);
}

import { fnv64 } from '../../model/hash.ts';
import { PAGE_LIMITS, RUN_LIMITS } from '../../model/limits.ts';
import type { GraphRecord, GraphRow, NodeRecord, RunRecord, TrafficRecord } from '../../model/record.ts';
import { troubleOf } from '../connection.ts';
import type { Frame, Reducer } from '../editor.ts';
import { partsOf, type Rows } from '../graph-rows.ts';
import type { Cursor } from '../scan/cursor.ts';
import { jsonCursor } from '../scan/json.ts';
import { readId, shortId } from '../scan/labels.ts';
import { addressOf } from './address.ts';
import { readFlows } from './read-flows.ts';

type Head = Pick<RunRecord, 't' | 'late' | 'link' | 'editor' | 'run' | 'workflow'>;

/** `_queueSend` of the editor's server: at most so many messages to a frame, 50 ms after the first of them came. */
const FULL = 50;

/** Node-RED's frames to records. Of a status only its look is read, and whether its text changed: the text can be payload. */
export function createReducer(): Reducer {
  const looks = new Map<string, string>();
  /** The page has just subscribed: what comes first are the retained statuses of the past, no events. */
  let retained = false;

  function comms(frame: Frame, c: Cursor): readonly TrafficRecord[] {
    if (frame.dir === 'out') {
      if (!/^\s*\{"subscribe":"status\//.test(String(frame.data).slice(0, 64))) return [];
      retained = true;
      return [{ k: 'command', ...headOf(frame), what: 'reconnect' }];
    }
    const records: TrafficRecord[] = [];
    let messages = 0;
    c.eachItem(() => {
      messages++;
      const record = message(c, headOf(frame));
      if (record) records.push(record);
    });
    if (!retained) return joined(records);
    // All subscriptions are sent in one go, so what they bring is in one batch; a full frame is followed by its rest.
    if (messages < FULL) retained = false;
    return [];
  }
  function message(c: Cursor, head: Head): TrafficRecord | undefined {
    let topic = '';
    let status: Status | undefined;
    let debug: Debug | undefined;
    c.eachKey((key) => {
      if (key === 'topic') topic = c.text(256) ?? '';
      else if (key === 'data' && topic.startsWith('status/')) status = readStatus(c);
      else if (key === 'data' && topic === 'debug') debug = readDebug(c);
    });
    const node = shortId(topic.slice('status/'.length));
    if (status && node) return statusRecord(head, node, status);
    return debug?.node && !debug.log ? arrival(head, debug.node) : undefined;
  }
  function statusRecord(head: Head, node: string, { fill, look }: Status): TrafficRecord {
    const before = looks.get(node);
    if (before !== undefined || looks.size < RUN_LIMITS.graphNodes) looks.set(node, look);
    const word = wordOf(fill, look);
    // Another text at work is progress; the same again is another message in the same node.
    if (word === 'running' && before !== undefined && before !== look && wordOf('', before) === 'running') {
      return { k: 'progress', ...head, node, done: 0, total: 0 };
    }
    return { k: 'node', ...head, node, type: '', name: '', status: word };
  }

  return {
    reduce(frame) {
      if (typeof frame.data !== 'string') return [];
      if (frame.http) return http(frame, frame.http.part, frame.data);
      const c = jsonCursor(frame.data, PAGE_LIMITS.depth);
      const records = comms(frame, c);
      return c.trouble && frame.dir === 'in' ? [troubleOf(frame, c.trouble)] : records;
    },
  };
}

function headOf({ t, late, link }: Frame): Head {
  return { editor: 'node-red', t, ...(late === undefined ? {} : { late }), link, run: '', workflow: '' };
}

interface Status {
  readonly fill: string;
  /** First the fill, then a hash of all of it: tells whether it changed, holds nothing of the text. '' when cleared. */
  readonly look: string;
}

function readStatus(c: Cursor): Status {
  let [fill, shape, text] = ['', '', ''];
  c.eachKey((key) => {
    if (key === 'fill') fill = c.text(16) ?? '';
    else if (key === 'shape') shape = c.text(16) ?? '';
    else if (key === 'text') text = c.kind() === 'text' ? (c.text(256) ?? '') : String(c.number() ?? '');
  });
  return { fill, look: fill || shape || text ? `${fill} ${fnv64(JSON.stringify([fill, shape, text]))}` : '' };
}

/**
 * What an author says by colour (https://nodered.org/docs/creating-nodes/status): blue and yellow, or a bare text, at work;
 * green and a cleared status, done; red, an error. Grey says nothing of work.
 */
function wordOf(fill: string, look: string): 'running' | 'completed' | 'error' | 'unknown' {
  const colour = fill || look.slice(0, look.indexOf(' ') + 1).trim();
  if (look === '' || colour === 'green') return 'completed';
  if (colour === 'red') return 'error';
  return colour === 'grey' ? 'unknown' : 'running';
}

interface Debug {
  readonly node: string;
  /** A warning or an error that was logged, no message that arrived. */
  readonly log: boolean;
}

function readDebug(c: Cursor): Debug {
  let node = '';
  let log = false;
  c.eachKey((key) => {
    if (key === 'id') node = readId(c);
    else if (key === 'level') log = c.number() !== undefined;
  });
  return { node, log };
}

/** A message came to a Debug node. No `output` record: those of several frames may melt into one, and their times with them. */
function arrival(head: Head, node: string): NodeRecord {
  return { k: 'node', ...head, node, type: '', name: '', status: 'message_sent', items: 1 };
}

/** Messages that came to one Debug node in one frame are one record. */
function joined(records: readonly TrafficRecord[]): TrafficRecord[] {
  const out: TrafficRecord[] = [];
  const places = new Map<string, number>();
  for (const record of records) {
    if (record.k !== 'node' || record.status !== 'message_sent') {
      out.push(record);
      continue;
    }
    const at = places.get(record.node) ?? out.length;
    const known = out[at];
    places.set(record.node, at);
    out[at] = known?.k === 'node' ? { ...known, items: (known.items ?? 0) + 1 } : record;
  }
  return out;
}

function http(frame: Frame, part: string, data: string): readonly TrafficRecord[] {
  const { method = '', status = 200 } = frame.http ?? {};
  const address = addressOf(method, frame.url);
  const head = headOf(frame);
  if (address?.what === 'inject') {
    if (part !== 'request') return [{ k: 'ack', ...head, what: status < 400 ? 'started' : 'refused' }];
    const nodes: GraphRow[] = [[address.node, 'inject', '', '']];
    return [{ k: 'request', ...head, name: '', nodes, edges: [], part: 0, parts: 1, graph: false }];
  }
  // A deployment tells the flows in the request, a page that loads in the answer.
  if (address === undefined || (method === 'POST') !== (part === 'request')) return [];
  const c = jsonCursor(data, PAGE_LIMITS.depth);
  const flows = readFlows(c);
  if (c.trouble) return [troubleOf(frame, c.trouble)];
  return flows.nodes.length === 0 && part === 'request' ? [] : graphs(head, flows);
}

function graphs(head: Head, flows: Rows): GraphRecord[] {
  return partsOf(flows).map((part) => ({ k: 'graph', ...head, name: '', ...part }));
}

import { PAGE_LIMITS } from '../../model/limits.ts';
import type { TrafficRecord } from '../../model/record.ts';
import { troubleOf } from '../connection.ts';
import type { Frame, Reducer } from '../editor.ts';
import { createLineReader } from '../scan/events.ts';
import { beginningOf, cursorOver, graphRecords, headOf, requestRecords } from '../steps/rows.ts';
import { type Address, addressOf } from './address.ts';
import { readFlow } from './read-flow.ts';
import { createRun, FIRST } from './run.ts';

const JOB = /^\s*\{\s*"job_id"\s*:\s*"([^"]{1,128})"/;

/** Is this Langflow's? Runs by `job_id` or the first event, flows by `data.nodes`. */
export function claims(frame: Frame): boolean {
  const { http, url, data } = frame;
  const address = http && addressOf(http.method, url);
  if (!address || http.part === 'request') return false;
  const text = beginningOf(data, 1024);
  if (address.about === 'cancel') return http.part === 'body' && /"success"\s*:/.test(text);
  if (address.about === 'events') return FIRST.test(text) || /^\s*\{\s*"event":\s*"[a-z_]+"\s*,\s*"data":/.test(text);
  if (address.about === 'build') return FIRST.test(text) || JOB.test(text) || jobOf(data) !== '';
  if (http.part !== 'body') return false;
  if (typeof data === 'string') return /"data"\s*:\s*\{/.test(data) && /"nodes"\s*:\s*\[/.test(data);
  const flow = Object.getOwnPropertyDescriptor(data, 'data')?.value as unknown;
  return (
    typeof flow === 'object' && flow !== null && Array.isArray(Object.getOwnPropertyDescriptor(flow, 'nodes')?.value)
  );
}

function jobOf(data: Frame['data']): string {
  if (typeof data === 'object' && !(data instanceof Uint8Array)) {
    const id = Object.getOwnPropertyDescriptor(data, 'job_id')?.value as unknown;
    return typeof id === 'string' ? id.slice(0, 128) : '';
  }
  return JOB.exec(beginningOf(data))?.[1] ?? '';
}

/** When each job was last polled: what a poll brings may be as old as the poll before. Of the newest jobs only. */
const polled = new Map<string, number>();

function lateBy(job: string, t: number, asked: number): number {
  const since = polled.get(job) ?? asked;
  polled.delete(job);
  polled.set(job, t);
  for (const old of polled.keys()) {
    if (polled.size <= PAGE_LIMITS.langflowJobs) break;
    polled.delete(old);
  }
  return Math.max(0, t - since);
}

/** One HTTP exchange of Langflow's page to records. */
export function createReducer(): Reducer {
  const lines = createLineReader(PAGE_LIMITS.bodyBytes);
  const run = createRun(PAGE_LIMITS.depth);
  let asked = 0;

  function events(frame: Frame, address: Address): readonly TrafficRecord[] {
    const part = frame.http?.part;
    if (part === 'request') {
      asked = frame.t;
      return [];
    }
    const polls = address.about === 'events' && address.delivery === 'polling';
    const late = polls ? { late: Math.max(frame.late ?? 0, lateBy(address.job, frame.t, asked)) } : {};
    const { data } = frame;
    const dropped = lines.dropped;
    const pieces = typeof data === 'string' || data instanceof Uint8Array ? data : '';
    const read = part === 'end' ? lines.end() : lines.push(pieces);
    const all = part === 'body' ? [...read, ...lines.end()] : read;
    const head = headOf('langflow', { ...frame, ...late }, address.job, address.flow);
    const records = all.flatMap((line) => run.event(line, head));
    return lines.dropped > dropped ? [...records, troubleOf(frame, 'too-large')] : records;
  }
  function build(frame: Frame, address: Address): readonly TrafficRecord[] {
    const head = headOf('langflow', frame, '', address.flow);
    if (frame.http?.part === 'request') {
      if (frame.data === '') return requestRecords(head);
      const c = cursorOver(frame.data);
      const flow = readFlow(c);
      return c.trouble ? [troubleOf(frame, c.trouble), ...requestRecords(head)] : requestRecords(head, flow);
    }
    if (address.delivery === 'direct') return events(frame, address);
    if (frame.http?.part !== 'body') return [];
    if ((frame.http.status ?? 200) >= 400) return [{ k: 'ack', ...head, what: 'refused' }];
    return [{ k: 'ack', ...head, run: jobOf(frame.data), what: 'started' }];
  }

  // One exchange, one address: it is looked at once, not for each piece.
  let address: Address | undefined;
  return {
    reduce(frame) {
      address ??= addressOf(frame.http?.method ?? '', frame.url);
      if (!address) return [];
      if (address.about === 'build') return build(frame, address);
      if (address.about === 'events') return events(frame, address);
      if (frame.http?.part !== 'body') return [];
      if (address.about === 'cancel') {
        return [{ k: 'command', ...headOf('langflow', frame, address.job, ''), what: 'cancel' }];
      }
      const c = cursorOver(frame.data);
      const flow = readFlow(c);
      if (c.trouble) return [troubleOf(frame, c.trouble)];
      return graphRecords(headOf('langflow', frame, '', flow.id || address.flow), flow.name, flow);
    },
  };
}

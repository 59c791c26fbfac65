/** Measures and marks of the page to records. */
import { PAGE_LIMITS } from '../../model/limits.ts';
import type { NodeRecord, RunRecord, TrafficRecord, WireStatus } from '../../model/record.ts';
import type { Micros } from '../../model/time.ts';
import { troubleOf } from '../connection.ts';
import { partsOf } from '../graph-rows.ts';
import { type Detail, readDetail } from './read-detail.ts';

/** One entry of the page's performance timeline, with what its `detail.longpole` holds. Times are epoch microseconds. */
export interface Measured {
  readonly kind: 'measure' | 'mark';
  readonly startUs: Micros;
  /** The same as the start, for a mark. */
  readonly endUs: Micros;
  readonly longpole: object;
}

/** Remembers only which runs were told of. */
export interface PageApi {
  read(entry: Measured): readonly TrafficRecord[];
}

/** There is no connection. */
const LINK = 0;

const STATUSES: ReadonlyMap<string, WireStatus> = new Map([
  ['queued', 'queued'],
  ['running', 'running'],
  ['success', 'completed'],
  ['error', 'error'],
  ['cancelled', 'cancelled'],
  ['skipped', 'skipped'],
  ['cached', 'cached'],
  ['waiting', 'waiting'],
  ['retry', 'retry'],
]);

type Head = Pick<RunRecord, 't' | 'link' | 'editor' | 'run' | 'workflow'>;

/**
 * A span ends when its record is made, so `t` is its end: both are read from the page's own clock, which is ours, and the
 * offset between the two comes out as none.
 */
export function createPageApi(): PageApi {
  const told = new Set<string>();

  function first(run: string): boolean {
    if (told.has(run)) return false;
    if (told.size >= PAGE_LIMITS.measuredRuns) told.clear();
    told.add(run);
    return true;
  }

  return {
    read(entry) {
      const detail = readDetail(entry.longpole);
      if (detail?.v !== 1 || detail.run === '') return [troubleOf({ t: entry.endUs, link: LINK }, 'malformed')];
      const { run, workflow, name, graph } = detail;
      const head: Head = { editor: 'page', t: entry.endUs, link: LINK, run, workflow };
      const rows = graph && graph.nodes.length > 0 ? partsOf(graph) : [];
      const graphs = rows.map((part): TrafficRecord => ({ k: 'graph', ...head, name, ...part }));
      if (detail.node === '') {
        told.add(run);
        return [...graphs, ...runRecords(detail, entry, head)];
      }
      const begin: TrafficRecord[] = first(run) ? [runRecord(detail, head, 'running', entry.startUs)] : [];
      const node = nodeRecord(detail, entry, head);
      return [...begin, ...graphs, ...(node ? [node] : [])];
    },
  };
}

function runRecord({ editor, name }: Detail, head: Head, status: WireStatus, stampUs: Micros): RunRecord {
  return {
    k: 'run',
    ...head,
    t: stampUs,
    status,
    stampUs,
    ...(name === '' ? {} : { name }),
    ...(editor === '' ? {} : { editorName: editor }),
  };
}

function runRecords(detail: Detail, { kind, startUs, endUs }: Measured, head: Head): readonly RunRecord[] {
  const said = STATUSES.get(detail.status);
  if (kind === 'mark') {
    const status = said === 'waiting' ? 'suspended' : (said ?? 'running');
    return [runRecord(detail, head, status, startUs)];
  }
  const over = said === 'error' || said === 'cancelled' ? said : 'completed';
  const errorClass = detail.errorClass === undefined ? {} : { errorClass: detail.errorClass };
  return [
    runRecord(detail, head, 'running', startUs),
    { ...runRecord(detail, head, over, endUs), durationUs: endUs - startUs, ...errorClass },
  ];
}

const FATES: ReadonlySet<WireStatus | undefined> = new Set(['completed', 'error', 'cancelled', 'skipped', 'cached']);

/** Undefined for what says nothing of an execution. */
function nodeRecord(detail: Detail, { kind, startUs, endUs }: Measured, head: Head): NodeRecord | undefined {
  const said = STATUSES.get(detail.status);
  const status = kind === 'mark' ? (said ?? 'running') : FATES.has(said) && said ? said : 'completed';
  if (status === 'queued') return undefined;
  const { node, key, title, type, parent, items, iteration, inputs, errorClass, money } = detail;
  return {
    k: 'node',
    ...head,
    ...money,
    node,
    type: type.slice(0, 128),
    name: title,
    status,
    ...(kind === 'measure' ? { durationUs: endUs - startUs } : {}),
    ...(kind === 'measure' || status === 'running' ? { stampUs: startUs } : {}),
    ...(key === '' ? {} : { key }),
    ...(parent === '' ? {} : { parent }),
    ...(items === undefined ? {} : { items }),
    ...(iteration === undefined ? {} : { iteration }),
    ...(inputs.length === 0 ? {} : { from: inputs }),
    ...(errorClass === undefined ? {} : { errorClass }),
  };
}

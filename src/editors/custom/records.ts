/** What one rule makes of one message, or of one item of a list in it. */
import { type MappedStatus, WIRE_STATUS } from '../../model/mapping.ts';
import type {
  GraphRecord,
  MoneyFields,
  NodeRecord,
  RequestRecord,
  TrafficRecord,
  WireStatus,
} from '../../model/record.ts';
import type { Frame } from '../editor.ts';
import { partsOf, type Rows } from '../graph-rows.ts';
import { shortId } from '../scan/labels.ts';
import type { CompiledMapping, CompiledRule, CompiledTime } from './compile.ts';
import type { Memory } from './memory.ts';
import { textOf } from './read.ts';
import { type At, type IdsAt, label } from './rows.ts';
import { amountOf, countOf, errorOf, isError, spanOf, stampOf, statusOf } from './values.ts';

export interface Context {
  readonly compiled: CompiledMapping;
  readonly memory: Memory;
  readonly frame: Frame;
  /** Names the connection for messages without a run. */
  readonly connection: string;
  readonly rule: CompiledRule;
  readonly at: At;
  readonly idsAt: IdsAt;
  readonly graph: Rows | undefined;
}

type Head = Pick<NodeRecord, 't' | 'late' | 'link' | 'editor' | 'run' | 'workflow'>;

export function recordsOf(context: Context): readonly TrafficRecord[] {
  const { event } = context.rule;
  if (event === 'graph') return loneGraph(context);
  return event.startsWith('run') ? runRecords(context) : nodeRecords(context);
}

function seen({ frame }: Context): Pick<Head, 't' | 'late' | 'link' | 'editor'> {
  const late = frame.late === undefined ? {} : { late: frame.late };
  return { editor: 'custom', t: frame.t, ...late, link: frame.link };
}

function headOf(context: Context, begins: Parameters<Memory['runOf']>[2]): Head {
  const { memory, connection, rule, at } = context;
  return {
    ...seen(context),
    run: memory.runOf(connection, textOf(at(rule.run)), begins),
    workflow: shortId(textOf(at(rule.workflow))),
  };
}

/** A graph that comes by itself begins no run: it is the named or open run's, else its workflow's, else that of the runs to come here. */
function loneGraph(context: Context): readonly TrafficRecord[] {
  const { rule, at, memory, connection, graph } = context;
  if (textOf(at(rule.run)) !== '' || memory.open(connection) !== undefined) {
    return graphRecords(context, headOf(context, undefined));
  }
  const workflow = shortId(textOf(at(rule.workflow)));
  if (workflow !== '') return graphRecords(context, { ...seen(context), run: '', workflow });
  if (graph) memory.keepGraph(connection, graph);
  return [];
}

/** `begins`: the run has no graph yet, so one that came before it will do. */
function graphRecords(
  { rule, at, memory, connection, ...rest }: Context,
  head: Head,
  begins = false,
): readonly GraphRecord[] {
  const graph = rest.graph ?? (begins ? memory.graphOf(connection) : undefined);
  if (!graph || graph.nodes.length === 0) return [];
  return partsOf(graph).map((part) => ({ k: 'graph', ...head, name: label(at(rule.name)), ...part }));
}

const FAILED = 'error';

/** The status by word; of an end without one by whether there is an error. Undefined: not to be told. */
function fateOf({ rule, at }: Context, presumed: MappedStatus | undefined): WireStatus | undefined {
  const failed = isError(at(rule.error));
  const said = rule.status && statusOf(at(rule.status.at), rule.status.words);
  // A start or an end whose word is missing is one all the same; a word that is not known says nothing.
  const absent = !rule.status || at(rule.status.at) === undefined || at(rule.status.at) === null;
  const status = said ?? (absent ? (failed && presumed === 'success' ? FAILED : presumed) : undefined);
  return status && WIRE_STATUS[status];
}

const OVER: ReadonlySet<WireStatus | undefined> = new Set(['completed', 'error', 'cancelled', 'skipped', 'cached']);

function runRecords(context: Context): readonly TrafficRecord[] {
  const { compiled, rule, at, memory, connection, graph } = context;
  const { name: editorName } = compiled.mapping;
  if (rule.event === 'run-request') {
    const head = headOf(context, 'request');
    memory.first(head.run);
    return partsOf(graph ?? { nodes: [], edges: [] }).map(
      (part): RequestRecord => ({
        k: 'request',
        ...head,
        name: label(at(rule.name)),
        editorName,
        graph: graph !== undefined,
        ...part,
      }),
    );
  }
  const presumed = rule.event === 'run-start' ? 'running' : rule.event === 'run-end' ? 'success' : undefined;
  const fate = fateOf(context, presumed);
  const status = fate === 'waiting' ? 'suspended' : fate;
  if (!status) return [];
  const over = OVER.has(status);
  if (!over && status !== 'queued' && status !== 'running' && status !== 'suspended') return [];
  // A state that is told again and again begins a run only when none is open.
  const states = rule.event === 'run';
  const head = headOf(context, over ? undefined : states ? 'node' : 'start');
  if ((states || rule.list) && !memory.changed(`run\0${head.run}`, status)) return [];
  const first = memory.first(head.run);
  if (over) memory.over(connection, head.run);
  const name = label(at(rule.name));
  const stampUs = stamp(context, over ? rule.time : (rule.start ?? rule.time));
  const durationUs = over ? spanAt(context) : undefined;
  const errorClass = errorOf(at(rule.error));
  const begun = over ? startOfRun(context, head, stampUs, durationUs) : [];
  return [
    ...begun,
    {
      k: 'run',
      ...head,
      status,
      editorName,
      ...(name === '' ? {} : { name }),
      ...(stampUs === undefined ? {} : { stampUs }),
      ...(durationUs === undefined ? {} : { durationUs }),
      ...(errorClass === undefined ? {} : { errorClass }),
    },
    ...graphRecords(context, head, first),
  ];
}

/** An end that says when the run began tells of a start that nothing else told. */
function startOfRun(
  context: Context,
  head: Head,
  endUs: number | undefined,
  spanUs: number | undefined,
): readonly TrafficRecord[] {
  const { rule, compiled } = context;
  const startUs =
    stamp(context, rule.start) ?? (endUs !== undefined && spanUs !== undefined ? endUs - spanUs : undefined);
  if (startUs === undefined || compiled.tellsStart) return [];
  return [{ k: 'run', ...head, status: 'running', stampUs: startUs, editorName: compiled.mapping.name }];
}

function stamp({ at, frame }: Context, time: CompiledTime | undefined): number | undefined {
  return time && stampOf(at(time.at), time.unit, frame.t);
}

function spanAt({ at, rule }: Context): number | undefined {
  return rule.duration && spanOf(at(rule.duration.at), rule.duration.unit);
}

function nodeRecords(context: Context): readonly TrafficRecord[] {
  const { compiled, rule, at, memory } = context;
  const node = shortId(textOf(at(rule.node)));
  if (node === '') return [];
  if (rule.event === 'node-progress') return progressRecords(context, node);
  const status = fateOf(
    context,
    rule.event === 'node-start' ? 'running' : rule.event === 'node-end' ? 'success' : undefined,
  );
  if (!status) return [];
  const head = headOf(context, status === 'running' ? 'node' : undefined);
  const key = shortId(textOf(at(rule.key)));
  const execution = `${head.run}\0${node}\0${key}`;
  // A snapshot repeats what did not change.
  if (rule.list && !memory.changed(execution, `${status}\0${textOf(at(rule.iteration))}`)) return [];
  // That it will have its turn is what the graph says already.
  if (status === 'queued') return [];
  const times = timesOf(context, execution, status);
  const record: NodeRecord = {
    k: 'node',
    ...head,
    ...money(context),
    ...times,
    ...counts(context),
    node,
    type: label(at(rule.type)).slice(0, 128),
    name: label(at(rule.title)),
    status,
    ...(key === '' ? {} : { key }),
  };
  const { stampUs } = times;
  const begin: TrafficRecord[] =
    !compiled.tellsStart && memory.first(head.run)
      ? [
          {
            k: 'run',
            ...head,
            status: 'running',
            editorName: compiled.mapping.name,
            ...(stampUs === undefined ? {} : { stampUs }),
          },
        ]
      : [];
  return [...begin, ...graphRecords(context, head, begin.length > 0), record];
}

/** The start by the server's clock, and how long it took: as records want them, whichever of start, end and duration came. */
function timesOf(context: Context, execution: string, status: WireStatus): Pick<NodeRecord, 'stampUs' | 'durationUs'> {
  const { rule, memory } = context;
  const told = stamp(context, rule.time);
  if (!OVER.has(status)) {
    const startUs = stamp(context, rule.start) ?? told;
    if (startUs === undefined) return {};
    if (status === 'running') memory.began(execution, startUs);
    return { stampUs: startUs };
  }
  const span = spanAt(context);
  const ended = told !== undefined && span !== undefined ? told - span : undefined;
  const startUs = stamp(context, rule.start) ?? ended ?? memory.beginOf(execution);
  const durationUs =
    span ?? (told !== undefined && startUs !== undefined && told >= startUs ? told - startUs : undefined);
  return {
    ...(startUs === undefined ? {} : { stampUs: startUs }),
    ...(durationUs === undefined ? {} : { durationUs }),
  };
}

function progressRecords(context: Context, node: string): readonly TrafficRecord[] {
  const { rule, at } = context;
  const done = amountOf(at(rule.progress?.done));
  const { total } = rule.progress ?? { total: 0 };
  const whole = typeof total === 'number' ? total : amountOf(at(total));
  if (done === undefined || whole === undefined) return [];
  return [{ k: 'progress', ...headOf(context, 'node'), node, done, total: whole }];
}

function money({ rule, at }: Context): MoneyFields {
  const cost = amountOf(at(rule.cost?.at));
  const model = label(at(rule.model));
  const tokens = (name: 'input' | 'output' | 'cached'): number | undefined => countOf(at(rule.tokens[name]));
  const [tokensIn, tokensOut, tokensCached] = [tokens('input'), tokens('output'), tokens('cached')];
  return {
    ...(cost !== undefined && cost >= 0 && rule.cost ? { cost, unit: rule.cost.unit } : {}),
    ...(model === '' ? {} : { model }),
    ...(tokensIn === undefined ? {} : { tokensIn }),
    ...(tokensOut === undefined ? {} : { tokensOut }),
    ...(tokensCached === undefined ? {} : { tokensCached }),
  };
}

function counts({
  rule,
  at,
  idsAt,
}: Context): Pick<NodeRecord, 'bytes' | 'items' | 'iteration' | 'parent' | 'from' | 'errorClass'> {
  const bytes = countOf(at(rule.bytes));
  const items = countOf(at(rule.items));
  const iteration = countOf(at(rule.iteration));
  const parent = shortId(textOf(at(rule.parent)));
  const from = idsAt(rule.inputs)?.map(shortId);
  const errorClass = errorOf(at(rule.error));
  return {
    ...(bytes === undefined ? {} : { bytes }),
    ...(items === undefined ? {} : { items }),
    ...(iteration === undefined ? {} : { iteration }),
    ...(parent === '' ? {} : { parent }),
    ...(from && from.length > 0 ? { from } : {}),
    ...(errorClass === undefined ? {} : { errorClass }),
  };
}

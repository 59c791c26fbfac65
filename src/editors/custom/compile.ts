/** A mapping made ready for reading: every path a slot in a tree, so that a message is passed once for all rules. */
import { type FieldPath, parsePath } from '../../model/field-path.ts';
import type {
  Conditions,
  GraphFields,
  Literal,
  MappedStatus,
  Mapping,
  MessageRule,
  TimeField,
  TimeUnit,
} from '../../model/mapping.ts';
import { type Branch, branchAt, newBranch, type Value } from './read.ts';

/** Where the value of a field is found. */
export interface Slot {
  readonly of: 'message' | 'item' | 'key' | 'event';
  readonly slot: number;
}

export interface CompiledCondition {
  readonly at: Slot;
  readonly path: string;
  readonly wanted: readonly Literal[] | { readonly exists: boolean };
}

export interface CompiledTime {
  readonly at: Slot;
  readonly unit: TimeUnit;
}

export const PLAIN_FIELDS = [
  'run',
  'workflow',
  'name',
  'node',
  'key',
  'title',
  'type',
  'parent',
  'iteration',
  'error',
  'bytes',
  'items',
  'inputs',
  'model',
] as const satisfies readonly (keyof MessageRule)[];
export type PlainField = (typeof PLAIN_FIELDS)[number];

type Slots<K extends string> = { readonly [P in K]?: Slot };

export interface CompiledRule extends Slots<PlainField> {
  readonly event: MessageRule['event'];
  readonly sender: 'server' | 'page';
  readonly when: readonly CompiledCondition[];
  readonly whenItem: readonly CompiledCondition[];
  /** Steps to the list, and what to read of each item. */
  readonly list?: { readonly steps: readonly string[]; readonly item: Tree };
  readonly status?: { readonly at: Slot; readonly words: ReadonlyMap<string, MappedStatus> };
  readonly time?: CompiledTime;
  readonly start?: CompiledTime;
  readonly duration?: CompiledTime;
  readonly tokens: Slots<'input' | 'output' | 'cached'>;
  readonly cost?: { readonly at: Slot; readonly unit: string };
  readonly progress?: { readonly done: Slot; readonly total: Slot | number };
  readonly graph?: CompiledGraph;
}

/** A tree of paths and how many slots it fills. */
export interface Tree {
  readonly branch: Branch;
  slots: number;
}

export interface CompiledGraph {
  readonly nodes: readonly string[];
  readonly edges: readonly string[] | undefined;
  /** Of each node, of each edge: as items. */
  readonly node: Tree;
  readonly edge: Tree;
  readonly id: Slot;
  readonly rest: Slots<'type' | 'title' | 'parent' | 'needs' | 'from' | 'to'>;
}

export interface CompiledMapping {
  readonly mapping: Mapping;
  readonly rules: readonly CompiledRule[];
  /** What to read of a message from this sender. */
  readonly message: Readonly<Record<'server' | 'page', Tree>>;
  /** Some message tells when a run begins, or ends: then nothing is presumed of it. */
  readonly tellsStart: boolean;
  readonly tellsEnd: boolean;
}

/** Throws on paths that formats/mapping.ts would have refused. */
export function compileMapping(mapping: Mapping): CompiledMapping {
  const message = { server: newTree(), page: newTree() };
  const rules = mapping.messages.map((rule) => compileRule(rule, message[rule.sender ?? 'server']));
  const tells = (...events: readonly MessageRule['event'][]): boolean => rules.some((r) => events.includes(r.event));
  return {
    mapping,
    rules,
    message,
    tellsStart: tells('run-start', 'run-request', 'run'),
    tellsEnd: tells('run-end', 'run'),
  };
}

function newTree(): Tree {
  return { branch: newBranch(), slots: 0 };
}

type Wanted = 'values' | 'ids' | 'sizes';

function compileRule(rule: MessageRule, message: Tree): CompiledRule {
  const item = newTree();
  const start = rule.list === undefined ? 'message' : 'item';
  const slot = (text: string, wanted: Wanted = 'values', from: 'message' | 'item' = start): Slot =>
    slotOf(pathOf(text, from), message, item, wanted);
  const conditions = (all: Conditions | undefined, from: 'message' | 'item'): readonly CompiledCondition[] =>
    Object.entries(all ?? {}).map(([path, wanted]) => ({
      path,
      at: slot(path, 'values', from),
      wanted: isExists(wanted) ? wanted : isList(wanted) ? wanted : [wanted],
    }));
  const time = (field: TimeField | undefined): CompiledTime | undefined =>
    field && { at: slot(field.path), unit: field.unit };
  const plain = PLAIN_FIELDS.flatMap((field) => {
    const path = rule[field];
    const wanted = field === 'inputs' ? 'ids' : field === 'bytes' ? 'sizes' : 'values';
    return path === undefined ? [] : [[field, slot(path, wanted)]];
  });
  const { status, tokens = {}, cost, progress, graph, list } = rule;
  const times = { time: time(rule.time), start: time(rule.start), duration: time(rule.duration) };
  return {
    ...(Object.fromEntries(plain) as Slots<PlainField>),
    ...defined(times),
    event: rule.event,
    sender: rule.sender ?? 'server',
    when: conditions(rule.when, 'message'),
    whenItem: conditions(rule.whenItem, 'item'),
    tokens: Object.fromEntries(Object.entries(tokens).map(([name, path]) => [name, slot(path)])),
    ...(list === undefined ? {} : { list: { steps: pathOf(list, 'message').steps, item } }),
    ...(status && {
      status: {
        at: slot(status.path),
        words: new Map(Object.entries(status.words ?? {}).map(([word, to]) => [word.toLowerCase(), to])),
      },
    }),
    ...(cost && { cost: { at: slot(cost.path), unit: cost.unit } }),
    ...(progress && {
      progress: {
        done: slot(progress.done),
        total: typeof progress.total === 'number' ? progress.total : slot(progress.total),
      },
    }),
    ...(graph && { graph: compileGraph(graph, message) }),
  };
}

function compileGraph(graph: GraphFields, message: Tree): CompiledGraph {
  const node = newTree();
  const edge = newTree();
  const slot = (text: string, item: Tree, wanted: Wanted = 'values'): Slot =>
    slotOf(pathOf(text, 'item'), message, item, wanted);
  const { type, title, parent, needs, edges, from, to } = graph;
  return {
    nodes: pathOf(graph.nodes, 'message').steps,
    edges: edges === undefined ? undefined : pathOf(edges, 'message').steps,
    node,
    edge,
    id: slot(graph.id, node),
    rest: defined({
      type: type === undefined ? undefined : slot(type, node),
      title: title === undefined ? undefined : slot(title, node),
      parent: parent === undefined ? undefined : slot(parent, node),
      needs: needs === undefined ? undefined : slot(needs, node, 'ids'),
      from: from === undefined ? undefined : slot(from, edge),
      to: to === undefined ? undefined : slot(to, edge),
    }),
  };
}

function pathOf(text: string, start: 'message' | 'item'): FieldPath {
  const parsed = parsePath(text, start);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function slotOf({ from, steps }: FieldPath, message: Tree, item: Tree, wanted: Wanted): Slot {
  if (from === 'key' || from === 'event') return { of: from, slot: 0 };
  const tree = from === 'message' ? message : item;
  const slot = tree.slots++;
  branchAt(tree.branch, steps)[wanted].push(slot);
  return { of: from, slot };
}

function isExists(wanted: Conditions[string]): wanted is { readonly exists: boolean } {
  return typeof wanted === 'object' && wanted !== null && 'exists' in wanted;
}

function isList(wanted: Conditions[string]): wanted is readonly Literal[] {
  return Array.isArray(wanted);
}

/** Without the members that are undefined. */
function defined<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** Does the value meet the condition? An empty container, `false` and 0 are there; null is not. */
export function meets(wanted: CompiledCondition['wanted'], value: Value): boolean {
  if ('exists' in wanted) return (value !== undefined && value !== null) === wanted.exists;
  return wanted.some((literal) => literal === value);
}

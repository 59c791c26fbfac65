/** What a page says of itself in `detail.longpole` of a measure or mark: docs/custom-editors.md. */
import { PAGE_LIMITS } from '../../model/limits.ts';
import type { MoneyFields } from '../../model/record.ts';
import { addEdge, addNode, type OpenRows, openRows, type Rows } from '../graph-rows.ts';
import type { Cursor } from '../scan/cursor.ts';
import { errorClassOf, errorCodeOf, readId, readLabel } from '../scan/labels.ts';
import { valueCursor } from '../scan/value.ts';

export interface Detail {
  /** Version of the page API. */
  v: number;
  editor: string;
  run: string;
  workflow: string;
  name: string;
  node: string;
  key: string;
  title: string;
  type: string;
  parent: string;
  status: string;
  errorClass?: string;
  items?: number;
  iteration?: number;
  inputs: string[];
  money: { -readonly [K in keyof MoneyFields]: MoneyFields[K] };
  graph?: Rows;
}

type Reader = (d: Detail, c: Cursor) => void;
type TextKey = 'run' | 'workflow' | 'node' | 'key' | 'parent';
type LabelKey = 'editor' | 'name' | 'title' | 'type' | 'status';

const id =
  (key: TextKey): Reader =>
  (d, c) => {
    d[key] = idOf(c);
  };
const label =
  (key: LabelKey): Reader =>
  (d, c) => {
    d[key] = readLabel(c);
  };
/** The whole number ahead, from 0; undefined when there is none. */
function countAhead(c: Cursor): number | undefined {
  const n = c.number();
  return n !== undefined && n >= 0 && n <= Number.MAX_SAFE_INTEGER ? Math.round(n) : undefined;
}
const count =
  (key: 'items' | 'iteration'): Reader =>
  (d, c) => {
    const n = countAhead(c);
    if (n !== undefined) d[key] = n;
  };

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    'v',
    (d, c) => {
      d.v = c.number() ?? 0;
    },
  ],
  ['editor', label('editor')],
  ['run', id('run')],
  ['workflow', id('workflow')],
  ['name', label('name')],
  ['node', id('node')],
  ['key', id('key')],
  ['title', label('title')],
  ['type', label('type')],
  ['parent', id('parent')],
  ['status', label('status')],
  ['error', readError],
  ['items', count('items')],
  ['iteration', count('iteration')],
  ['inputs', readInputs],
  ['model', readModel],
  ['tokens', readTokens],
  ['cost', readCost],
  ['graph', readGraph],
]);

/** Undefined when it cannot be read. Only own data properties are looked at: no getter of the page runs. */
export function readDetail(value: object): Detail | undefined {
  const cursor = valueCursor(value, PAGE_LIMITS.depth);
  const detail: Detail = {
    v: 0,
    editor: '',
    run: '',
    workflow: '',
    name: '',
    node: '',
    key: '',
    title: '',
    type: '',
    parent: '',
    status: '',
    inputs: [],
    money: {},
  };
  cursor.eachKey((key) => READERS.get(key)?.(detail, cursor));
  return cursor.trouble ? undefined : detail;
}

/** Ids are often numbers. */
function idOf(c: Cursor): string {
  if (c.kind() !== 'number') return readId(c);
  const n = c.number();
  return n === undefined ? '' : String(n);
}

/** A class or code of an error; messages are not kept. */
function readError(d: Detail, c: Cursor): void {
  const text = c.text(160) ?? '';
  const name = errorCodeOf(text) ?? errorClassOf(text);
  if (name) d.errorClass = name;
}

function readInputs(d: Detail, c: Cursor): void {
  c.eachItem(() => {
    if (d.inputs.length < PAGE_LIMITS.nodeIds) d.inputs.push(idOf(c));
  });
}

function readModel(d: Detail, c: Cursor): void {
  const text = readLabel(c);
  if (text !== '') d.money.model = text;
}

const TOKENS = { input: 'tokensIn', output: 'tokensOut', cached: 'tokensCached' } as const;

function readTokens(d: Detail, c: Cursor): void {
  c.eachKey((key) => {
    const field = Object.hasOwn(TOKENS, key) ? TOKENS[key as keyof typeof TOKENS] : undefined;
    const n = field ? countAhead(c) : undefined;
    if (field && n !== undefined) d.money[field] = n;
  });
}

function readCost(d: Detail, c: Cursor): void {
  c.eachKey((key) => {
    if (key === 'amount') {
      const n = c.number();
      if (n !== undefined && n >= 0) d.money.cost = n;
    } else if (key === 'unit') d.money.unit = readLabel(c);
  });
}

function readGraph(d: Detail, c: Cursor): void {
  const rows = openRows();
  c.eachKey((key) => {
    if (key === 'nodes') c.eachItem(() => readNode(rows, c));
    else if (key === 'edges') c.eachItem(() => readEdge(rows, c));
  });
  d.graph = rows;
}

function readNode(rows: OpenRows, c: Cursor): void {
  const row = { id: '', type: '', title: '', parent: '' };
  c.eachKey((key) => {
    if (key === 'id' || key === 'parent') row[key] = idOf(c);
    else if (key === 'type' || key === 'title') row[key] = readLabel(c);
  });
  if (row.id !== '') addNode(rows, [row.id, row.type.slice(0, 128), row.title, row.parent]);
}

/** `{from, to}` or `[from, to]` */
function readEdge(rows: OpenRows, c: Cursor): void {
  const row = { from: '', to: '' };
  if (c.kind() === 'list') {
    c.eachItem((index) => {
      if (index === 0) row.from = idOf(c);
      else if (index === 1) row.to = idOf(c);
    });
  } else {
    c.eachKey((key) => {
      if (key === 'from' || key === 'to') row[key] = idOf(c);
    });
  }
  if (row.from !== '' && row.to !== '') addEdge(rows, ['', row.from, row.to, 'data', '']);
}

/** Says of each message what a mapping would make of it, knowing only what messages are built like. */
import { type FieldPath, parsePath } from '../../model/field-path.ts';
import type { Conditions, Mapping, MessageRule } from '../../model/mapping.ts';
import { type Sample, type Shape, type ShapeKind, UNTOLD } from '../../model/shape.ts';
import { compileMapping, PLAIN_FIELDS } from './compile.ts';
import { type Question, questionsOf } from './questions.ts';

/** `unknown`: the next message will tell (values are compared as they come, by the mapping of that moment). */
export type Answer = 'yes' | 'no' | 'unknown';

export interface TriedField {
  /** `node`, `time.path`, `graph.nodes` */
  readonly field: string;
  readonly path: string;
  /** Absent: there is nothing at the path. `unknown`: below what a sample tells. */
  readonly found?: ShapeKind | 'unknown';
  /** Of a word or a time: could it be read? Of all others: is it the right kind? */
  readonly reads: Answer;
}

export interface TriedRule {
  /** Index in `messages`. */
  readonly rule: number;
  readonly matches: Answer;
  /** Conditions that do not hold. */
  readonly unmet: readonly string[];
  readonly fields: readonly TriedField[];
}

/** One per sample, with the rules for its sender. */
export interface TriedSample {
  readonly sample: Sample;
  readonly rules: readonly TriedRule[];
}

/** `mapping` must be a decoded one. */
export function tryMapping(mapping: Mapping, samples: readonly Sample[]): readonly TriedSample[] {
  const compiled = compileMapping(mapping);
  const questions = questionsOf(compiled);
  return samples.map((sample) => {
    const answers = new Map(sample.answers);
    const rules = mapping.messages.flatMap((rule, index): TriedRule[] => {
      if ((rule.sender ?? 'server') !== sample.sender || !sample.shape) return [];
      const own = questions.filter((q) => q.rule === index);
      return [tryRule(rule, index, own, answers, sample.shape)];
    });
    return { sample, rules };
  });
}

function tryRule(
  rule: MessageRule,
  index: number,
  questions: readonly Question[],
  answers: ReadonlyMap<string, boolean>,
  whole: Shape,
): TriedRule {
  const list = rule.list === undefined ? undefined : at(whole, pathOf(rule.list, 'message'));
  const item = list && typeof list === 'object' ? firstOf(list) : list;
  const look = (path: string, start: 'message' | 'item' = rule.list === undefined ? 'message' : 'item'): Looked => {
    const parsed = pathOf(path, start);
    if (parsed.from === 'key' || parsed.from === 'event') return { kind: 'text' };
    return at(parsed.from === 'item' ? item : whole, parsed);
  };
  const conditions = [
    ...Object.entries(rule.when ?? {}).map(([path, wanted]) => ({ path, wanted, found: look(path, 'message') })),
    // Of the items a shape tells the first only.
    ...Object.entries(rule.whenItem ?? {}).map(([path, wanted]) => ({ path, wanted, found: 'unknown' as const })),
  ];
  const asked = questions.filter((q) => q.about === 'when' || q.about === 'whenItem');
  const judged = conditions.map(({ path, wanted, found }, i): readonly [string, Answer] => {
    const answer = answers.get(asked[i]?.text ?? '');
    return [path, answer === undefined ? byKind(wanted, found) : yes(answer)];
  });
  const unmet = judged.filter(([, answer]) => answer === 'no').map(([path]) => path);
  const unsure = judged.some(([, answer]) => answer === 'unknown') || (rule.list !== undefined && item === 'unknown');
  const listMissing = rule.list !== undefined && list === undefined;
  const matches = unmet.length > 0 || listMissing ? 'no' : unsure ? 'unknown' : 'yes';
  const judge = (about: Question['about'], found: Looked): Answer => {
    const question = questions.find((q) => q.about === about);
    return found === undefined ? 'no' : yes(question && answers.get(question.text));
  };
  return { rule: index, matches, unmet, fields: fieldsOf(rule, look, judge, list) };
}

/** What can be said of a condition without the value: that something is there or not. */
function byKind(wanted: Conditions[string], found: Looked): Answer {
  if (found === 'unknown' || found?.kind === 'map' || found?.kind === 'list') return 'unknown';
  const there = found !== undefined && found.kind !== 'nil';
  if (typeof wanted === 'object' && wanted !== null && 'exists' in wanted) return yes(there === wanted.exists);
  return found === undefined ? 'no' : 'unknown';
}

function yes(answer: boolean | undefined): Answer {
  return answer === undefined ? 'unknown' : answer ? 'yes' : 'no';
}

type Looked = Shape | 'unknown' | undefined;

/** Fields whose value must be a number; `bytes` and `error` may be anything, `inputs` is a list. */
const NUMBERS: ReadonlySet<string> = new Set(['iteration', 'items']);

function fieldsOf(
  rule: MessageRule,
  look: (path: string, start?: 'message' | 'item') => Looked,
  judge: (about: Question['about'], found: Looked) => Answer,
  list: Looked,
): readonly TriedField[] {
  const out: TriedField[] = [];
  const add = (field: string, path: string, found: Looked, reads: Answer): void => {
    const kind = typeof found === 'object' ? found.kind : found;
    out.push({ field, path, ...(kind === undefined ? {} : { found: kind }), reads });
  };
  if (rule.list !== undefined) add('list', rule.list, list, fits(list, ['list', 'map']));
  for (const field of PLAIN_FIELDS) {
    const path = rule[field];
    if (path === undefined) continue;
    const found = look(path);
    const any = field === 'bytes' || field === 'error';
    add(field, path, found, any ? there(found) : fits(found, kindsOf(field)));
  }
  for (const about of ['status', 'time', 'start', 'duration'] as const) {
    const field = rule[about];
    if (!field) continue;
    const found = look(field.path);
    add(about, field.path, found, judge(about, found));
  }
  const numbers = { ...rule.tokens, cost: rule.cost?.path, done: rule.progress?.done, total: rule.progress?.total };
  for (const [name, path] of Object.entries(numbers)) {
    if (typeof path === 'string') add(name, path, look(path), fits(look(path), ['number', 'text']));
  }
  const { graph } = rule;
  if (graph) {
    for (const name of ['nodes', 'edges'] as const) {
      const path = graph[name];
      if (path === undefined) continue;
      const found = look(path, 'message');
      add(`graph.${name}`, path, found, fits(found, ['list', 'map']));
    }
  }
  return out;
}

function kindsOf(field: string): readonly ShapeKind[] {
  if (field === 'inputs') return ['list'];
  return NUMBERS.has(field) ? ['number', 'text'] : ['text', 'number'];
}

function fits(found: Looked, kinds: readonly ShapeKind[]): Answer {
  if (found === undefined) return 'no';
  if (found === 'unknown') return 'unknown';
  return kinds.includes(found.kind) ? 'yes' : 'no';
}

function there(found: Looked): Answer {
  return found === 'unknown' ? 'unknown' : found === undefined ? 'no' : 'yes';
}

function firstOf(shape: Shape): Looked {
  if (shape.kind === 'list') return shape.first ?? (shape.length > 0 ? 'unknown' : undefined);
  if (shape.kind === 'map') return shape.keys[0]?.[1] ?? (shape.more > 0 ? 'unknown' : undefined);
  return undefined;
}

/** What is at a path. A sample tells the first item of a list only, and not every key. */
function at(shape: Looked, { steps }: Pick<FieldPath, 'steps'>): Looked {
  let here: Looked = shape;
  for (const step of steps) {
    if (here === undefined || here === 'unknown') return here;
    if (here.kind === 'list') here = step === '0' ? firstOf(here) : Number(step) < here.length ? 'unknown' : undefined;
    else if (here.kind === 'map') here = below(here, step);
    else return undefined;
  }
  return here;
}

function below({ keys, more }: Extract<Shape, { kind: 'map' }>, key: string): Looked {
  const named = keys.find(([name]) => name === key);
  if (named) return named[1];
  return more > 0 || keys.some(([name]) => name === UNTOLD) ? 'unknown' : undefined;
}

function pathOf(text: string, start: 'message' | 'item'): FieldPath {
  const parsed = parsePath(text, start);
  return parsed.ok ? parsed.value : { from: start, steps: [text] };
}

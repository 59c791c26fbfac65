import { FILE_LIMITS } from './limits.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * Where a mapping finds a value: `data.nodes[0].id`, quoted where a name has dots (`data["a.b"]`). Of a rule that goes
 * through a list, paths begin at the item and `$.` leads back to the message; `@item` is the item itself, `@key` its key
 * (or its number), `@event` the type of a server-sent event.
 */
export interface FieldPath {
  readonly from: 'message' | 'item' | 'key' | 'event';
  /** Keys; the number of a list's item is a key like any other. */
  readonly steps: readonly string[];
}

const STEP = /^(?:(?:^|\.)([^.[\]"]+)|\[(\d{1,9})\]|\["((?:[^"\\]|\\.)*)"\])/;

/** The path in a text. `start`: where a path without a prefix begins. */
export function parsePath(text: string, start: 'message' | 'item' = 'message'): Result<FieldPath> {
  if (text === '@key' || text === '@event') return ok({ from: text === '@key' ? 'key' : 'event', steps: [] });
  if (text === '@item' || text === '$') return ok({ from: text === '$' ? 'message' : 'item', steps: [] });
  const [prefix = ''] = /^(?:\$|@item)(?=[.[])/.exec(text) ?? [];
  const from = prefix === '$' ? 'message' : prefix === '@item' ? 'item' : start;
  const steps: string[] = [];
  // Behind a prefix the first name has a dot, else it has none.
  let rest = text.slice(prefix.length);
  if (prefix !== '' && rest.startsWith('.')) rest = rest.slice(1);
  while (rest !== '') {
    const found = STEP.exec(rest);
    if (!found || (steps.length === 0 && rest.startsWith('.'))) return fail('a path like data.id is expected');
    const step = found[1] ?? found[2] ?? found[3]?.replace(/\\(.)/gs, '$1') ?? '';
    if (step === '' || step.length > FILE_LIMITS.mapping.pathStepChars)
      return fail(`names of 1 to ${FILE_LIMITS.mapping.pathStepChars} characters are expected in a path`);
    steps.push(step);
    rest = rest.slice(found[0].length);
    if (rest !== '' && !rest.startsWith('.') && !rest.startsWith('[')) return fail('a path like data.id is expected');
    if (steps.length > FILE_LIMITS.mapping.pathSteps)
      return fail(`a path of at most ${FILE_LIMITS.mapping.pathSteps} steps is expected`);
  }
  return steps.length > 0 ? ok({ from, steps }) : fail('a path like data.id is expected');
}

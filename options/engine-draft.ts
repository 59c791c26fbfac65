/** An engine as it stands in the form: texts. Pure. */
import { decodeEngines } from '../src/formats/engine-spec.ts';
import type { EngineSpec } from '../src/model/engine-spec.ts';
import { fail, ok, type Result } from '../src/model/result.ts';
import type { EditorId } from '../src/model/run.ts';

export interface ClassDraft {
  /** Only to tell the rows apart. */
  readonly key: number;
  readonly name: string;
  /** '' for no limit. */
  readonly capacity: string;
  /** One pattern per line. The last class takes all the rest and needs none. */
  readonly types: string;
}

let keys = 0;

export function newClass(name = '', capacity = '1', types = ''): ClassDraft {
  return { key: ++keys, name, capacity, types };
}

export function draftOf({ classes }: EngineSpec): readonly ClassDraft[] {
  return classes.map(({ name, capacity, types }, i) => {
    const shown = i === classes.length - 1 ? types.filter((t) => t !== '*') : types;
    return newClass(name, capacity === null ? '' : String(capacity), shown.join('\n'));
  });
}

/** The engine the form describes; a failure names the row ("class 2") and what is wrong with it. */
export function specOf(editor: EditorId, drafts: readonly ClassDraft[]): Result<EngineSpec> {
  const classes = drafts.map(({ name, capacity, types }, i) => {
    const lines = types.split('\n').map((line) => line.trim());
    const patterns = lines.filter((line) => line !== '');
    const last = i === drafts.length - 1;
    return {
      name: name.trim(),
      capacity: capacity.trim() === '' ? null : Number(capacity),
      types: last ? [...patterns.filter((line) => line !== '*'), '*'] : patterns,
    };
  });
  const idle = classes.findIndex(({ types }) => types.length === 0);
  if (idle >= 0) return fail('a node type is expected, or nothing would be of this class', `class ${idle + 1}, types`);
  const spec = { classes };
  const decoded = decodeEngines({ [editor]: spec }, '');
  if (decoded.ok) return ok(spec);
  const place = /classes\[(\d+)\]\.?(\w*)/.exec(decoded.where);
  return { ...decoded, where: place ? `class ${Number(place[1]) + 1}${place[2] ? `, ${place[2]}` : ''}` : '' };
}

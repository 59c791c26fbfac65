import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { plural } from '../src/drawing/format.ts';
import type { Decoded } from '../src/formats/amounts.ts';
import type { Problem } from '../src/formats/problems.ts';
import type { Result } from '../src/model/result.ts';
import { readJsonFile } from './json-file.ts';
import type { OptionsHost } from './options.tsx';
import { ProblemList } from './problem-list.tsx';
import type { Formed, FormProblem } from './row-draft.ts';
import { SheetButtons } from './sheet-buttons.tsx';

/** How a table is shown in a form and written to a file. `T` is the table, `D` its draft. */
export interface SheetFormat<T, D> {
  draftOf(table: T): D;
  tableOf(draft: D): Formed<T>;
  encode(table: T): string;
  decode(value: unknown): Decoded<T>;
  /** "2 models, 1 machine rate" */
  inWords(table: T): string;
}

interface Props<T, D> {
  /** Of the form and of its file. */
  readonly name: 'prices' | 'budgets';
  readonly format: SheetFormat<T, D>;
  readonly stored: T;
  readonly host: OptionsHost;
  readonly save: (table: T) => Promise<Result<unknown>>;
  readonly children: (draft: D, problems: readonly FormProblem[], change: (draft: D) => void) => ComponentChildren;
}

/** What the last thing that was done came to. */
interface Said<T> {
  readonly words: string;
  readonly bad?: boolean;
  readonly problems?: readonly Problem[];
  /** What an import replaced. */
  readonly before?: T;
}

const NOTHING = { words: '' };

/** A form over a whole table: saved while nothing is wrong in it, read from a file and written to one. */
export function Sheet<T, D>({ name, format, stored, host, save, children }: Props<T, D>): JSX.Element {
  const edited = useSignal<{ readonly draft: D } | undefined>(undefined);
  const said = useSignal<Said<T>>(NOTHING);
  const text = format.encode(stored);
  // The background sends settings anew with every change of any of them: what is typed here goes only when the table becomes another.
  const kept = useMemo(() => format.draftOf(stored), [text]);
  useEffect(() => {
    const mine = edited.value && format.tableOf(edited.value.draft);
    if (!mine?.ok || format.encode(mine.value) !== text) edited.value = undefined;
  }, [text]);
  const draft = edited.value ? edited.value.draft : kept;
  const table = format.tableOf(draft);
  const problems = table.ok ? [] : table.problems;

  const put = async (next: T, done: Said<T>): Promise<boolean> => {
    const reply = await save(next);
    said.value = reply.ok ? done : { words: reply.error, bad: true };
    return reply.ok;
  };
  const replace = async (next: T, done: Said<T>): Promise<void> => {
    if (await put(next, done)) edited.value = undefined;
  };
  const take = async (file: File): Promise<void> => {
    const read = await readJsonFile(file, format.decode);
    if (read.ok)
      return replace(read.value, {
        words: `Imported ${format.inWords(read.value)} from ${file.name}.`,
        before: stored,
      });
    const words = `${file.name} was not imported: ${plural(read.problems.length, 'problem')}`;
    said.value = { words, bad: true, problems: read.problems };
  };
  const { before } = said.value;
  return (
    <form
      class="sheet"
      data-sheet={name}
      onSubmit={(event) => {
        event.preventDefault();
        if (table.ok) void put(table.value, { words: 'Saved' });
      }}
    >
      {children(draft, problems, (next) => {
        edited.value = { draft: next };
        said.value = NOTHING;
      })}
      <SheetButtons
        name={name}
        canSave={table.ok && format.encode(table.value) !== text}
        canExport={table.ok}
        take={(file) => void take(file)}
        give={() => table.ok && host.saveFile(`longpole-${name}.json`, format.encode(table.value))}
      >
        {said.value === NOTHING ? (
          <span class="tone-bad">{summary(problems)}</span>
        ) : (
          <span class={said.value.bad ? 'tone-bad' : 'tone-good'}>{said.value.words}</span>
        )}
        {before !== undefined && (
          <button
            type="button"
            class="link"
            data-action={`undo-${name}`}
            onClick={() => void replace(before, { words: 'As it was before' })}
          >
            Undo
          </button>
        )}
      </SheetButtons>
      {said.value.problems && <ProblemList problems={said.value.problems} />}
    </form>
  );
}

/** "5 problems, the first: model 2, input". What they are stands where they are. */
function summary(problems: readonly FormProblem[]): string {
  const [first] = problems;
  if (!first) return '';
  return `${plural(problems.length, 'problem')}${problems.length > 1 ? ', the first' : ''}: ${first.where}`;
}

import type { JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { Icon } from '../panel/views/icons.tsx';
import { type Column, type FormProblem, newRow, type RowDraft, type RowKind } from './row-draft.ts';

interface Props<F extends string> {
  readonly kind: RowKind<F>;
  readonly rows: readonly RowDraft<F>[];
  /** Of these rows only. */
  readonly problems: readonly FormProblem[];
  /** The first row that fits counts, so that a row can be moved before another. */
  readonly ordered?: boolean;
  readonly change: (rows: readonly RowDraft<F>[]) => void;
}

/** A table of text fields to which rows are added and from which they are taken. What is wrong with a row stands below it. */
export function Rows<F extends string>({ kind, rows, problems, ordered = false, change }: Props<F>): JSX.Element {
  const { noun, columns } = kind;
  /** The row just added: it is for writing into. */
  const added = useRef(0);
  const add = useRef<HTMLButtonElement>(null);
  const id = useId();
  return (
    <div class="rows">
      {rows.length > 0 && (
        <table class="grid">
          <thead>
            <tr>
              {columns.map(({ field, label, kind: look }) => (
                <th key={field} scope="col" class={`cell-${look}`}>
                  {label}
                </th>
              ))}
              <th scope="col">
                <span class="sr">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <Row
                key={row.key}
                id={`${id}-${row.key}`}
                kind={kind}
                row={row}
                number={i + 1}
                problems={problems.filter((problem) => problem.row === i)}
                focus={added.current === row.key}
                change={(next) => change(rows.with(i, next))}
                remove={() => {
                  add.current?.focus({ preventScroll: true });
                  change(rows.toSpliced(i, 1));
                }}
                {...(ordered && i > 0 && { raise: () => change(rows.toSpliced(i, 1).toSpliced(i - 1, 0, row)) })}
              />
            ))}
          </tbody>
        </table>
      )}
      {problems
        .filter(({ row }) => row === undefined)
        .map(({ where, error }) => (
          <p key={error} class="tone-bad">
            {where}: {error}
          </p>
        ))}
      <div class="row">
        <button
          ref={add}
          type="button"
          class="button"
          data-action={`add-${noun.replaceAll(' ', '-')}`}
          onClick={() => {
            const row = newRow(kind);
            added.current = row.key;
            change([...rows, row]);
          }}
        >
          Add a {noun}
        </button>
      </div>
    </div>
  );
}

interface RowProps<F extends string> {
  readonly id: string;
  readonly kind: RowKind<F>;
  readonly row: RowDraft<F>;
  readonly number: number;
  readonly problems: readonly FormProblem[];
  readonly focus: boolean;
  readonly change: (row: RowDraft<F>) => void;
  readonly remove: () => void;
  readonly raise?: () => void;
}

function Row<F extends string>(props: RowProps<F>): JSX.Element {
  const { id, kind, row, number, problems, focus, change, remove, raise } = props;
  const name = `${kind.noun} ${number}`;
  return (
    <>
      <tr>
        {kind.columns.map((column, i) => (
          <Cell
            key={column.field}
            column={column}
            of={name}
            text={row.cells[column.field]}
            focus={focus && i === 0}
            {...(problems.some(({ field }) => field === column.field) && { describedBy: id })}
            change={(text) => change({ ...row, cells: { ...row.cells, [column.field]: text } })}
          />
        ))}
        <td class="row-tools">
          {raise && (
            <button type="button" class="tool" aria-label={`Move ${name} up`} title="Move up" onClick={raise}>
              <Icon name="arrowUp" />
            </button>
          )}
          <button type="button" class="tool" aria-label={`Remove ${name}`} title="Remove" onClick={remove}>
            <Icon name="trash" />
          </button>
        </td>
      </tr>
      {problems.length > 0 && (
        <tr class="row-problem">
          <td id={id} class="tone-bad" colSpan={kind.columns.length + 1}>
            {problems.map(({ where, error }) => (
              <div key={`${where} ${error}`}>
                {where}: {error}
              </div>
            ))}
          </td>
        </tr>
      )}
    </>
  );
}

function Cell(props: {
  readonly column: Column;
  readonly of: string;
  readonly text: string;
  readonly focus: boolean;
  /** Where it is said what is wrong here. */
  readonly describedBy?: string;
  readonly change: (text: string) => void;
}): JSX.Element {
  const { column, of, text, focus, describedBy, change } = props;
  const { label, empty, kind, tidy = (typed: string) => typed.trim() } = column;
  const focused = useRef(false);
  return (
    <td data-label={label} class={`cell-${kind}`}>
      <input
        ref={(input) => {
          if (input && focus && !focused.current) input.focus();
          focused.current = true;
        }}
        type="text"
        inputMode={kind === 'figure' ? 'decimal' : 'text'}
        spellcheck={false}
        autocomplete="off"
        placeholder={empty}
        aria-label={`${label} of ${of}`}
        aria-invalid={describedBy !== undefined}
        aria-describedby={describedBy}
        value={text}
        onInput={(event) => change(event.currentTarget.value)}
        onChange={(event) => change(tidy(event.currentTarget.value))}
      />
    </td>
  );
}

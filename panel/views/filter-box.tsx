import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { formatCount } from '../../src/drawing/format.ts';
import { PANEL_LIMITS } from '../../src/model/limits.ts';
import type { Completion } from '../state/filter/complete.ts';
import type { FilterProblem } from '../state/filter/term.ts';
import { Icon } from './icons.tsx';

const HINT = 'Words, or key:value as in status:failed duration:>1s, with - before what to leave out (/)';

interface FilterBoxProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly complete: (text: string, caret: number) => readonly Completion[];
  readonly problems: readonly FilterProblem[];
  /** Nodes let through, and all of them. */
  readonly shown: number;
  readonly total: number;
  /** Counts up when it should take the focus. */
  readonly focus?: number;
}

/** What is offered at the caret; nothing is marked until an arrow key marks it. */
interface Open {
  readonly offers: readonly Completion[];
  readonly caret: number;
  readonly marked?: number;
}

/**
 * The filter: a text with what could stand at its caret below it. Arrow keys mark, Enter takes what is marked, Tab that or the first,
 * Escape puts the list away and then clears.
 */
export function FilterBox(props: FilterBoxProps): JSX.Element {
  const { value, onChange, problems, shown, total, focus = 0 } = props;
  const open = useSignal<Open | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    if (focus === 0) return;
    input.current?.focus();
    input.current?.select();
  }, [focus]);
  const marked = markedOf(open.value, problems);

  const close = (): void => {
    open.value = undefined;
  };
  /** What could stand at the caret; the list is there as long as something could. */
  const offer = (): void => {
    const box = input.current;
    if (!box) return;
    const caret = box.selectionEnd ?? box.value.length;
    const offers = props.complete(box.value, caret);
    open.value = offers.length > 0 ? { offers, caret } : undefined;
  };
  const take = ({ from, to, text }: Completion): void => {
    const box = input.current;
    if (!box) return;
    box.value = box.value.slice(0, from) + text + box.value.slice(to);
    box.setSelectionRange(from + text.length, from + text.length);
    onChange(box.value);
    // Behind a key its values come next; a value is what was wanted.
    if (text.endsWith(':')) offer();
    else close();
  };
  const clear = (): void => {
    close();
    onChange('');
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { value: list } = open;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0) {
      if (list) open.value = { ...list, marked: stepped(marked, by, list.offers.length) };
      else offer();
    } else if (list && event.key === 'Enter') {
      const chosen = list.offers[marked];
      if (chosen) take(chosen);
      else close();
    } else if (list && event.key === 'Tab' && !event.shiftKey) {
      const chosen = list.offers[Math.max(0, marked)];
      if (chosen) take(chosen);
    } else if (list && event.key === 'Escape') close();
    else if (value !== '' && event.key === 'Escape') clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // What is still being typed, with help at hand, is not wrong yet.
  const said = problems.filter((p) => !open.value || !touches(p, open.value.caret));
  const count = `${formatCount(shown)} of ${formatCount(total)}`;
  return (
    <div class="filter" data-view="filter">
      <input
        ref={input}
        type="text"
        class={said.length > 0 ? 'wrong' : ''}
        role="combobox"
        aria-label="Filter nodes"
        aria-autocomplete="list"
        aria-expanded={open.value !== undefined}
        aria-controls={`${id}list`}
        aria-activedescendant={open.value && marked >= 0 ? `${id}${marked}` : undefined}
        aria-invalid={said.length > 0}
        aria-describedby={`${id}said`}
        placeholder="Filter"
        title={problems.length > 0 ? problems.map((p) => p.message).join('\n') : HINT}
        autocomplete="off"
        spellcheck={false}
        maxLength={PANEL_LIMITS.filterChars}
        data-field="filter"
        value={value}
        onInput={(event) => {
          onChange(event.currentTarget.value);
          offer();
        }}
        onClick={offer}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      {value !== '' && (
        <>
          <span class="filter-count num dim" data-field="filter-count">
            {count}
          </span>
          <button
            type="button"
            class="filter-clear"
            data-action="filter-clear"
            aria-label="Clear the filter"
            onClick={clear}
          >
            <Icon name="cross" />
          </button>
        </>
      )}
      <div class="filter-below">
        <div id={`${id}said`} class="filter-said" role="status">
          {said.map((p) => (
            <p key={`${p.offset} ${p.message}`}>
              <Icon name="warn" /> {p.message}
            </p>
          ))}
          {value !== '' && said.length === 0 && <span class="sr">{count} nodes</span>}
        </div>
        <Offers id={id} offers={open.value?.offers ?? []} marked={marked} onTake={take} />
      </div>
    </div>
  );
}

function Offers(props: {
  readonly id: string;
  readonly offers: readonly Completion[];
  readonly marked: number;
  readonly onTake: (offer: Completion) => void;
}): JSX.Element {
  const { id, offers, marked, onTake } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[marked]?.scrollIntoView({ block: 'nearest' });
  }, [marked]);
  return (
    <div
      ref={list}
      id={`${id}list`}
      class="filter-list"
      role="listbox"
      aria-label="What could stand here"
      hidden={offers.length === 0}
    >
      {offers.map((o, i) => (
        <div
          key={o.text}
          id={`${id}${i}`}
          role="option"
          class="filter-offer"
          tabIndex={-1}
          aria-selected={i === marked}
          // The text keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(o)}
          onKeyDown={() => {}}
        >
          <span class="clip">{o.label}</span>
          <span class="dim clip">{o.detail}</span>
        </div>
      ))}
    </div>
  );
}

/** The offer that Enter takes: the one marked by hand, or the first where what was typed is no filter by itself; -1 for none. */
function markedOf(open: Open | undefined, problems: readonly FilterProblem[]): number {
  if (!open) return -1;
  return open.marked ?? (problems.some((p) => touches(p, open.caret)) ? 0 : -1);
}

function touches({ offset, length }: FilterProblem, caret: number): boolean {
  return offset <= caret && caret <= offset + length;
}

/** The next place in a ring of `n`; from none, its first or last. */
function stepped(at: number, by: number, n: number): number {
  return at < 0 ? (by > 0 ? 0 : n - 1) : (at + by + n) % n;
}

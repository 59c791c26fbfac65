import { useSignal } from '@preact/signals';
import type { RefObject, TargetedFocusEvent, TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RowWindow } from './use-window.ts';

export interface RowFocus {
  /** Index of the row that has, or last had, the focus; -1 for none. Its row must be drawn, or the focus would be lost. */
  readonly at: number;
  readonly onFocus: (event: TargetedFocusEvent<HTMLElement>) => void;
  readonly onKeyDown: (event: TargetedKeyboardEvent<HTMLElement>) => void;
}

/** Rows that PageUp and PageDown go by. */
const PAGE = 15;

/** The arrow keys, PageUp, PageDown, Home and End move the focus from row to row, also to rows that are not drawn yet. */
export function useRowFocus(body: RefObject<HTMLElement | null>, rows: readonly { readonly id: string }[]): RowFocus {
  const focused = useSignal<string | undefined>(undefined);
  const asked = useRef(false);
  const indexOf = (id: string | undefined): number => (id === undefined ? -1 : rows.findIndex((r) => r.id === id));
  useLayoutEffect(() => {
    if (!asked.current || focused.value === undefined) return;
    asked.current = false;
    // The browser brings what it focuses into view, and the window of drawn rows follows.
    body.current?.querySelector<HTMLElement>(`[data-node-id="${CSS.escape(focused.value)}"] button`)?.focus();
  }, [focused.value]);
  return {
    at: indexOf(focused.value),
    onFocus: (event) => {
      const row = event.target instanceof Element ? event.target.closest('[data-node-id]') : undefined;
      const id = row?.getAttribute('data-node-id');
      if (typeof id === 'string') focused.value = id;
    },
    onKeyDown: (event) => {
      const at = indexOf(focused.peek());
      if (event.ctrlKey || event.altKey || event.metaKey || at < 0) return;
      const to = target(event.key, at, rows.length);
      const next = to === undefined ? undefined : rows[to];
      if (!next) return;
      event.preventDefault();
      if (next.id === focused.peek()) return;
      asked.current = true;
      focused.value = next.id;
    },
  };
}

function target(key: string, at: number, count: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: PAGE,
    PageUp: -PAGE,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.min(Math.max(at + step, 0), count - 1);
}

/** The rows of the window and the one row that must be there besides, in order and without overlap. */
export function spans({ first, last }: RowWindow, also: number): readonly RowWindow[] {
  const window = { first, last };
  if (also < 0 || (also >= first && also < last)) return [window];
  const one = { first: also, last: also + 1 };
  return also < first ? [one, window] : [window, one];
}

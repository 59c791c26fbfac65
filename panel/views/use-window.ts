import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { useSize } from './use-size.ts';

/** Rows made above and below those in view: what Tab moves to is there, and quick scrolling shows no gap. */
const BEYOND = 20;
/** Fewer rows are all made: 200 take 50 ms. */
const FEW = 200;

export interface RowWindow {
  readonly first: number;
  /** Behind the last one made. */
  readonly last: number;
}

/** Which of `count` rows of `rowHeight` CSS pixels are to be made for what is scrolled into view of an element. All, where they are few. */
export function useWindow(
  scroller: RefObject<HTMLElement | null>,
  count: ReadonlySignal<number>,
  rowHeight: number,
): ReadonlySignal<RowWindow> {
  const size = useSize(scroller);
  const top = useSignal(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const read = (): void => {
      // In steps, so that not each pixel makes rows anew.
      top.value = Math.floor(element.scrollTop / rowHeight / (BEYOND / 2)) * (BEYOND / 2);
    };
    read();
    element.addEventListener('scroll', read, { passive: true });
    return () => element.removeEventListener('scroll', read);
  }, []);
  return useComputed(() => {
    const n = count.value;
    if (n <= FEW) return { first: 0, last: n };
    const fit = Math.ceil(size.value.height / rowHeight) + BEYOND / 2;
    const first = Math.max(0, Math.min(top.value, n - fit) - BEYOND);
    return { first, last: Math.min(n, Math.max(top.value, 0) + fit + BEYOND) };
  });
}

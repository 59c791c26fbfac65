import type { ComponentChildren, JSX } from 'preact';

interface Props {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Where a table that is wider than the screen scrolls by itself; with the keyboard too. */
export function TableBox({ label, children }: Props): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keys (axe: scrollable-region-focusable).
    <section class="table-box" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

import type { ComponentChildren, JSX } from 'preact';

/** One line of facts: its name, and what is known. Inside a `<dl class="lines">`. */
export function Line({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

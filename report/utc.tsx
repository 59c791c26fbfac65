import type { JSX } from 'preact';

/** An instant as all readers of a file that is passed on can compare it: `2026-11-25 09:28:03 UTC`. Epoch microseconds. */
export function Utc({ us }: { readonly us: number }): JSX.Element {
  const iso = new Date(Math.floor(us / 1000)).toISOString();
  return (
    <time dateTime={iso} class="num">
      {iso.slice(0, 19).replace('T', ' ')} UTC
    </time>
  );
}

import type { JSX } from 'preact';

/** A share 0..1 as a small bar in a table. For the eye only: the figure stands beside it. */
export function Bar({ share, critical = false }: { readonly share: number; readonly critical?: boolean }): JSX.Element {
  return (
    <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      <rect
        width={Math.min(100, Math.max(0, share * 100))}
        height="1"
        fill={`var(${critical ? '--critical-fill' : '--bar-success'})`}
      />
    </svg>
  );
}

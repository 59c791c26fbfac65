import type { JSX } from 'preact';
import type { TimePart } from '../panel/views/parallel-figures.tsx';

/** One bar of parts that add up to the run. The list below it says the same in words. */
export function TimeBar({ parts }: { readonly parts: readonly TimePart[] }): JSX.Element {
  const total = parts.reduce((sum, part) => sum + part.us, 0);
  let from = 0;
  return (
    <svg class="time-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      {parts.map(({ field, us }) => {
        const x = (100 * from) / total;
        from += us;
        return <rect key={field} x={x} width={(100 * us) / total} height="1" fill={`var(--part-${field})`} />;
      })}
    </svg>
  );
}

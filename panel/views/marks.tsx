import type { JSX } from 'preact';

const MARKS: readonly (readonly [string, string])[] = [
  ['mark-critical', 'on the critical path: outlined, linked, repeated in the ribbon above'],
  ['mark-success', 'worked'],
  ['mark-running', 'still works (stripes)'],
  ['mark-error', 'failed (slanted lines, ✕)'],
  ['mark-cached', 'delivered without working (dashed outline)'],
  ['mark-cancelled', 'cancelled (crossed lines)'],
  ['mark-input', 'waited for its inputs'],
  ['mark-wait', 'ready, but held back'],
  ['mark-whisker', 'how far the truth may lie from the time shown'],
];

/** What the marks in the timeline mean. `critical`: whether there is a critical path, the first of them. */
export function Marks({ critical = true }: { readonly critical?: boolean }): JSX.Element {
  return (
    <dl class="keys marks">
      {MARKS.slice(critical ? 0 : 1).map(([mark, what]) => (
        <div key={mark}>
          <dt>
            <span class={`mark ${mark}`} />
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}

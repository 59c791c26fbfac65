import type { JSX } from 'preact';
import { usePanel } from '../state/context.ts';

/** What is going on and takes a while, with the way to give it up. */
export function Progress(): JSX.Element | null {
  const { ui } = usePanel();
  const job = ui.job.value;
  if (!job) return null;
  return (
    <div class="notice" role="status" data-view="progress">
      <span>{job.words}</span>
      {/* Without a value the bar says "busy". */}
      <progress max={1} {...(job.share !== undefined && { value: job.share })} aria-label={job.words} />
      <button type="button" class="tool" data-action="cancel-job" onClick={() => job.cancel()}>
        Cancel
      </button>
    </div>
  );
}

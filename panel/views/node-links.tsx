import type { JSX } from 'preact';
import type { Bottleneck } from '../../src/analysis/index.ts';
import { formatDuration } from '../../src/drawing/format.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import { usePanel } from '../state/context.ts';
import { Line } from './line.tsx';

/** What the run would save without the node's time, and the way to the what-if; nothing where it is not known. */
export function WouldSave({ bottleneck }: { readonly bottleneck: Bottleneck | undefined }): JSX.Element | null {
  const { ui } = usePanel();
  if (bottleneck?.savesUs === undefined) return null;
  return (
    <Line name="Would save">
      <span class="num">{formatDuration(bottleneck.savesUs)}</span> <span class="dim">were it instant</span>{' '}
      <button type="button" class="link" data-action="what-if" onClick={() => (ui.detail.value = 'whatif')}>
        What if
      </button>
    </Line>
  );
}

/** The way to the node on the editor's canvas; nothing where there is no page. */
export function ShowInPage({ node, run }: { readonly node: NodeRun; readonly run: Run }): JSX.Element | null {
  const { inPage } = usePanel();
  if (!inPage) return null;
  return (
    <button
      type="button"
      class="link reveal"
      data-action="reveal"
      title="Bring it into view on the editor's canvas"
      onClick={() => void inPage.reveal(node, run)}
    >
      Show in the page
    </button>
  );
}

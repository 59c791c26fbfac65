import type { JSX } from 'preact';
import { plural } from '../../src/drawing/format.ts';
import { isOver } from '../../src/model/run.ts';
import { usePanel } from '../state/context.ts';
import { Dialog } from './dialog.tsx';

/** Asks before runs are removed for good: says how many go and what stays. */
export function ClearDialog(): JSX.Element {
  const { state, ui, actions } = usePanel();
  const close = (): void => {
    ui.dialog.value = undefined;
  };
  const origin = state.mirror.value?.origin ?? '';
  // What the background will remove: all it told us of, those imported here included, but for what is pinned or goes on.
  const runs = state.mirror.value?.heads ?? [];
  const pinned = runs.filter((h) => h.pinned).length;
  const going = runs.filter((h) => !h.pinned && isOver(h.status)).length;
  const foreign = runs.filter((h) => !h.pinned && isOver(h.status) && origin !== '' && h.origin !== origin).length;
  const live = runs.filter((h) => !h.pinned && !isOver(h.status)).length;
  return (
    <Dialog title={going === 0 ? 'Nothing to clear' : `Clear ${plural(going, 'run')}?`} onClose={close}>
      <p>
        {going === 0
          ? 'There are no unpinned finished runs of this page.'
          : `${plural(going, 'run')} of ${origin || 'this page'} will be removed for good${
              foreign > 0 ? `, ${foreign} of them imported from or recorded at other sites` : ''
            }.`}
        {pinned > 0 && ` ${plural(pinned, 'pinned run')} ${pinned === 1 ? 'stays' : 'stay'}.`}
        {live > 0 && ` ${plural(live, 'run')} still going ${live === 1 ? 'stays' : 'stay'}.`}
      </p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={close} autofocus>
          {going === 0 ? 'Close' : 'Keep them'}
        </button>
        {going > 0 && (
          <button type="button" class="button danger" data-action="clear-confirm" onClick={() => void actions.clear()}>
            Clear {plural(going, 'run')}
          </button>
        )}
      </div>
    </Dialog>
  );
}

import type { JSX } from 'preact';
import { usePanel } from '../state/context.ts';
import { Icon } from './icons.tsx';

/** The result of the last thing asked for, until it is closed or the next one comes. */
export function NoticeBar(): JSX.Element {
  const { ui } = usePanel();
  const notice = ui.notice.value;
  return (
    <div class="notice-slot" role={notice?.kind === 'error' ? 'alert' : 'status'} data-view="notice">
      {notice && (
        <div class={`notice ${notice.kind}`}>
          <Icon name={notice.kind === 'error' ? 'warn' : 'check'} />
          <span>{notice.text}</span>
          <button
            type="button"
            class="tool"
            aria-label="Close this message"
            onClick={() => (ui.notice.value = undefined)}
          >
            <Icon name="cross" />
          </button>
        </div>
      )}
    </div>
  );
}

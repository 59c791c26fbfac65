import type { JSX } from 'preact';
import { usePanel } from '../state/context.ts';
import type { Ladder } from '../state/ladder.ts';

/** The button that does what the ladder's next rung needs; nothing where no button can. */
export function Offer({
  ladder,
  class: className,
}: {
  readonly ladder: Ladder;
  readonly class: string;
}): JSX.Element | null {
  const { state, actions } = usePanel();
  const { offer, site } = ladder;
  if (offer === 'reload')
    return (
      <button type="button" class={className} data-action="reload" onClick={() => state.host.reload()}>
        Reload the page
      </button>
    );
  if (offer !== 'allow' || site === undefined) return null;
  return (
    <button
      type="button"
      class={className}
      data-action="allow-site"
      title={`The browser will ask whether Longpole may look at ${site}`}
      onClick={() => void actions.allowSite(site)}
    >
      Record on this site
    </button>
  );
}

/** Stages of a document's life, as a relay needs them. */
export interface DocumentLife {
  /** The user sees it, or may: not while it is only prerendered. */
  readonly begin: () => void;
  /** It goes away; `forGood` unless it is kept in the back/forward cache. */
  readonly leave: (forGood: boolean) => void;
  /** It is back from the back/forward cache. */
  readonly back: () => void;
}

export function watchDocument({ begin, leave, back }: DocumentLife): void {
  const { prerendering } = document as { readonly prerendering?: boolean };
  if (prerendering) document.addEventListener('prerenderingchange', begin, { once: true });
  else begin();
  window.addEventListener('pagehide', ({ isTrusted, persisted }) => {
    if (isTrusted) leave(!persisted);
  });
  window.addEventListener('pageshow', ({ isTrusted, persisted }) => {
    if (isTrusted && persisted) back();
  });
}

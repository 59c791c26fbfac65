/** True when page scripts may have run before us: the site was allowed, or the extension was installed, with the page open. */
export function startedLate(): boolean {
  return document.readyState !== 'loading' || document.scripts.length > 0;
}

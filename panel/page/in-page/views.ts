import type { PageWindow } from './page-types.ts';

/** The page's window and those of the frames in it that it may look into, outermost first. */
export function views(): readonly PageWindow[] {
  const found: PageWindow[] = [];
  const visit = (view: PageWindow): void => {
    try {
      if (!view.document.documentElement) return;
    } catch {
      return; // of another site
    }
    found.push(view);
    for (let n = 0; n < view.length && found.length < 50; n++) visit(view[n] as PageWindow);
  };
  visit(window as unknown as PageWindow);
  return found;
}

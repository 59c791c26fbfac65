/** In the page's own world, after the hook and before the page's first script, on sites that have the precise clock switched on. */
import { startPrecise } from './precise/precise.ts';
import { JOIN } from './seam.ts';

try {
  window.dispatchEvent(new CustomEvent(JOIN, { detail: startPrecise }));
} catch {
  // The page has the sockets of its browser.
}

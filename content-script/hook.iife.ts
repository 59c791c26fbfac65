/** In the page's own world, before its first script: taps sockets and workers. */
import { PAGE_EDITORS } from '../src/editors/page-registry.ts';
import { startHook } from './hook.ts';

try {
  startHook(PAGE_EDITORS);
} catch {
  // A page we cannot tap goes on as if we were not there.
}

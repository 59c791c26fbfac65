/** In the page's own world, before its first script: taps sockets and workers. */
import { EDITORS } from '../src/editors/registry.ts';
import { startHook } from './hook.ts';

try {
  startHook(EDITORS);
} catch {
  // A page we cannot tap goes on as if we were not there.
}

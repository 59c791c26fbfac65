import type { PageEditor } from './editor.ts';
import { nodetoolInPage } from './nodetool/page.ts';

/** The halves that the hook carries into every page: the same editors in the same order as in registry.ts (a test compares). */
export const PAGE_EDITORS: readonly PageEditor[] = [nodetoolInPage];

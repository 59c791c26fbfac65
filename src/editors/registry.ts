import type { Editor } from './editor.ts';
import { nodetool } from './nodetool/index.ts';

/** All editors we know, both halves, in the order in which they are asked whether a frame is theirs. */
export const EDITORS: readonly Editor[] = [nodetool];

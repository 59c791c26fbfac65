import { comfyui } from './comfyui/index.ts';
import { custom } from './custom/index.ts';
import { dify } from './dify/index.ts';
import type { Editor } from './editor.ts';
import { flowise } from './flowise/index.ts';
import { langflow } from './langflow/index.ts';
import { n8n } from './n8n/index.ts';
import { nodeRed } from './node-red/index.ts';
import { nodetool } from './nodetool/index.ts';
import { pageApi } from './page/index.ts';
import { sim } from './sim/index.ts';

/** All editors we know, both halves, in the order in which they are asked whether a frame is theirs. */
export const EDITORS: readonly Editor[] = [
  nodetool,
  comfyui,
  n8n,
  flowise,
  dify,
  langflow,
  sim,
  nodeRed,
  pageApi,
  custom,
];

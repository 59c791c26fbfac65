import { comfyuiInPage } from './comfyui/page.ts';
import { customInPage } from './custom/page.ts';
import { difyInPage } from './dify/page.ts';
import type { PageEditor } from './editor.ts';
import { flowiseInPage } from './flowise/page.ts';
import { langflowInPage } from './langflow/page.ts';
import { n8nInPage } from './n8n/page.ts';
import { nodeRedInPage } from './node-red/page.ts';
import { nodetoolInPage } from './nodetool/page.ts';
import { pageApiInPage } from './page/page.ts';
import { simInPage } from './sim/page.ts';

/** The halves that the hook carries into every page: the same editors in the same order as in registry.ts (a test compares). */
export const PAGE_EDITORS: readonly PageEditor[] = [
  nodetoolInPage,
  comfyuiInPage,
  n8nInPage,
  flowiseInPage,
  difyInPage,
  langflowInPage,
  simInPage,
  nodeRedInPage,
  pageApiInPage,
  customInPage,
];

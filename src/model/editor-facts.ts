import type { EditorId } from './run.ts';

/**
 * What we know of an editor and how we know it. `live`: compared with what happened inside real servers; `captures`: from
 * recorded traffic of real servers; `schema`: from its sources only, not yet tested on a live server.
 */
export interface EditorFacts {
  readonly name: string;
  readonly tested: 'live' | 'captures' | 'schema';
}

export const EDITOR_FACTS: Readonly<Record<EditorId, EditorFacts>> = {
  nodetool: { name: 'NodeTool', tested: 'live' },
  comfyui: { name: 'ComfyUI', tested: 'live' },
  n8n: { name: 'n8n', tested: 'live' },
  flowise: { name: 'Flowise', tested: 'captures' },
  dify: { name: 'Dify', tested: 'schema' },
  langflow: { name: 'Langflow', tested: 'schema' },
  sim: { name: 'Sim', tested: 'schema' },
  'node-red': { name: 'Node-RED', tested: 'captures' },
  custom: { name: 'Custom editor', tested: 'live' },
  page: { name: 'This page', tested: 'live' },
  library: { name: 'Library', tested: 'live' },
};

/** The name to show: the one a custom mapping or the page gave itself, else the editor's own. */
export function nameOfEditor(id: EditorId, ownName?: string): string {
  return ownName || EDITOR_FACTS[id].name;
}

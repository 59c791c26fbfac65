import type { Editor } from '../editor.ts';
import { claims } from './claims.ts';
import { createInterpreter } from './interpret/interpret.ts';
import { createReducer } from './reduce.ts';

/** NodeTool, TypeScript servers (March 2026 on), the Python server before them, and the in-browser runner. */
export const nodetool: Editor = { id: 'nodetool', name: 'NodeTool', claims, createReducer, createInterpreter };

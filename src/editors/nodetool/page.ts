import type { PageEditor } from '../editor.ts';
import { claims } from './claims.ts';
import { createReducer } from './reduce.ts';

/** NodeTool, TypeScript servers (March 2026 on), the Python server before them, and the in-browser runner. */
export const nodetoolInPage: PageEditor = { id: 'nodetool', name: 'NodeTool', claims, createReducer };

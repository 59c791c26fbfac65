import type { Editor } from '../editor.ts';
import { createInterpreter } from './interpret/interpret.ts';
import { n8nInPage } from './page.ts';

export const n8n: Editor = { ...n8nInPage, createInterpreter };

import type { Editor } from '../editor.ts';
import { createInterpreter } from './interpret.ts';
import { nodeRedInPage } from './page.ts';

export const nodeRed: Editor = { ...nodeRedInPage, createInterpreter };

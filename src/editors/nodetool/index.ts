import type { Editor } from '../editor.ts';
import { createInterpreter } from './interpret/interpret.ts';
import { nodetoolInPage } from './page.ts';

export const nodetool: Editor = { ...nodetoolInPage, createInterpreter };

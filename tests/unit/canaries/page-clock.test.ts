import { canaryTests } from './expect.ts';
import { COMFYUI, NODETOOL } from './positions.ts';

canaryTests('page-clock', (name) => (name.startsWith('nodetool') ? NODETOOL : COMFYUI), 20);

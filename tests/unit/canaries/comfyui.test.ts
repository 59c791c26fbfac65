import { canaryTests } from './expect.ts';
import { COMFYUI } from './positions.ts';

canaryTests('comfyui', () => COMFYUI);
canaryTests('comfyui-0.3.40', () => COMFYUI);

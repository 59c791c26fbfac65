import { goldenTests } from '../support/golden.ts';
import { lawTests } from '../support/laws.ts';

goldenTests('comfyui');
goldenTests('comfyui-0.3.40');
lawTests('comfyui');
lawTests('comfyui-0.3.40');

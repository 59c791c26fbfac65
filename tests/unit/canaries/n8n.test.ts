import { canaryTests } from './expect.ts';
import { N8N } from './positions.ts';

canaryTests('n8n', () => N8N);

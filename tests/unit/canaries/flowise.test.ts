import { canaryTests } from './expect.ts';
import { FLOWISE } from './positions.ts';

canaryTests('flowise', () => FLOWISE);

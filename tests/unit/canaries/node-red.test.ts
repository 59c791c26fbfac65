import { canaryTests } from './expect.ts';
import { NODE_RED } from './positions.ts';

canaryTests('node-red', () => NODE_RED);

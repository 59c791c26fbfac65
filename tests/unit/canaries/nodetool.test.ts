import { canaryTests } from './expect.ts';
import { NODETOOL } from './positions.ts';

canaryTests('nodetool', () => NODETOOL);

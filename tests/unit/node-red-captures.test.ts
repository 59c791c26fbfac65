import { goldenTests } from '../support/golden.ts';
import { lawTests } from '../support/laws.ts';

goldenTests('node-red');
lawTests('node-red');

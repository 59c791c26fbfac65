import { goldenTests } from '../support/golden.ts';
import { lawTests } from '../support/laws.ts';

goldenTests('nodetool');
// Twelve runs of one workflow: the same again, and slow.
lawTests('nodetool', ['t7-regression-12-runs']);

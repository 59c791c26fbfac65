import { goldenTests } from '../support/golden.ts';
import { lawTests } from '../support/laws.ts';

goldenTests('page-clock');
// 121 nodes, told again after each of 15 kills: slow, and the same as the others.
lawTests('page-clock', ['big-T-0']);

import { goldenTests } from '../support/golden.ts';
import { lawTests } from '../support/laws.ts';

goldenTests('flowise');
lawTests('flowise');

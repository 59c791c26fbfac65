import { goldenTests } from '../support/golden.ts';
import { lawTests } from '../support/laws.ts';

goldenTests('n8n');
lawTests('n8n');

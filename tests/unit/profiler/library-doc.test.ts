import { readFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';

const read = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

afterEach(() => {
  vi.restoreAllMocks();
});

it('the example of docs/library.md is the file beside it, and prints what is said there', async () => {
  const doc = read('library.md');
  expect(doc).toContain(`\`\`\`ts\n${read('library-example.ts').trim()}\n\`\`\``);
  const log = vi.spyOn(console, 'log').mockReturnValue(undefined);
  await import('../../../docs/library-example.ts');
  const printed = log.mock.calls.map((call) => call.join(' ')).join('\n');
  expect(printed).not.toBe('');
  expect(doc).toContain(`\`\`\`text\n${printed}\n\`\`\``);
});

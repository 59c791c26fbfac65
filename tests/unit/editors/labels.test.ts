import { describe, expect, it } from 'vitest';
import { errorClassOf, errorCodeOf } from '../../../src/editors/scan/labels.ts';

describe('the code of an error', () => {
  it.each([
    ...['BUDGET_EXCEEDED', 'provider_quota_exceeded', 'TimeoutError', 'E11000', 'HTTP_404', 'node.timeout', 'ENOENT'],
    ...['prompt_outputs_failed_validation', 'invalid-request', 'Timeout'],
  ])('is kept: %s', (text) => expect(errorCodeOf(text)).toBe(text));

  it.each([
    ...['sk-proj-abcdefgh', 'ghp_abcdefgh', 'eyJhbGciOiJIUzI', 'hunter2', 'Zx9Qw7Er5Ty3', 'no such file', ''],
    ...[
      '0b9d4f6e-6a3f-4d52-9d2e-0f7d3f0f8a11',
      'alice@example.org',
      '/home/alice',
      'http://host',
      `A${'b'.repeat(64)}`,
    ],
  ])('is none, for it may be a secret or a message: %s', (text) => expect(errorCodeOf(text)).toBeUndefined());
});

describe('the class of an error', () => {
  it.each([
    ['TimeoutError: sk-secret', 'TimeoutError'],
    ['requests.exceptions.HTTPError: 401 for url http://u:p@host/?key=1', 'HTTPError'],
    ['sk-secret TimeoutError', undefined],
    ['Invalid key sk-secret', undefined],
  ])('of "%s" is %s', (text, name) => expect(errorClassOf(text)).toBe(name));
});

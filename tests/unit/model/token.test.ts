import { describe, expect, it } from 'vitest';
import { looksLikeToken } from '../../../src/model/token.ts';

describe('a token', () => {
  it.each([
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    'sk-proj-abc',
    'sk_live_abcdef',
    'ghp_abcdef',
    'xoxb-abc',
    'AKIAIOSFODNN7EXAMPLE',
    '0b9d4f6e-6a3f-4d52-9d2e-0f7d3f0f8a11',
    'a3f1b2c4-0000-4000-8000-00000000000f',
    'd41d8cd98f00b204',
    'user 1234567',
    'Zx9Qw7Er5Ty3',
  ])('%s is one', (text) => expect(looksLikeToken(text)).toBe(true));

  it.each([
    'ws',
    'node_output_2',
    'x86_64',
    'gpt4o',
    'k8s',
    'sha256',
    'HTTP_404',
    'prompt_outputs_failed_validation',
    'browserRunner.worker.ts',
    'thisIsAVeryLongNameOfAnOption',
    'deadbeef',
  ])('%s is none', (text) => expect(looksLikeToken(text)).toBe(false));
});

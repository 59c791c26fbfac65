import { describe, expect, it } from 'vitest';
import { readAudit } from '../../../scripts/audit.ts';

const counted = (total: number) => ({ vulnerabilities: { total } });

describe('what npm audit said', () => {
  it('is clean when it counted none', () => {
    const report = { auditReportVersion: 2, vulnerabilities: {}, metadata: counted(0) };
    expect(readAudit(JSON.stringify(report)).state).toBe('clean');
  });

  it('names what it found', () => {
    const vulnerabilities = { preact: { name: 'preact', severity: 'high' }, uplot: { name: 'uplot', severity: 'low' } };
    const { state, words } = readAudit(JSON.stringify({ vulnerabilities, metadata: counted(2) }));
    expect(state).toBe('found');
    expect(words).toContain('preact (high), uplot (low)');
  });

  it.each([
    ['a registry without advisories', '{"message":"405 Method Not Allowed","statusCode":405,"error":{}}', '405'],
    ['no network', '{"message":"request to https://registry failed","error":{"code":"ENOTFOUND"}}', 'failed'],
    ['no npm', '', 'no report'],
    ['words', 'npm error', 'no report'],
  ])('is not taken for clean when nobody could be asked: %s', (_, output, why) => {
    const { state, words } = readAudit(output);
    expect(state).toBe('unknown');
    expect(words).toContain(why);
  });
});

import { describe, expect, it } from 'vitest';
import { lateness, PRECISE_WORDS, preciseView, withPrecise } from '../../../panel/state/precise.ts';
import { DEFAULT_SETTINGS, type Health, type Settings } from '../../../src/messages/panel.ts';
import { BUILT_IN_SITES, type PreciseSite } from '../../../src/model/site.ts';
import { buildRun } from '../../support/build-run.ts';
import { HEALTHY } from '../../support/panel-harness/fake-background.ts';

const LOCAL = 'http://localhost:8188/*';

describe('how it stands with a site', () => {
  const settings = (...precise: PreciseSite[]): Settings => ({ ...DEFAULT_SETTINGS, precise });
  const health = (precise?: Health['precise'], sites = [...BUILT_IN_SITES, LOCAL]): Health => ({
    ...HEALTHY,
    sites,
    ...(precise && { precise }),
  });

  it.each([
    ['off', settings(), health()],
    ['forbidden', settings({ pattern: LOCAL, forbidden: true }), health()],
    ['not-granted', settings({ pattern: LOCAL }), health(undefined, [...BUILT_IN_SITES])],
    ['reload', settings({ pattern: LOCAL }), health()],
    ['on', settings({ pattern: LOCAL }), health('ready')],
    ['crashed', settings({ pattern: LOCAL }), health('crashed')],
  ] as const)('%s', (kind, chosen, told) => {
    expect(preciseView(LOCAL, chosen, told)).toEqual({ kind });
    expect(PRECISE_WORDS[kind]).not.toBe('');
  });

  it('switched on anew it is not forbidden any more', () => {
    expect(withPrecise([{ pattern: LOCAL, forbidden: true }], LOCAL, true)).toEqual([{ pattern: LOCAL }]);
    expect(withPrecise([{ pattern: LOCAL }], LOCAL, false)).toEqual([]);
  });
});

describe('how late a page was', () => {
  const run = buildRun({ nodes: [{ id: 'a', start: 0, end: 100 }], edges: [] });
  const wide = { ...run, clock: 'arrival' as const, uncertaintyUs: [1_700_000, 1_000] as const };

  it('is told where the page read the times, and only when it is much', () => {
    expect(lateness(wide)).toBe(1_700_000);
    expect(lateness({ ...wide, uncertaintyUs: [20_000, 0] })).toBeUndefined();
    expect(lateness({ ...wide, clock: 'worker' })).toBeUndefined();
    expect(lateness({ ...wide, clock: 'server' })).toBeUndefined();
  });
});

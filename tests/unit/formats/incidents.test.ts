import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeIncidents } from '../../../src/formats/incidents.ts';
import type { Incident } from '../../../src/model/alert.ts';
import { BACKGROUND_LIMITS } from '../../../src/model/limits.ts';
import { micros } from '../../../src/model/time.ts';

const INCIDENT: Incident = {
  id: 'f00d',
  origin: 'http://localhost:1',
  editor: 'comfyui',
  workflow: { id: 'w', name: '' },
  cause: 'cost',
  node: { id: 'n', title: 'Upscale' },
  limit: 0.2,
  actual: 0.31,
  unit: 'USD',
  estimated: true,
  runs: 3,
  sinceUs: micros(1_700_000_000_000_000),
  lastUs: micros(1_700_000_000_000_001),
  lastRun: 'r',
  seen: false,
};

describe('kept incidents', () => {
  it('are read as they were written, with a node and without', () => {
    const { node: _node, ...bare } = INCIDENT;
    const kept = [INCIDENT, bare];
    expect(decodeIncidents(JSON.parse(JSON.stringify(kept)))).toEqual({ ok: true, value: kept });
  });

  it.each([
    [Array.from({ length: BACKGROUND_LIMITS.incidents + 1 }, () => INCIDENT), 'incidents'],
    [[INCIDENT, { ...INCIDENT, cause: 'whim' }], 'incidents[1].cause'],
    [[{ ...INCIDENT, lastRun: 'r'.repeat(1_000) }], 'incidents[0].lastRun'],
    [[{ ...INCIDENT, actual: Number.NaN }], 'incidents[0].actual'],
    [[{ ...INCIDENT, node: {} }], 'incidents[0].node.id'],
    [[{ ...INCIDENT, seen: 1 }], 'incidents[0].seen'],
  ])('are refused as a whole where one is none', (value, where) => {
    expect(decodeIncidents(value)).toMatchObject({ ok: false, where });
  });

  it('never throw, whatever was kept', () => {
    fc.assert(fc.property(fc.anything(), (value) => void decodeIncidents(value)));
  });
});

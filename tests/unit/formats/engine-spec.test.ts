import { describe, expect, it } from 'vitest';
import { BUILT_IN_ENGINES } from '../../../src/analysis/engine.ts';
import { decodeSettings } from '../../../src/background/settings.ts';
import { decodeEngines, parseEngines } from '../../../src/formats/engine-spec.ts';

const worker = { name: 'GPU', capacity: 1, types: ['*'] };

describe('engines that a user describes', () => {
  it('reads what it would itself write', () => {
    const text = JSON.stringify(BUILT_IN_ENGINES);
    expect(parseEngines(text)).toEqual({ ok: true, value: JSON.parse(text) });
    expect(decodeEngines({})).toEqual({ ok: true, value: {} });
  });

  it.each([
    ['no object', [], 'engines', 'not an object'],
    ['an editor we do not know', { comfy: {} }, 'engines', 'has an unknown member "comfy"'],
    ['no classes', { n8n: {} }, 'engines.n8n.classes', 'missing'],
    [
      'a misspelt member',
      { n8n: { classes: [{ ...worker, capcity: 1 }] } },
      'engines.n8n.classes[0]',
      'has an unknown member "capcity"',
    ],
    ['an empty list', { n8n: { classes: [] } }, 'engines.n8n.classes', 'empty: there is at least one class of workers'],
    [
      'no worker',
      { n8n: { classes: [{ ...worker, capacity: 0 }] } },
      'engines.n8n.classes[0].capacity',
      'not a whole number from 1 to 10000, nor null for no limit',
    ],
    [
      'half a worker',
      { n8n: { classes: [{ ...worker, capacity: 1.5 }] } },
      'engines.n8n.classes[0].capacity',
      'not a whole number from 1 to 10000, nor null for no limit',
    ],
    ['one name twice', { n8n: { classes: [worker, worker] } }, 'engines.n8n.classes', 'two classes are called "GPU"'],
    [
      'nothing for the rest',
      { n8n: { classes: [{ ...worker, types: ['a'] }] } },
      'engines.n8n.classes',
      'the last class must have the type "*", for all the rest',
    ],
    [
      'a type that is no text',
      { n8n: { classes: [{ ...worker, types: [1] }] } },
      'engines.n8n.classes[0].types[0]',
      'not a string',
    ],
  ])('says what is wrong, and where: %s', (_, value, where, error) => {
    expect(decodeEngines(value)).toEqual({ ok: false, error, where });
  });

  it('are refused as text, too', () => {
    expect(parseEngines('{"n8n":')).toMatchObject({ ok: false });
    expect(parseEngines('[['.repeat(20))).toMatchObject({ ok: false, error: 'nested more than 10 deep' });
  });

  it('are a setting, checked like the others', () => {
    const engines = { n8n: { classes: [worker] } };
    expect(decodeSettings({ engines })).toEqual({ ok: true, value: { engines } });
    expect(decodeSettings({ engines: { n8n: { classes: [] } } })).toMatchObject({
      ok: false,
      where: 'settings.engines.n8n.classes',
    });
  });
});

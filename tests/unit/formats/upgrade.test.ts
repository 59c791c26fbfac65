import { describe, expect, it } from 'vitest';
import { type Upgrader, upgraded } from '../../../src/formats/upgrade.ts';

/** 1 had `ms`, 2 has `us`, 3 has it in a list. */
const UPGRADERS: readonly Upgrader[] = [
  ({ ms, ...rest }) => ({ ...rest, us: (ms as number) * 1000 }),
  ({ us, ...rest }) => ({ ...rest, times: [us].concat((rest.more as { all: unknown[] } | undefined)?.all ?? []) }),
];

describe('a document of an older version', () => {
  it('goes through each step from its own version on', () => {
    expect(upgraded({ version: 1, ms: 5, id: 'a' }, UPGRADERS)).toEqual({
      ok: true,
      value: { version: 3, times: [5000], id: 'a' },
    });
    expect(upgraded({ version: 2, us: 7 }, UPGRADERS)).toEqual({ ok: true, value: { version: 3, times: [7] } });
    expect(upgraded({ version: 3, times: [] }, UPGRADERS)).toEqual({ ok: true, value: { version: 3, times: [] } });
  });

  it('is left as it is', () => {
    const document = { version: 1, ms: 5 };
    upgraded(document, UPGRADERS);
    expect(document).toEqual({ version: 1, ms: 5 });
  });

  it.each<[string, unknown, string]>([
    ['of a newer version', 4, 'made by a newer Longpole: version 4, this one reads 3'],
    ['of no version', undefined, '"version" is not a version number'],
    ['of half a version', 1.5, '"version" is not a version number'],
    ['of version 0', 0, '"version" is not a version number'],
  ])('%s is refused', (_, version, error) => {
    expect(upgraded({ version }, UPGRADERS)).toMatchObject({ ok: false, error });
  });

  it('that is not what its version says is refused, with the step', () => {
    const broken: Upgrader = ({ list }) => ({ list: (list as unknown[]).map(String) });
    expect(upgraded({ version: 1, list: 7 }, [broken])).toMatchObject({
      ok: false,
      error: 'not what version 1 should be: it cannot be read as version 2',
    });
  });
});

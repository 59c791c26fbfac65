import { decodeEngines } from '../formats/engine-spec.ts';
import { decodeMapping, problemText } from '../formats/mapping.ts';
import type { Settings } from '../messages/panel.ts';
import { DEFAULT_SETTINGS } from '../messages/panel.ts';
import { MAPPING_LIMITS } from '../model/mapping.ts';
import type { Result } from '../model/result.ts';
import { fail, ok } from '../model/result.ts';
import type { KeyValues } from '../platform/types.ts';

/** Smallest and largest value of each number; below and above them retention makes no sense. */
const RANGES = {
  regressionShare: [0, 10],
  runsPerWorkflow: [1, 10_000],
  keepDays: [1, 3_650],
  keepBytes: [1 << 20, 10 * 2 ** 30],
} as const;

/** `Partial<Settings>` from untrusted input; names the first member that is unknown, of the wrong type or out of range. */
export function decodeSettings(value: unknown): Result<Partial<Settings>> {
  if (typeof value !== 'object' || value === null) return fail('settings are not an object', 'settings');
  for (const [key, member] of Object.entries(value)) {
    if (key === 'recording') {
      if (typeof member !== 'boolean') return fail('not a boolean', 'settings.recording');
    } else if (key === 'engines') {
      const engines = decodeEngines(member, 'settings.engines');
      if (!engines.ok) return engines;
    } else if (key === 'mappings') {
      const wrong = wrongMappings(member);
      if (wrong) return wrong;
    } else if (Object.hasOwn(RANGES, key)) {
      const [min, max] = RANGES[key as keyof typeof RANGES];
      const isNumber = typeof member === 'number' && member >= min && member <= max;
      if (!isNumber) return fail(`not a number from ${min} to ${max}`, `settings.${key}`);
      if (key !== 'regressionShare' && !Number.isInteger(member)) return fail('not an integer', `settings.${key}`);
    } else return fail('unknown setting', `settings.${key}`);
  }
  return ok(value as Partial<Settings>);
}

/** Mappings are named in lists and profiles: two of one name could not be told apart. */
function wrongMappings(value: unknown): ReturnType<typeof fail> | undefined {
  const where = 'settings.mappings';
  if (!Array.isArray(value)) return fail('not a list', where);
  if (value.length > MAPPING_LIMITS.mappings) return fail(`more than ${MAPPING_LIMITS.mappings}`, where);
  const names = new Set<string>();
  for (const [index, each] of value.entries()) {
    const decoded = decodeMapping(each);
    if (!decoded.ok) return fail(decoded.problems.map(problemText).join('; '), `${where}[${index}]`);
    if (names.has(decoded.value.name))
      return fail(`a second mapping named ${decoded.value.name}`, `${where}[${index}]`);
    names.add(decoded.value.name);
  }
  return undefined;
}

/** The user's settings, kept in `storage.local`; in memory only while that fails. */
export interface SettingsStore {
  current(): Settings;
  /** For troubleshooting; set by hand in `storage.local`. */
  diagnostics(): boolean;
  /** Reads what is stored; what cannot be read stays at its default. */
  load(): Promise<void>;
  set(change: Partial<Settings>): void;
  /** Calls back after each change of `current` or `diagnostics`. */
  onChange(listener: () => void): void;
}

export function createSettings(values: KeyValues): SettingsStore {
  let settings = DEFAULT_SETTINGS;
  let diagnostics = false;
  /** A change heard while loading is newer than what was read. */
  let heard = false;
  const listeners: (() => void)[] = [];
  const tell = () => {
    for (const listener of listeners) listener();
  };
  values.onChange((key, value) => {
    if (key !== 'diagnostics') return;
    heard = true;
    diagnostics = value === true;
    tell();
  });
  return {
    current: () => settings,
    diagnostics: () => diagnostics,
    async load() {
      const [stored, flag] = await Promise.all([values.get('settings'), values.get('diagnostics')]).catch(() => []);
      for (const [key, value] of Object.entries(stored ?? {})) {
        const decoded = decodeSettings({ [key]: value });
        if (decoded.ok) settings = { ...settings, ...decoded.value };
      }
      if (!heard) diagnostics = flag === true;
    },
    set(change) {
      settings = { ...settings, ...change };
      values.set('settings', settings).catch((error: unknown) => console.error('Longpole: settings not saved', error));
      tell();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

import { type Decoded, decodeBudgetList, decodePrices } from '../formats/amounts.ts';
import { decodeEngines } from '../formats/engine-spec.ts';
import { decodeMapping, problemText } from '../formats/mapping.ts';
import type { Settings } from '../messages/panel.ts';
import { DEFAULT_SETTINGS, THEMES } from '../messages/panel.ts';
import { tracesUrl } from '../model/collector.ts';
import { KEEP_PARTS } from '../model/keep.ts';
import { BACKGROUND_LIMITS, FILE_LIMITS, STORE_LIMITS } from '../model/limits.ts';
import type { Result } from '../model/result.ts';
import { fail, ok } from '../model/result.ts';
import { patternOf } from '../model/site.ts';
import type { KeyValues } from '../platform/types.ts';

/** What is wrong with a value; undefined when nothing is. */
type Check = (value: unknown, where: string) => ReturnType<typeof fail> | undefined;

/** One for each setting. Retention makes no sense below and above these numbers. */
const CHECKS: Readonly<Record<keyof Settings, Check>> = {
  recording: isFlag,
  regressionShare: isNumber(0, 10),
  runsPerWorkflow: isWhole(1, STORE_LIMITS.mostRunsPerWorkflow),
  keepDays: isWhole(1, 3_650),
  keepBytes: isWhole(STORE_LIMITS.leastKeptBytes, STORE_LIMITS.mostKeptBytes),
  mappings: areMappings,
  engines(value, where) {
    const engines = decodeEngines(value, where);
    return engines.ok ? undefined : engines;
  },
  prices: isRead(decodePrices),
  budgets: isRead(decodeBudgetList),
  alertSlower: isFlag,
  notify: isFlag,
  dismissed: areKeys,
  theme: (value, where) =>
    THEMES.some((theme) => theme === value) ? undefined : fail(`not one of ${THEMES.join(', ')}`, where),
  keys: isFlag,
  collector: isCollector,
  performancePanel: isFlag,
  precise: arePreciseSites,
};

/** `Partial<Settings>` from untrusted input; names the first member that is unknown, of the wrong type or out of range. */
export function decodeSettings(value: unknown): Result<Partial<Settings>> {
  if (typeof value !== 'object' || value === null) return fail('settings are not an object', 'settings');
  for (const [key, member] of Object.entries(value)) {
    const where = `settings.${key}`;
    if (!Object.hasOwn(CHECKS, key)) return fail('unknown setting', where);
    const wrong = CHECKS[key as keyof Settings](member, where);
    if (wrong) return wrong;
  }
  return ok(value as Partial<Settings>);
}

function isFlag(value: unknown, where: string): ReturnType<Check> {
  return typeof value === 'boolean' ? undefined : fail('not a boolean', where);
}

function isNumber(min: number, max: number): Check {
  return (value, where) =>
    typeof value === 'number' && value >= min && value <= max
      ? undefined
      : fail(`not a number from ${min} to ${max}`, where);
}

function isWhole(min: number, max: number): Check {
  const inRange = isNumber(min, max);
  return (value, where) =>
    inRange(value, where) ?? (Number.isInteger(value) ? undefined : fail('not an integer', where));
}

/** What is written at some length: all that is wrong with it is named. */
function isRead(decode: (value: unknown) => Decoded<unknown>): Check {
  return (value, where) => {
    const read = decode(value);
    return read.ok ? undefined : fail(read.problems.map(problemText).join('; '), where);
  };
}

function areKeys(value: unknown, where: string): ReturnType<Check> {
  if (!Array.isArray(value)) return fail('not a list', where);
  if (value.length > BACKGROUND_LIMITS.dismissed) return fail(`more than ${BACKGROUND_LIMITS.dismissed}`, where);
  const wrong = value.findIndex((key) => typeof key !== 'string' || key.length > BACKGROUND_LIMITS.dismissedChars);
  return wrong < 0
    ? undefined
    : fail(`not a text of at most ${BACKGROUND_LIMITS.dismissedChars} characters`, `${where}[${wrong}]`);
}

function isCollector(value: unknown, where: string): ReturnType<Check> {
  if (typeof value !== 'object' || value === null) return fail('not an object', where);
  const { on, url, sites, keep, sinceMs, ...strange } = value as Record<string, unknown>;
  const [unknown] = Object.keys(strange);
  if (unknown !== undefined) return fail('unknown member', `${where}.${unknown}`);
  if (typeof on !== 'boolean') return fail('not a boolean', `${where}.on`);
  if (
    typeof url !== 'string' ||
    url.length > BACKGROUND_LIMITS.urlChars ||
    (url !== '' && tracesUrl(url) === undefined)
  )
    return fail('not an http(s) address', `${where}.url`);
  if (
    !Array.isArray(sites) ||
    sites.length > BACKGROUND_LIMITS.sites ||
    !sites.every((s) => typeof s === 'string' && s.length <= BACKGROUND_LIMITS.urlChars)
  )
    return fail('not a list of sites', `${where}.sites`);
  if (typeof keep !== 'object' || keep === null) return fail('not an object', `${where}.keep`);
  for (const [part] of KEEP_PARTS)
    if (typeof (keep as Record<string, unknown>)[part] !== 'boolean')
      return fail('not a boolean', `${where}.keep.${part}`);
  return isWhole(0, Number.MAX_SAFE_INTEGER)(sinceMs, `${where}.sinceMs`);
}

function arePreciseSites(value: unknown, where: string): ReturnType<Check> {
  if (!Array.isArray(value)) return fail('not a list', where);
  if (value.length > BACKGROUND_LIMITS.sites) return fail(`more than ${BACKGROUND_LIMITS.sites}`, where);
  const wrong = value.findIndex((each) => {
    const { pattern, forbidden, ...strange } = (each ?? {}) as Record<string, unknown>;
    const isPattern = typeof pattern === 'string' && patternOf(pattern.replace(/\/\*$/, ''), true) === pattern;
    return !isPattern || ![undefined, true].includes(forbidden as never) || Object.keys(strange).length > 0;
  });
  return wrong < 0 ? undefined : fail('not a site', `${where}[${wrong}]`);
}

/** Mappings are named in lists and profiles: two of one name could not be told apart. */
function areMappings(value: unknown, where: string): ReturnType<Check> {
  if (!Array.isArray(value)) return fail('not a list', where);
  if (value.length > FILE_LIMITS.mapping.mappings) return fail(`more than ${FILE_LIMITS.mapping.mappings}`, where);
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

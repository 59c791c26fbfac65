import type { EngineOverrides } from '../src/analysis/engine.ts';
import { type Decoded, decodeBudgets, decodePrices } from '../src/formats/amounts.ts';
import { type Engines, parseEngines } from '../src/formats/engine-spec.ts';
import { encodeSession } from '../src/formats/session.ts';
import { NO_PRICES } from '../src/model/price.ts';
import { fail, ok, type Result } from '../src/model/result.ts';
import { createReader } from '../src/profiler/reader.ts';
import { createArrayStore } from '../src/profiler/store-array.ts';
import { check, checkJson, checkText } from './check.ts';
import { compare, compareJson, compareText } from './compare.ts';
import { convert } from './convert.ts';
import { type Loaded, loadRuns, readText } from './load.ts';
import {
  type AnalyzeOptions,
  type CheckOptions,
  type CompareOptions,
  type ConvertOptions,
  parseOptions,
  USAGE,
} from './options.ts';
import { reportJson } from './report-json.ts';
import { reportText } from './report-text.ts';

/** What a call of the command comes to; options.ts has the exit codes. */
export interface Outcome {
  readonly out: string;
  /** What follows `out`, written as it is made. */
  readonly more?: Iterable<string>;
  /** File that `more` goes into, packed where it ends in .gz; standard output when absent. */
  readonly into?: string;
  readonly err: string;
  readonly code: 0 | 1 | 2;
}

/** Whether these arguments ask for something that is made from the template of the HTML report. */
export function wantsTemplate(args: readonly string[]): boolean {
  const options = parseOptions(args);
  return options.ok && options.value !== 'help' && options.value.command === 'convert' && options.value.to === 'html';
}

/** The whole command but for the process around it: arguments (and the template that they ask for) in, text and exit code out. */
export function run(args: readonly string[], template = ''): Outcome {
  const options = parseOptions(args);
  if (!options.ok) return { out: '', err: `longpole: ${options.error}\n\n${USAGE}`, code: 2 };
  if (options.value === 'help') return { out: USAGE, err: '', code: 0 };
  if (options.value.command === 'analyze') return analyze(options.value);
  if (options.value.command === 'convert') return convertFile(options.value, template);
  return options.value.command === 'compare' ? compareFiles(options.value) : checkFile(options.value);
}

function analyze({ file, form, engines, prices }: AnalyzeOptions): Outcome {
  const loaded = named(file, loadRuns(file));
  if (!loaded.ok) return failed(loaded.error, 1);
  const described = loadEngines(engines);
  if (!described.ok) return failed(described.error, 1);
  const table = prices === undefined ? ok(NO_PRICES) : loadAmounts(prices, decodePrices);
  if (!table.ok) return failed(table.error, 1);
  const { runs, meta } = loaded.value;
  if (form === 'session') return done(encodeSession(runs, meta));
  const reader = createReader(createArrayStore(runs), { engines: () => described.value });
  return done(
    form === 'json'
      ? reportJson(file, loaded.value, reader, table.value)
      : reportText(loaded.value, reader, table.value),
  );
}

function compareFiles({ before, after, form, engines }: CompareOptions): Outcome {
  const [a, b] = [named(before, loadRuns(before)), named(after, loadRuns(after))];
  const described = loadEngines(engines);
  for (const each of [a, b, described]) if (!each.ok) return failed(each.error, 1);
  const compared = compare(runsOf(a), runsOf(b), described.ok ? described.value : {});
  if (!compared.ok) return failed(`${compared.where === 'AFTER' ? after : before}: ${compared.error}`, 1);
  return done(form === 'json' ? compareJson(compared.value) : compareText(compared.value));
}

function convertFile(options: ConvertOptions, template: string): Outcome {
  const loaded = named(options.file, loadRuns(options.file));
  const described = loadEngines(options.engines);
  for (const each of [loaded, described]) if (!each.ok) return failed(each.error, 1);
  if (!loaded.ok || !described.ok) return failed('', 1);
  const { notes } = loaded.value;
  const told = [
    ...notes.map((note) => `${options.file}: ${note}`),
    ...(options.tell ? [`the report is ${options.out}`] : []),
  ]
    .map((line) => `longpole: ${line}\n`)
    .join('');
  const written = convert(loaded.value, options, described.value, template);
  if (!written.ok) return failed(written.error, 1);
  const into = options.out === undefined ? {} : { into: options.out };
  return { out: '', err: told, code: 0, more: written.value, ...into };
}

function checkFile({ file, form, budget, prices }: CheckOptions): Outcome {
  const loaded = named(file, loadRuns(file));
  const budgets = budget === undefined ? ok({ budgets: [] }) : loadAmounts(budget, decodeBudgets);
  const table = prices === undefined ? ok(NO_PRICES) : loadAmounts(prices, decodePrices);
  if (!loaded.ok) return failed(loaded.error, 2);
  if (!budgets.ok) return failed(budgets.error, 2);
  if (!table.ok) return failed(table.error, 2);
  const { runs } = loaded.value;
  const result = check(runs, budgets.value.budgets, table.value);
  const out = form === 'json' ? checkJson(file, result) : checkText(file, runs, result);
  return { out, err: '', code: result.passed ? 0 : 1 };
}

function runsOf(loaded: Result<Loaded>): Loaded['runs'] {
  return loaded.ok ? loaded.value.runs : [];
}

function loadEngines(file: string | undefined): Result<EngineOverrides> {
  if (file === undefined) return ok<Engines>({});
  const text = readText(file);
  return named(file, text.ok ? parseEngines(text.value) : text);
}

function loadAmounts<T>(file: string, decode: (value: unknown) => Decoded<T>): Result<T> {
  const text = named(file, readText(file));
  if (!text.ok) return text;
  let value: unknown;
  try {
    value = JSON.parse(text.value);
  } catch (error) {
    return fail(`${file}: not JSON: ${(error as Error).message}`);
  }
  const decoded = decode(value);
  if (decoded.ok) return decoded;
  return fail(
    decoded.problems.map(({ where, error }) => `${file}: ${where === '' ? '' : `${where}: `}${error}`).join('\n'),
  );
}

/** A failure with file and place in its words. */
function named<T>(file: string, result: Result<T>): Result<T> {
  if (result.ok) return result;
  return fail(`${file}: ${result.where === '' ? '' : `${result.where}: `}${result.error}`);
}

function done(out: string): Outcome {
  return { out, err: '', code: 0 };
}

function failed(error: string, code: 1 | 2): Outcome {
  return { out: '', err: `${error.replaceAll(/^/gm, 'longpole: ')}\n`, code };
}

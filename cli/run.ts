import { type Engines, parseEngines } from '../src/formats/engine-spec.ts';
import { encodeSession } from '../src/formats/session.ts';
import { ok, type Result } from '../src/model/result.ts';
import { createReader } from '../src/profiler/reader.ts';
import { createArrayStore } from '../src/profiler/store-array.ts';
import { loadRuns, readText } from './load.ts';
import { type Options, parseOptions, USAGE } from './options.ts';
import { reportJson } from './report-json.ts';
import { reportText } from './report-text.ts';

/** What a call of the command comes to. Exit codes: 0 done, 1 the file could not be read, 2 called wrongly. */
export interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly code: 0 | 1 | 2;
}

/** The whole command but for the process around it: arguments in, text and exit code out. */
export function run(args: readonly string[]): Outcome {
  const options = parseOptions(args);
  if (!options.ok) return { out: '', err: `longpole: ${options.error}\n\n${USAGE}`, code: 2 };
  if (options.value === 'help') return { out: USAGE, err: '', code: 0 };
  return analyze(options.value);
}

function analyze({ file, form, engines }: Options): Outcome {
  const loaded = loadRuns(file);
  if (!loaded.ok) return unreadable(file, loaded);
  const described = engines === undefined ? ok<Engines>({}) : loadEngines(engines);
  if (!described.ok) return unreadable(engines ?? '', described);
  const { runs, meta } = loaded.value;
  if (form === 'session') return { out: encodeSession(runs, meta), err: '', code: 0 };
  const reader = createReader(createArrayStore(runs), { engines: () => described.value });
  const out = form === 'json' ? reportJson(file, loaded.value, reader) : reportText(loaded.value, reader);
  return { out, err: '', code: 0 };
}

function loadEngines(file: string): Result<Engines> {
  const text = readText(file);
  return text.ok ? parseEngines(text.value) : text;
}

function unreadable(file: string, { error, where }: { readonly error: string; readonly where: string }): Outcome {
  return { out: '', err: `longpole: ${file}: ${where === '' ? '' : `${where}: `}${error}\n`, code: 1 };
}

import { encodeSession } from '../src/formats/session.ts';
import { createReader } from '../src/profiler/reader.ts';
import { createArrayStore } from '../src/profiler/store-array.ts';
import { loadRuns } from './load.ts';
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

function analyze({ file, form }: Options): Outcome {
  const loaded = loadRuns(file);
  if (!loaded.ok) {
    const where = loaded.where === '' ? '' : `${loaded.where}: `;
    return { out: '', err: `longpole: ${file}: ${where}${loaded.error}\n`, code: 1 };
  }
  const { runs, meta } = loaded.value;
  if (form === 'session') return { out: encodeSession(runs, meta), err: '', code: 0 };
  const reader = createReader(createArrayStore(runs));
  const out = form === 'json' ? reportJson(file, loaded.value, reader) : reportText(loaded.value, reader);
  return { out, err: '', code: 0 };
}

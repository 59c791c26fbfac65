import { basename } from 'node:path';
import { KEEP_PARTS, type Keep } from '../src/model/keep.ts';
import { fail, ok, type Result } from '../src/model/result.ts';
import { EXPORT_FORMATS } from '../src/profiler/export.ts';

export interface AnalyzeOptions {
  readonly command: 'analyze';
  readonly file: string;
  readonly form: 'text' | 'json' | 'session';
  /** File that describes engines. */
  readonly engines?: string;
  readonly prices?: string;
}

export interface CompareOptions {
  readonly command: 'compare';
  readonly before: string;
  readonly after: string;
  readonly form: 'text' | 'json';
  readonly engines?: string;
}

export interface CheckOptions {
  readonly command: 'check';
  readonly file: string;
  readonly form: 'text' | 'json';
  readonly budget?: string;
  readonly prices?: string;
}

export interface ConvertOptions {
  readonly command: 'convert';
  readonly file: string;
  /** Id of an export format (src/profiler/export.ts). */
  readonly to: string;
  /** File to write; standard output when absent. */
  readonly out?: string;
  readonly without: readonly (keyof Keep)[];
  readonly engines?: string;
  /** Say where it went: the user did not name the file. */
  readonly tell?: true;
}

export type Options = AnalyzeOptions | CompareOptions | CheckOptions | ConvertOptions;

export const USAGE = `Usage: longpole analyze FILE [--json | --session] [--engines FILE] [--prices FILE]
       longpole compare BEFORE AFTER [--json] [--engines FILE]
       longpole check FILE [--budget FILE] [--prices FILE] [--json]
       longpole report FILE [--out FILE] [--without labels,types,urls,costs] [--engines FILE]
       longpole convert FILE --to FORMAT [--out FILE] [--without labels,types,urls,costs]

analyze  tells why the workflow runs in FILE took as long as they did, and what to change
compare  tells why the newest run in AFTER took longer than the newest like it in BEFORE,
         and, where there are several of each, whether that is more than chance
check    fails when a run is over its budget, or the newest run of a workflow is slower than
         its history for sure: for CI
report   writes a report on the runs in FILE as one HTML file for any browser, FILE.html
         unless --out names another
convert  writes the runs in FILE in another format: ${EXPORT_FORMATS.map((f) => f.id).join(', ')}

FILE is a session exported by the panel (longpole-session), recorded traffic (ws-capture/1,
one JSON row a line) or traces of others (Trace Event JSON, OTLP/JSON), also packed by gzip.

  --json      everything, for programs (docs/cli.md has the shape)
  --session   the runs as a session file, to import into the panel
  --engines   JSON that says what an engine runs at once
  --budget    JSON with the most that runs and nodes may take and cost
  --prices    JSON with prices of models and machines, to estimate costs with
  --to        the format to convert to
  --out       where to write to instead of the terminal; .gz packs it
  --without   what is left out: titles and names, types, where the editor was, money and tokens
  --help      this text

Exit codes: 0 done, 1 FILE could not be read (check: a budget was breached or a run is slower),
2 called wrongly (check: or a file could not be read).
`;

type Form = AnalyzeOptions['form'];

type Command = Options['command'] | 'report';

const FORMS: Readonly<Record<Command, readonly Form[]>> = {
  analyze: ['json', 'session'],
  compare: ['json'],
  check: ['json'],
  convert: [],
  report: [],
};
const WITH_FILE: Readonly<Record<Command, readonly string[]>> = {
  analyze: ['engines', 'prices'],
  compare: ['engines'],
  check: ['budget', 'prices'],
  convert: ['to', 'out', 'without', 'engines'],
  report: ['out', 'without', 'engines'],
};

interface Arguments {
  readonly files: readonly string[];
  readonly form: Form | 'text';
  readonly named: ReadonlyMap<string, string>;
}

/** Arguments after the command's name. A failure says what is wrong with them. */
export function parseOptions(args: readonly string[]): Result<Options | 'help'> {
  if (args.includes('--help') || args.includes('-h') || args[0] === 'help') return ok('help');
  const [command, ...rest] = args;
  if (command === undefined) return fail('no command given');
  if (!isCommand(command)) return fail(`no such command: ${command}`);
  const read = readArguments(command, rest);
  if (!read.ok) return read;
  const { files, form, named } = read.value;
  const [first, second, third] = files;
  if (first === undefined) return fail('no FILE given');
  const given = (name: string): object => {
    const file = named.get(name);
    return file === undefined ? {} : { [name]: file };
  };
  if (command === 'compare') {
    if (second === undefined) return fail('two FILEs are compared, only one is given');
    if (third !== undefined) return fail(`two FILEs are compared, not also ${third}`);
    return ok({ command, before: first, after: second, form: form as 'text' | 'json', ...given('engines') });
  }
  if (second !== undefined) return fail(`one FILE at a time, not also ${second}`);
  if (command === 'report') {
    const out = named.get('out');
    const file = new Map([...named, ['to', 'html'], ['out', out ?? `${basename(first).replace(/\.gz$/, '')}.html`]]);
    const report = convertOptions(first, file, given('engines'));
    return report.ok && out === undefined ? ok({ ...report.value, tell: true }) : report;
  }
  if (command === 'convert') return convertOptions(first, named, given('engines'));
  if (command === 'analyze') return ok({ command, file: first, form, ...given('engines'), ...given('prices') });
  return ok({ command, file: first, form: form as 'text' | 'json', ...given('budget'), ...given('prices') });
}

function isCommand(command: string): command is Command {
  return Object.hasOwn(FORMS, command);
}

const PARTS = KEEP_PARTS.map(([part]) => part);

function convertOptions(file: string, named: ReadonlyMap<string, string>, engines: object): Result<ConvertOptions> {
  const to = named.get('to');
  const ids = EXPORT_FORMATS.map((f) => f.id);
  if (to === undefined) return fail(`--to needs a format: ${ids.join(', ')}`);
  if (!ids.includes(to)) return fail(`no such format: ${to}; there are ${ids.join(', ')}`);
  const parts = (named.get('without') ?? '').split(',').filter((part) => part !== '');
  const strange = parts.find((part) => !PARTS.some((known) => known === part));
  if (strange !== undefined) return fail(`--without ${strange}: can leave out ${PARTS.join(', ')}`);
  const out = named.get('out');
  const without = PARTS.filter((part) => parts.includes(part));
  return ok({ command: 'convert', file, to, without, ...(out === undefined ? {} : { out }), ...engines });
}

function readArguments(command: Command, args: readonly string[]): Result<Arguments> {
  let form: Form | 'text' = 'text';
  const files: string[] = [];
  const named = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const name = arg.slice(2);
    const asked = FORMS[command].find((f) => arg === `--${f}`);
    if (asked) {
      if (form !== 'text' && form !== asked) return fail('--json and --session exclude each other');
      form = asked;
    } else if (arg.startsWith('--') && WITH_FILE[command].includes(name)) {
      const file = args[++i];
      if (file === undefined || file.startsWith('-'))
        return fail(`${arg} needs a ${name === 'to' ? 'FORMAT' : name === 'without' ? 'LIST' : 'FILE'}`);
      named.set(name, file);
    } else if (arg.startsWith('-')) return fail(`no such option: ${arg}`);
    else files.push(arg);
  }
  return ok({ files, form, named });
}

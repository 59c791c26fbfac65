import { fail, ok, type Result } from '../src/model/result.ts';

export interface Options {
  readonly file: string;
  readonly form: 'text' | 'json' | 'session';
  /** File that describes engines. */
  readonly engines?: string;
}

export const USAGE = `Usage: longpole analyze FILE [--json | --session] [--engines FILE]

Tells why the workflow runs in FILE took as long as they did. FILE is a session exported
by the panel (longpole-session) or recorded traffic (ws-capture/1, one JSON row a line).

  --json      everything, for programs (docs/cli.md has the shape)
  --session   the runs as a session file, to import into the panel
  --engines   JSON that says what an engine runs at once (docs/cli.md)
  --help      this text

Exit codes: 0 done, 1 FILE could not be read, 2 called wrongly.
`;

/** Arguments after the command's name. A failure says what is wrong with them. */
export function parseOptions(args: readonly string[]): Result<Options | 'help'> {
  if (args.includes('--help') || args.includes('-h') || args[0] === 'help') return ok('help');
  const [command, ...rest] = args;
  if (command === undefined) return fail('no command given');
  if (command !== 'analyze') return fail(`no such command: ${command}`);
  let form: Options['form'] = 'text';
  let engines: string | undefined;
  const files: string[] = [];
  for (let i = 0; i < rest.length; i++) {
    const arg = rest[i] ?? '';
    if (arg === '--json' || arg === '--session') {
      const asked = arg === '--json' ? 'json' : 'session';
      if (form !== 'text' && form !== asked) return fail('--json and --session exclude each other');
      form = asked;
    } else if (arg === '--engines') {
      engines = rest[++i];
      if (engines === undefined || engines.startsWith('-')) return fail('--engines needs a FILE');
    } else if (arg.startsWith('-')) return fail(`no such option: ${arg}`);
    else files.push(arg);
  }
  const [file, second] = files;
  if (file === undefined) return fail('no FILE given');
  if (second !== undefined) return fail(`one FILE at a time, not also ${second}`);
  return ok({ file, form, ...(engines === undefined ? {} : { engines }) });
}

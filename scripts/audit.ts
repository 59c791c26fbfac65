/**
 * `npm run audit`: does the registry know of a weakness in what we ship? 0: of none; 1: it does; 2: nobody could be asked, so nothing is
 * known.
 */
import { spawnSync } from 'node:child_process';
import { ROOT } from './build.ts';

/** `unknown`: there was no answer, which is not the same as a good one. */
export interface Audit {
  readonly state: 'clean' | 'found' | 'unknown';
  /** For people. */
  readonly words: string;
}

interface Report {
  readonly message?: unknown;
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity?: unknown }>>;
  readonly metadata?: { readonly vulnerabilities?: { readonly total?: unknown } };
}

/** What `npm audit --json` said. Its exit code does not tell a weakness from a registry that cannot be asked: both are 1. */
export function readAudit(output: string): Audit {
  const report = parsed(output);
  const total = report?.metadata?.vulnerabilities?.total;
  if (typeof total !== 'number') {
    const why = typeof report?.message === 'string' ? report.message : 'npm gave no report';
    return { state: 'unknown', words: `The registry could not be asked for known weaknesses: ${why}` };
  }
  if (total === 0) return { state: 'clean', words: 'No known weakness in what is shipped.' };
  const names = Object.entries(report?.vulnerabilities ?? {}).map(([name, { severity }]) => `${name} (${severity})`);
  return {
    state: 'found',
    words: `Known weaknesses in what is shipped: ${names.join(', ')}. See: npm audit --omit=dev`,
  };
}

function parsed(output: string): Report | undefined {
  try {
    const value: unknown = JSON.parse(output);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Asks about the packages that are shipped; those for development only are left out. */
export function audit(): Audit {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 60_000,
    shell: process.platform === 'win32',
  });
  return readAudit(stdout ?? '');
}

if (import.meta.main) {
  const { state, words } = audit();
  console.log(words);
  process.exitCode = { clean: 0, found: 1, unknown: 2 }[state];
}

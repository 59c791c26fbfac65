/**
 * `npm test`: types, format and lint, then every test, for which browsers are installed where there are none. Ends with the line `N passed, N failed`, in which a failed check
 * counts as a failed test. Arguments go to vitest (`npm test -- tests/unit`).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser, findFirefox } from './browser.ts';
import { ROOT } from './build.ts';

interface Counts {
  passed: number;
  failed: number;
}

const REPORT = join(ROOT, 'out', 'test-results.json');

const CHECKS: readonly (readonly [name: string, program: string, ...args: string[]])[] = [
  ['types of the pure core', 'tsc', '--noEmit', '-p', 'tsconfig.pure.json'],
  ['types', 'tsc', '--noEmit', '-p', 'tsconfig.json'],
  ['format and lint', 'biome', 'ci', '--error-on-warnings'],
];

function run(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;
}

/** What vitest counted; a run that left no report (it crashed) is one failure. */
function counts(finished: boolean): Counts {
  try {
    const report = JSON.parse(readFileSync(REPORT, 'utf8'));
    const failed: number = report.numFailedTests + report.testResults.filter(hasNoTests).length;
    // Failures outside of tests (global setup, unhandled rejections) only show in the exit code.
    return { passed: report.numPassedTests, failed: Math.max(failed, finished ? 0 : 1) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** A test file that could not be loaded. */
function hasNoTests(file: { status: string; assertionResults: unknown[] }): boolean {
  return file.status === 'failed' && file.assertionResults.length === 0;
}

const total: Counts = { passed: 0, failed: 0 };
for (const [name, program, ...args] of CHECKS) {
  const fine = run(program, args);
  console.log(`${fine ? 'passed' : 'FAILED'}: ${name}`);
  total[fine ? 'passed' : 'failed']++;
}

const browser = findBrowser((line) => console.error(line));
if (browser.ok) process.env.CHROME = browser.value;
else console.error(browser.error);
const firefox = findFirefox((line) => console.error(line));
if (firefox.ok) process.env.FIREFOX = firefox.value;
else console.error(firefox.error);

mkdirSync(join(ROOT, 'out'), { recursive: true });
rmSync(REPORT, { force: true });
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
const finished = run('vitest', ['run', ...reporters, ...process.argv.slice(2)]);
const tests = counts(finished);
total.passed += tests.passed;
total.failed += tests.failed;
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

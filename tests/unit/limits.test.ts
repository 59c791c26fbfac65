/** Every bound is named in one place with its reason, is used, and is reached by a test that names it. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as LIMITS from '../../src/model/limits.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (pattern: string) =>
  globSync(pattern, { cwd: ROOT, exclude: (name) => String(name).includes('node_modules') }).map(
    (file) => [file, readFileSync(join(ROOT, file), 'utf8')] as const,
  );
const SOURCES = read('{src,content-script,panel,options,popup,report,cli}/**/*.{ts,tsx}');
const LISTS = SOURCES.filter(([file]) => file.startsWith('src/model/limits'));
const CODE = SOURCES.filter(([file]) => !file.startsWith('src/model/limits')).map(([, text]) => text);
const TESTS = read('tests/**/*.test.{ts,tsx}').map(([, text]) => text);

/** `PAGE_LIMITS.heldFrames`, `FILE_LIMITS.run.nodes`, ... */
const NAMES = Object.entries(LIMITS).flatMap(([room, limits]) =>
  Object.entries(limits).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).map((member) => `${room}.${name}.${member}`)
      : [`${room}.${name}`],
  ),
);

const names = (text: string, name: string) => new RegExp(`\\b${name.replaceAll('.', '\\.')}\\b`).test(text);
/** Of a group like FILE_LIMITS.session all may be used together. */
const isUsed = (text: string, name: string) =>
  names(text, name) || (name.split('.').length === 3 && names(text, `${name.slice(0, name.lastIndexOf('.'))}(?!\\.)`));

describe('limits', () => {
  it.each(NAMES)('%s is used', (name) => {
    expect(CODE.some((text) => isUsed(text, name))).toBe(true);
  });

  it.each(NAMES)('%s is reached by a test that names it', (name) => {
    expect(TESTS.some((text) => names(text, name))).toBe(true);
  });

  it('have a reason each', () => {
    const bare = LISTS.flatMap(([file, text]) => {
      const lines = text.split('\n');
      return lines.flatMap((line, i) => {
        const isEntry = /^export const \w+ = |^ {2}\w+: \d/.test(line);
        return isEntry && !/\*\/$/.test(lines[i - 1] ?? '') ? [`${file}:${i + 1} ${line}`] : [];
      });
    });
    expect(bare).toEqual([]);
  });

  it('stand nowhere else: containers are compared with names, not with numbers', () => {
    const found = SOURCES.filter(([file]) =>
      /^(src\/(?!analysis|drawing)|content-script|panel\/(files|state|paint))/.test(file),
    ).flatMap(([file, text]) =>
      text
        .split('\n')
        .filter((line) => /\.(size|length) (>|>=|<) \(?\d[\d_]{2,}/.test(line) || /\.slice\(-\d/.test(line))
        .filter((line) => !line.includes('return body.length')) // comfyui/claims.ts: what a short body looks like
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });
});

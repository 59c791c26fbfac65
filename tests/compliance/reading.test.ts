/** However a page reads an answer, the hook tells of it once and as a whole, or says that it could not see it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrafficRecord } from '../../src/model/record.ts';
import { HIDDEN_WAYS, LEAVING_WAYS, OPEN_WAYS } from './page/reading.ts';
import { type CheckServer, startCheckServer } from './server.ts';
import { inChromium, inFirefox } from './sides.ts';

/** A record in words that do not depend on when it was made. */
const inWords = (r: TrafficRecord): string =>
  'what' in r ? `${r.k} ${r.what}` : 'status' in r ? `${r.k} ${r.status}` : r.k;

/** What each exchange of an editor told, in their order. */
function byLink(records: readonly TrafficRecord[]): readonly (readonly string[])[] {
  const links = new Map<number, string[]>();
  for (const record of records) links.set(record.link, [...(links.get(record.link) ?? []), inWords(record)]);
  return [...links].sort(([a], [b]) => a - b).map(([, words]) => words);
}

describe.each([
  ['Chromium', inChromium],
  ['Firefox', inFirefox],
] as const)('%s', (_name, run) => {
  let server: CheckServer;
  let told: readonly (readonly string[])[];
  const [open, hidden, leaving] = [OPEN_WAYS, HIDDEN_WAYS, LEAVING_WAYS].map((ways) => Object.keys(ways));
  const names = [...(open ?? []), ...(hidden ?? []), ...(leaving ?? []), 'dropped', 'never', 'aborted'];
  const WHOLE = (open?.length ?? 0) + 1 + 4;
  const SOURCES = 3;
  const of = (name: string) => told[names.indexOf(name)];

  beforeAll(async () => {
    server = await startCheckServer();
    told = byLink((await run(`${server.url}/reading`, true)).records);
  }, 150_000);
  afterAll(() => server.close());

  it('tells of every exchange', () => {
    expect(told).toHaveLength(names.length + WHOLE + SOURCES);
  });

  const nodes = ['node running', 'node completed', 'node running', 'node completed'];
  const whole = ['link open', 'request', 'run running', ...nodes, 'run completed', 'link close'];

  it.each(open ?? [])('a stream read by %s: everything, once', (way) => {
    expect(of(way)).toEqual(whole);
  });

  it.each(hidden ?? [])('a stream read by %s: unreadable', (way) => {
    expect(of(way)).toEqual(['link open', 'request', 'trouble unreadable', 'link close']);
  });

  it.each(leaving ?? [])('a stream left by %s: its end', (way) => {
    expect(of(way)?.at(-1)).toBe('link close');
    expect(of(way)).not.toContain('run completed');
  });

  it('streams that broke, never began or were aborted: their end', () => {
    const ends = ['dropped', 'never', 'aborted'].map((name) => [
      name,
      of(name)?.at(-1),
      of(name)?.includes('link close'),
    ]);
    expect(ends).toEqual(['dropped', 'never', 'aborted'].map((name) => [name, 'link close', true]));
  });

  it('answers that are wanted whole: one graph each, however they are read', () => {
    expect(told.slice(names.length, -SOURCES)).toEqual(Array(WHOLE).fill(['graph']));
  });

  it('an EventSource that connects again: a link for each connection', () => {
    const [first, ...others] = told.slice(-SOURCES);
    expect([first?.at(0), first?.includes('run running'), first?.at(-1)]).toEqual(['link open', true, 'link close']);
    expect(others).toEqual([
      ['link open', 'link close'],
      ['link open', 'link close'],
    ]);
  });
});

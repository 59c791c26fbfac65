import { describe, expect, it } from 'vitest';
import { decodeRun } from '../../../src/formats/run-decoder.ts';
import { decodeSession, encodeSession } from '../../../src/formats/session.ts';
import { buildRun } from '../../support/build-run.ts';

const run = buildRun({
  nodes: [
    { id: 'a', start: 0, end: 10 },
    { id: 'b', start: 10, end: 20 },
  ],
  edges: ['a>b'],
});
const good = (): { format: unknown; version: unknown; runs: Record<string, unknown>[] } =>
  JSON.parse(encodeSession([run, { ...run, id: 'r2' }]));
const text = (value: unknown): string => JSON.stringify(value);

/** The object to spoil. */
const nodeIn = (s: ReturnType<typeof good>, run: number, node: number): object =>
  (s.runs.at(run) as { nodes: object[] }).nodes.at(node) as object;

describe('decodeSession', () => {
  it('reads what was written', () => {
    const session = { format: 'longpole-session', version: 1, exportedAtUs: 5, replaySpeed: 1, runs: [run] };
    expect(decodeSession(encodeSession([run], { exportedAtUs: 5, replaySpeed: 1 }))).toEqual({
      ok: true,
      value: session,
    });
  });

  it('reads the least that the issue of the format lists', () => {
    const least = {
      format: 'longpole-session',
      version: 1,
      runs: [
        {
          id: 'r',
          serverId: '30',
          editor: 'nodetool',
          workflow: { id: 'w', name: '' },
          graphHash: '',
          status: 'success',
          startUs: 1,
          endUs: 2,
          clock: 'arrival',
          nodes: [
            {
              id: 'a',
              instance: 0,
              title: '',
              type: '',
              status: 'success',
              startUs: 1,
              endUs: 2,
              uncertaintyUs: [0, 3],
              clock: 'arrival',
              bytes: 7,
            },
          ],
          edges: [['a', 'b', 'data']],
        },
      ],
    };
    const read = decodeSession(text(least));
    expect(read).toMatchObject({
      ok: true,
      value: { runs: [{ origin: '', resolutionUs: 0, nodes: [{ bytes: 7, waits: [] }] }] },
    });
  });

  it('refuses a newer version clearly', () => {
    expect(decodeSession(text({ ...good(), version: 2, runs: 'other' }))).toMatchObject({
      ok: false,
      error: 'made by a newer Longpole: version 2, this one reads 1',
    });
  });

  it.each<[string, (s: ReturnType<typeof good>) => unknown, string, string]>([
    [
      'a time of a node',
      (s) => Object.assign(nodeIn(s, 1, 0), { startUs: '5' }),
      'runs[1].nodes[0].startUs',
      'not a number',
    ],
    ['a status', (s) => Object.assign(s.runs[0] as object, { status: 'done' }), 'runs[0].status', 'not one of'],
    [
      'an edge',
      (s) => Object.assign(s.runs[0] as object, { edges: [['a', 'b']] }),
      'runs[0].edges[0]',
      '[from, to, kind]',
    ],
    ['a member missing', (s) => delete (s.runs[0] as { workflow?: unknown }).workflow, 'runs[0].workflow', 'missing'],
    ['runs', (s) => Object.assign(s, { runs: {} }), 'runs', 'not a list'],
    ['a run', (s) => Object.assign(s.runs, { 0: null }), 'runs[0]', 'not an object'],
    ['a run twice', (s) => Object.assign(s.runs[1] as object, { id: run.id }), 'runs[1]', 'twice'],
    ['a node twice', (s) => Object.assign(nodeIn(s, 0, 1), { id: 'a' }), 'runs[0].nodes[1]', 'twice'],
    ['a negative time', (s) => Object.assign(s.runs[0] as object, { startUs: -1 }), 'runs[0].startUs', 'whole number'],
    [
      'an id too long',
      (s) => Object.assign(s.runs[0] as object, { id: 'x'.repeat(129) }),
      'runs[0].id',
      'longer than 128',
    ],
    ['no version', (s) => Object.assign(s, { version: '1' }), '', 'not a version number'],
    ['another format', (s) => Object.assign(s, { format: 'speedscope' }), '', 'not a Longpole session'],
  ])('%s: names the place', (_, spoil, where, error) => {
    const session = good();
    spoil(session);
    expect(decodeSession(text(session))).toEqual({ ok: false, where, error: expect.stringContaining(error) });
  });

  it('tells empty, cut, deep, too large and not JSON apart', () => {
    const whole = encodeSession([run]);
    expect(decodeSession(' \n')).toMatchObject({ error: 'the file is empty' });
    expect(decodeSession(whole.slice(0, 200))).toMatchObject({ error: expect.stringContaining('cut off') });
    expect(decodeSession('hello')).toMatchObject({ error: 'not JSON' });
    expect(decodeSession('[]')).toMatchObject({ error: expect.stringContaining('no "format"') });
    expect(decodeSession(`${'['.repeat(100_000)}`)).toMatchObject({ error: 'nested more than 32 deep' });
    expect(decodeSession(whole, { size: 10 })).toMatchObject({ error: 'larger than 10 characters' });
    expect(decodeSession(whole, { runs: 0 })).toMatchObject({ where: 'runs', error: 'more than 0 entries' });
    expect(decodeSession(`\uFEFF${whole}`)).toMatchObject({ ok: true });
  });

  it('names of the prototype are names like any other, and unknown members stay behind', () => {
    const evil = text(good()).replace('"id":"run-0"', '"__proto__":{"polluted":1},"secret":"canary","id":"__proto__"');
    const read = decodeSession(evil);
    expect(read).toMatchObject({ ok: true });
    if (!read.ok) return;
    expect(read.value.runs[0]?.id).toBe('__proto__');
    expect(JSON.stringify(read.value)).not.toContain('canary');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('decodeRun', () => {
  it('reads one run, or says what is wrong with it', () => {
    expect(decodeRun(JSON.parse(text(run)))).toEqual({ ok: true, value: run });
    expect(decodeRun(null)).toMatchObject({ ok: false });
    expect(decodeRun({ ...run, nodes: [{}] })).toMatchObject({ ok: false, where: 'nodes[0].id' });
  });
});

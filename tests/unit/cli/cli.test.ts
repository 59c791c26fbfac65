import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { USAGE } from '../../../cli/options.ts';
import { run } from '../../../cli/run.ts';
import { encodeSession } from '../../../src/formats/session.ts';
import { buildRun } from '../../support/build-run.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CAPTURES = join(ROOT, 'tests/captures/nodetool');
const PARALLEL = join(CAPTURES, '02-parallel.jsonl');
let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'longpole-cli-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

describe('a gzip file', () => {
  it('is read as what it holds', () => {
    const plain = run(['analyze', PARALLEL]).out;
    expect(run(['analyze', file('parallel.jsonl.gz', gzipSync(readFileSync(PARALLEL)))]).out).toBe(plain);
  });
});

describe('longpole analyze', () => {
  it('reports a capture for people', () => {
    const { out, err, code } = run(['analyze', PARALLEL]);
    expect({ err, code }).toEqual({ err: '', code: 0 });
    for (const part of [
      'lab parallel branches',
      'Bottlenecks',
      'Critical path',
      'theoretical minimum',
      'efficiency',
      'Insights',
    ]) {
      expect(out).toContain(part);
    }
    const path = out.slice(out.indexOf('Critical path'), out.indexOf('Parallelization'));
    expect(path.indexOf('Branch c step 1')).toBeLessThan(path.indexOf('Branch c step 2'));
    expect(path).not.toContain('Branch b');
  });

  it('reports for programs', () => {
    const { out, code } = run(['analyze', PARALLEL, '--json']);
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      kind: 'capture',
      runs: [
        {
          serverId: 'd033535b-0c98-4cda-a792-6a58ea851c23',
          workflow: { name: 'lab parallel branches' },
          status: 'success',
          nodeCount: 9,
          parallelization: { efficiency: expect.any(Number), minimumUs: expect.any(Number) },
        },
      ],
    });
    const [{ nodes, criticalPath, durationUs }] = report.runs;
    const join = nodes.find((n: { title: string }) => n.title === 'Join');
    expect(join).toMatchObject({ status: 'success', onCriticalPath: true });
    expect(join.durationUs).toBe(join.endUs - join.startUs);
    const total = criticalPath.segments.reduce((sum: number, s: { durationUs: number }) => sum + s.durationUs, 0);
    expect(total).toBe(durationUs);
    expect(criticalPath.nodes.map((n: { title: string }) => n.title).slice(0, 3)).toEqual([
      'Branch c step 1',
      'Branch c step 2',
      'Join',
    ]);
  });

  it('prints a session that matches the schema and that it reads again to the same report', () => {
    const schema = JSON.parse(readFileSync(join(ROOT, 'docs/session.schema.json'), 'utf8'));
    const isValid = new Ajv2020({ strict: true, strictTypes: false }).compile(schema);
    for (const name of [
      '02-parallel',
      '03-streaming-foreach',
      '10-drop-and-reconnect',
      '17-llm-agent-streaming',
      'py-04-streaming',
    ]) {
      const capture = join(CAPTURES, `${name}.jsonl`);
      const { out } = run(['analyze', '--session', capture]);
      isValid(JSON.parse(out));
      expect(isValid.errors, name).toBeNull();
      const again = file('session.json', out);
      expect(run(['analyze', again, '--session']).out).toBe(out);
      const runs = (text: string): unknown => JSON.parse(text).runs;
      expect(runs(run(['analyze', again, '--json']).out)).toEqual(runs(run(['analyze', capture, '--json']).out));
    }
  });

  it('says what the engine limits, and takes another description of it', () => {
    const nodes = ['a', 'b', 'c'].map((id, i) => ({ id, start: i * 100, end: i * 100 + 100 }));
    const session = file('serial.json', encodeSession([buildRun({ editor: 'n8n', nodes, edges: [] })]));
    const { out } = run(['analyze', session]);
    expect(out).toContain('theoretical minimum by the graph alone 100 ms');
    expect(out).toContain('n8n runs one node at a time. At least 300 ms on this engine: engine efficiency 100 %');
    const report = (...more: string[]) => JSON.parse(run(['analyze', session, '--json', ...more]).out).runs[0];
    expect(report().parallelization.engine).toEqual({
      words: 'n8n runs one node at a time.',
      boundUs: 300_000,
      efficiency: 1,
      raised: [],
    });
    expect(report().savings).toEqual({ known: true, basis: 'work' });
    // Three nodes that depend on nothing: with two workers two of them run side by side.
    expect(out).toMatch(/2× as many nodes at once.* 200 ms +100 ms/);
    expect(report().whatIf.projections).toContainEqual({
      change: { what: 'cached', node: 'a' },
      savedUs: 100_000,
      projectedUs: 200_000,
    });
    const spec = { n8n: { classes: [{ name: 'any', capacity: 2, types: ['*'] }] } };
    const engines = file('engines.json', JSON.stringify(spec));
    expect(report('--engines', engines).parallelization.engine).toMatchObject({
      words: 'n8n runs at most 2 nodes at a time.',
      boundUs: 150_000,
    });
  });

  it('marks what is shorter than the clock of the engine can tell', () => {
    const nodes = [
      { id: 'quick', start: 0, end: 0 },
      { id: 'tick', start: 0, end: 1 },
      { id: 'long', start: 1, end: 100 },
    ];
    const session = file('ms.json', encodeSession([buildRun({ editor: 'n8n', nodes, edges: [], resolutionUs: 1000 })]));
    const { out } = run(['analyze', session]);
    expect(out).toMatch(/QUICK +0 ms +< 1.00 ms/);
    expect(out).toMatch(/TICK +1.00 ms +1.00 ms/);
    const [report] = JSON.parse(run(['analyze', session, '--json']).out).runs;
    expect(report.resolutionUs).toBe(1000);
    const below = (list: { id: string; belowResolution: boolean }[]) =>
      list.filter((n) => n.belowResolution).map((n) => n.id);
    expect([below(report.nodes), below(report.bottlenecks)]).toEqual([['quick'], ['quick']]);
  });

  it('says of a run that is shorter than what is not known of it that it took at most so long', () => {
    const nodes = [{ id: 'a', start: 0, end: 5 }];
    const session = file('short.json', encodeSession([buildRun({ nodes, uncertaintyUs: [20_000, 10_000] })]));
    expect(run(['analyze', session]).out).toContain('at most 35.0 ms');
    const long = file('long.json', encodeSession([buildRun({ nodes, uncertaintyUs: [1_000, 1_000] })]));
    expect(run(['analyze', long]).out).not.toContain('at most 7');
  });

  it('says when times mean nothing', () => {
    const session = file(
      'fast.json',
      encodeSession([buildRun({ nodes: [], end: 5, replaySpeed: 8 })], { replaySpeed: 8 }),
    );
    expect(run(['analyze', session]).out).toContain('replayed at speed 8: times mean nothing');
    expect(JSON.parse(run(['analyze', session, '--session']).out).replaySpeed).toBe(8);
  });

  it('lets no name from a page steer the terminal', () => {
    const evil = '\u001b[2J\u202eevil\r\n';
    const session = file(
      'evil.json',
      encodeSession([
        buildRun({ nodes: [{ id: 'a', title: evil, start: 0, end: 5 }], workflow: { id: 'w', name: evil } }),
      ]),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come out.
    expect(run(['analyze', session]).out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  });

  it('a session without runs is no error', () => {
    expect(run(['analyze', file('none.json', encodeSession([]))])).toEqual({
      out: '0 runs in this session.\n',
      err: '',
      code: 0,
    });
  });
});

describe('what cannot be read', () => {
  const capture = (): string => readFileSync(PARALLEL, 'utf8');
  it.each<[string, () => string, string]>([
    ['no file', () => join(dir, 'missing.json'), 'no such file'],
    ['a directory', () => dir, 'is a directory'],
    ['an empty file', () => file('empty', ''), 'the file is empty'],
    ['a damaged gzip file', () => file('cut.gz', gzipSync('{}').subarray(0, 12)), 'damaged'],
    // 300 MB of spaces in 300 kB.
    ['a gzip bomb', () => file('bomb.gz', gzipSync(Buffer.alloc(300 << 20, ' '))), 'unpacks to more than 256 MB'],
    ['blank lines', () => file('blank', '\n\n  \n'), 'neither a Longpole session nor a ws-capture/1 file'],
    [
      'binary junk',
      () =>
        file(
          'junk',
          new Uint8Array(5000).map((_, i) => (i * 7919) % 251),
        ),
      'not text',
    ],
    ['prose', () => file('prose', 'To whom it may concern'), 'neither'],
    ['other JSON', () => file('other.json', '{"things":[]}'), 'not a Longpole session'],
    ['a list', () => file('list.json', '[1,2]'), 'not a trace: nothing in its list is an event'],
    ['a trace of nonsense', () => file('trace.json', '{"traceEvents":7}'), 'not a trace'],
    ['OTLP of nonsense', () => file('otlp.json', '{"resourceSpans":7}'), 'not OTLP traces'],
    ['a session cut off', () => file('cut.json', encodeSession([buildRun({ nodes: [] })]).slice(0, 100)), 'cut off'],
    [
      'a newer session',
      () => file('newer.json', '{"format":"longpole-session","version":2,"runs":[]}'),
      'made by a newer Longpole: version 2',
    ],
    [
      'a wrong type in a session',
      () => file('wrong.json', encodeSession([buildRun({ nodes: [] })]).replace('"nodes":[]', '"nodes":[{"id":5}]')),
      'runs[0].nodes[0].id: not a string',
    ],
    ['a capture cut off', () => file('cut.jsonl', capture().slice(0, 4000)), 'cut off'],
    ['a bad row', () => file('row.jsonl', `${capture().split('\n')[0]}\n{"t":"now"}\n{"t":1}`), 'line 2: the time "t"'],
  ])('%s', (_, make, message) => {
    const path = make();
    const { out, err, code } = run(['analyze', path]);
    expect({ out, code }).toEqual({ out: '', code: 1 });
    expect(err.startsWith(`longpole: ${path}: `)).toBe(true);
    expect(err).toContain(message);
    expect(err.split('\n')).toHaveLength(2);
  });

  it('an engine that is not described rightly: its place and reason', () => {
    const engines = file('bad-engines.json', '{"n8n":{"classes":[{"name":"x","capacity":0,"types":["*"]}]}}');
    const { err, code } = run(['analyze', PARALLEL, '--engines', engines]);
    expect(code).toBe(1);
    expect(err).toContain(`${engines}: engines.n8n.classes[0].capacity: not a whole number`);
    expect(run(['analyze', PARALLEL, '--engines', join(dir, 'none')]).err).toContain('no such file');
  });

  it('100 MB of something else is refused at once', () => {
    const big = file('big.json', new Uint8Array(100 * 2 ** 20).fill(0x61));
    expect(run(['analyze', big])).toMatchObject({ code: 1, err: expect.stringContaining('neither') });
    rmSync(big);
  });
});

describe('calling it', () => {
  it.each([
    [[], 'no command'],
    [['contrast', 'x'], 'no such command'],
    [['compare', 'x'], 'only one is given'],
    [['compare', 'x', 'y', 'z'], 'not also z'],
    [['check', 'x', '--engines', 'y'], 'no such option'],
    [['analyze'], 'no FILE'],
    [['analyze', 'a', 'b'], 'one FILE'],
    [['analyze', 'a', '--jsn'], 'no such option'],
    [['analyze', 'a', '--json', '--session'], 'exclude'],
    [['analyze', 'a', '--engines'], '--engines needs a FILE'],
    [['analyze', 'a', '--engines', '--json'], '--engines needs a FILE'],
  ])('%j is told to be wrong, with the usage', (args, message) => {
    const { out, err, code } = run(args);
    expect({ out, code }).toEqual({ out: '', code: 2 });
    expect(err).toContain(message);
    expect(err).toContain(USAGE);
  });

  it('helps', () => {
    expect(run(['--help'])).toEqual({ out: USAGE, err: '', code: 0 });
    expect(run(['analyze', '-h']).code).toBe(0);
  });

  it('as a process: report to stdout, errors to stderr, exit codes', () => {
    const call = (...args: string[]) =>
      spawnSync(process.execPath, ['scripts/bootstrap.mjs', 'cli/main.ts', ...args], { cwd: ROOT, encoding: 'utf8' });
    mkdirSync(join(dir, 'd'));
    expect(call('analyze', join(dir, 'd'))).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('directory'),
    });
    expect(call()).toMatchObject({ status: 2, stdout: '' });
    const good = call('analyze', PARALLEL, '--json');
    expect(good).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(good.stdout).runs).toHaveLength(1);
  }, 60_000);
});

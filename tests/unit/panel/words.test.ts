import { describe, expect, it } from 'vitest';
import { ladderOf, troubles } from '../../../panel/state/ladder.ts';
import { doubtOf, holders, sortRows, tableRows, timedName } from '../../../panel/state/node-table.ts';
import { speakRow } from '../../../panel/state/speak.ts';
import { nodeSpan, runLength, workflowName } from '../../../panel/state/words.ts';
import { analyse } from '../../../src/analysis/index.ts';
import { layoutRows } from '../../../src/drawing/rows.ts';
import { HEALTHY } from '../../support/panel-harness/fake-background.ts';
import { aNode, aRun, at, going } from '../drawing/a-run.ts';

const page = 'http://localhost:3000';
const NONE = { nodes: [], measured: [] };

describe('status ladder', () => {
  const none = { ...HEALTHY, hook: false, origins: [], sockets: 0, editors: [], runs: 0 };
  const hooked = { ...none, hook: true, origins: [page] };
  it.each([
    ['not connected', undefined, page, 'Connecting', 'none'],
    ['other site', none, 'https://example.com', 'may not look at https://example.com', 'allow'],
    ['a page of the browser', none, 'chrome://settings', 'no extension', 'none'],
    ['no hook', none, page, 'Reload the page', 'reload'],
    ['no connection', hooked, page, 'no connection', 'reload'],
    ['no editor', { ...hooked, sockets: 2 }, page, 'no editor we know', 'none'],
    ['no run', { ...hooked, sockets: 2, editors: ['nodetool'] }, page, 'Run a workflow', 'none'],
    ['all', HEALTHY, page, '', 'none'],
  ] as const)('%s: says what to do next', (_name, health, origin, words, offer) => {
    const ladder = ladderOf(health, origin);
    expect(ladder.next).toContain(words);
    expect(ladder.next === '').toBe(ladder.rungs.every((r) => r.holds));
    expect(ladder.offer).toBe(offer);
  });

  it('goes on once a site is granted, and back when it is withdrawn', () => {
    const site = 'https://n8n.test';
    const granted = { ...none, sites: [...none.sites, 'https://n8n.test:443/*'] };
    expect(ladderOf(none, site)).toMatchObject({ offer: 'allow', site });
    expect(ladderOf(granted, site).offer).toBe('reload');
    // Its scripts stay in the page, silent, until it is reloaded.
    const left = { ...HEALTHY, origins: [site] };
    expect(ladderOf({ ...left, sites: granted.sites }, site).next).toBe('');
    expect(ladderOf(left, site)).toMatchObject({ offer: 'allow', site });
    expect(ladderOf(left, site).rungs.some((r) => r.holds)).toBe(false);
  });

  it('tells of a frame of another site, until an editor is seen', () => {
    const frames = [page, 'null', 'http://127.0.0.1:9', 'https://frame.test'];
    expect(ladderOf(hooked, page, frames)).toMatchObject({ offer: 'allow', site: 'https://frame.test' });
    expect(ladderOf(HEALTHY, page, frames).next).toBe('');
    const wider = { ...hooked, sites: [...hooked.sites, '*://*.test/*'] };
    expect(ladderOf(wider, page, frames).offer).toBe('reload');
  });

  it('names every trouble, and none when there is none', () => {
    expect(troubles(HEALTHY)).toEqual([]);
    const all = troubles({ ...HEALTHY, storage: 'full', lost: 1, unreadable: 2, refused: 3 });
    expect(all).toHaveLength(3);
    expect(all[0]).toContain('1 event lost');
  });
});

describe('names', () => {
  it('of a workflow: its name, its id, of a UUID only what tells it from others', () => {
    expect(workflowName({ name: 'Portrait', id: 'w1' })).toBe('Portrait');
    expect(workflowName({ name: '', id: 'w1' })).toBe('w1');
    expect(workflowName({ name: '', id: '97e20708-5069-42da-b4ef-ffc22932c50d' })).toBe('workflow 97e20708');
    expect(workflowName({ name: '', id: '97e20708506942dab4efffc22932c50d' })).toBe('workflow 97e20708');
    expect(workflowName({ name: '', id: '' })).toBe('unnamed workflow');
  });

  it('of a node that holds others say that its time is its own', () => {
    const tool = { ...aNode('tool', { start: 10, end: 90 }), parent: { id: 'agent', instance: 0 } };
    const analysis = analyse(aRun([aNode('agent', { start: 0, end: 100 }), tool]));
    const holding = holders(analysis.run.nodes);
    expect(analysis.bottlenecks.map((b) => [timedName(b, holding), b.workUs])).toEqual([
      ['TOOL', 80_000],
      ['AGENT, own time', 20_000],
    ]);
    expect(tableRows(analysis, NONE).map((r) => [r.id, r.holds])).toEqual([
      ['tool', false],
      ['agent', true],
    ]);
  });
});

it('a time is in doubt when it may be off by more than a fifth of it', () => {
  const unsure = (id: string, end: number) => ({
    ...aNode(id, { start: 0, end }),
    uncertaintyUs: [9000, 1000] as const,
  });
  const { bottlenecks, run } = analyse(
    aRun([unsure('long', 60), unsure('short', 40), aNode('exact', { start: 0, end: 1 })]),
  );
  expect(bottlenecks.map((b) => [b.id, doubtOf(b, run.nodes)])).toEqual([
    ['long', 0],
    ['short', 10_000],
    ['exact', 0],
  ]);
});

describe('a row in words', () => {
  it('says what the picture shows', () => {
    const upscale = aNode('upscale', {
      start: 2000,
      end: 6200,
      title: 'Upscale',
      waits: [{ kind: 'input', startUs: at(200), endUs: at(2000) }],
    });
    const rows = layoutRows(
      aRun([upscale, aNode('x', { start: 0, end: 10, status: 'error' }), aNode('c', { status: 'constant' })], {
        endUs: at(7000),
      }),
    );
    const words = rows.rows.map((r) =>
      speakRow(r, `${r.node.title} T`, { critical: r.node.id === 'upscale', nowUs: at(7000), originUs: at(0) }),
    );
    expect(words).toEqual([
      'X T, 10 milliseconds, from 0 milliseconds, error',
      'Upscale T, 4.2 seconds, from 2 seconds, critical, waited 1.8 seconds for its inputs',
      'C T, constant, did not run',
    ]);
  });
});

describe('node table', () => {
  const run = aRun(
    [
      aNode('a', { start: 0, end: 30, bytes: 10 }),
      aNode('b', { start: 30, end: 90 }),
      { ...aNode('b', { start: 90, end: 95, bytes: 5 }), instance: 1 },
      aNode('c', { status: 'constant' }),
      aNode('d', { status: 'skipped' }),
    ],
    { edges: [['a', 'b', 'data']] },
  );
  const rows = tableRows(analyse(run), NONE);
  const ids = (column: Parameters<typeof sortRows>[1], down: boolean): string =>
    sortRows(rows, column, down)
      .map((r) => r.id)
      .join('');

  it('has each node once, ranked, with its instances summed', () => {
    expect(rows.map((r) => r.id)).toEqual(['b', 'a', 'c', 'd']);
    expect(rows[0]).toMatchObject({ key: 'b#0', count: 2, bytes: 5, workUs: 65_000 });
    expect(rows[2]).toMatchObject({ count: 0, status: 'constant' });
  });

  it('sorts by any column; what has no value stays last either way', () => {
    expect(ids('duration', true)).toBe('bacd');
    expect(ids('duration', false)).toBe('abcd');
    expect(ids('start', false)).toBe('abcd');
    expect(ids('name', true)).toBe('dcba');
    expect(ids('bytes', true)).toBe('abcd');
  });
});

describe('lengths that are none', () => {
  const to = at(50);
  it('of a run are words', () => {
    expect(runLength(aRun([]))).toBe('100 ms');
    expect(runLength(aRun([], { endUs: at(-60) }))).toBe('length not known');
    expect(runLength(going(aRun([])))).toBe('');
  });

  it('of a node: ended before it began, never ended, still goes on', () => {
    const span = (start: number, end: number | undefined, run = aRun([])) =>
      nodeSpan({ ...aNode('a', { start, ...(end === undefined ? {} : { end }) }), startUs: at(start) }, run, to);
    expect(span(10, 40)).toBe('30.0 ms');
    expect(span(40, 10)).toBe('not known');
    expect(span(10, undefined)).toBe('at most 40.0 ms');
    expect(span(10, undefined, going(aRun([])))).toBe('40.0 ms');
  });
});

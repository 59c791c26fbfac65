import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeHeaders } from '../../../src/background/collector.ts';
import { decodeRuns } from '../../../src/background/decode-runs.ts';
import { PageDocument } from '../../../src/background/document.ts';
import { Documents } from '../../../src/background/documents.ts';
import { createLiveSpans } from '../../../src/background/live-spans.ts';
import { type PanelContext, PanelSession } from '../../../src/background/panel-session.ts';
import { createRefusals } from '../../../src/background/refusals.ts';
import { expired } from '../../../src/background/retention.ts';
import { RunStore } from '../../../src/background/run-store.ts';
import { decodeSettings } from '../../../src/background/settings.ts';
import { NO_COUNTS } from '../../../src/background/tally.ts';
import { DEFAULT_SETTINGS, type FromBackground } from '../../../src/messages/panel.ts';
import { BACKGROUND_LIMITS, FILE_LIMITS, STORE_LIMITS } from '../../../src/model/limits.ts';
import { headOf, type Run } from '../../../src/model/run.ts';
import { post } from '../../../src/platform/collector.ts';
import { createColdLedger } from '../../../src/recorder/cold.ts';
import { buildRun, T0 } from '../../support/build-run.ts';
import { BEGIN_MS, createFakePipeline, nodeRecord } from '../background/fake-pipeline.ts';
import { createClock } from '../background/fake-platform.ts';
import { finished, ORIGIN } from '../background/setup.ts';

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const PLACE = { origin: ORIGIN, tabId: 1 };
const aRun = (i: number, more: Partial<Run> = {}): Run => ({
  ...buildRun({ id: `r${i}`, start: i, nodes: [{ id: 'a', start: 0, end: 5 }] }),
  ...more,
});
function holds(limit: number, take: (n: number) => { readonly ok: boolean }): void {
  expect([take(limit).ok, take(limit + 1).ok]).toEqual([true, false]);
}

describe('a document', () => {
  const document = () => new PageDocument('e', PLACE, undefined, createFakePipeline, () => {});

  it('is written whole after so many records', () => {
    const page = document();
    page.collect(BEGIN_MS);
    const records = times(BACKGROUND_LIMITS.checkpointRecords, (i) => nodeRecord('r', 'a', i));
    page.take(1, records.slice(0, -1));
    expect(page.collect(BEGIN_MS)?.documents).toEqual([]);
    page.take(records.length, records.slice(-1));
    expect(page.collect(BEGIN_MS)).toMatchObject({ journal: [], documents: [{ seq: records.length }] });
  });

  it('holds so many finished runs, and so many names of those it let go', () => {
    const page = document();
    const count = BACKGROUND_LIMITS.goneRuns + BACKGROUND_LIMITS.finishedRuns + 5;
    const records = finished(count);
    page.take(1, records);
    const [row] = page.collect(BEGIN_MS)?.documents ?? [];
    expect(row?.state).toHaveLength(BACKGROUND_LIMITS.finishedRuns);
    expect(row?.gone).toHaveLength(BACKGROUND_LIMITS.goneRuns);
    expect([row?.gone.includes('e:r4'), row?.gone.includes('e:r5'), row?.counts.runs]).toEqual([false, true, count]);
    // News of one that was let go bring nothing back.
    page.take(records.length + 1, [nodeRecord('r5', 'a', 9)]);
    expect(page.hasOpenRuns).toBe(false);
  }, 30_000);

  it('is remembered after its end, with so many others', async () => {
    const database = { document: async () => undefined };
    const documents = new Documents(database, createClock(), createFakePipeline, () => {});
    documents.adopt(
      times(BACKGROUND_LIMITS.endedDocuments + 2, (i) => ({
        ...{ epoch: `e${i}`, place: PLACE, seq: 1, counts: NO_COUNTS, ended: true, gone: [] },
        // The newest first: age counts, not order.
        seenMs: BEGIN_MS - i,
      })),
    );
    await documents.patrol();
    expect(documents.known()).toHaveLength(BACKGROUND_LIMITS.endedDocuments);
    expect(documents.collect().forget).toEqual([
      `e${BACKGROUND_LIMITS.endedDocuments + 1}`,
      `e${BACKGROUND_LIMITS.endedDocuments}`,
    ]);
  });
});

describe('what is remembered of', () => {
  it('refused messages: the tabs heard of last', () => {
    const refusals = createRefusals();
    for (let tab = 0; tab < BACKGROUND_LIMITS.refusedTabs; tab++) refusals.add(tab, 1);
    refusals.add(0, 2);
    refusals.add(-1, 1);
    expect([refusals.of(0), refusals.of(1), refusals.of(2), refusals.of(-1)]).toEqual([3, 0, 1, 1]);
  });

  it('first runs: the newest', () => {
    const ledger = createColdLedger(0);
    for (let i = 0; i < BACKGROUND_LIMITS.coldRuns; i++) ledger.note(aRun(i));
    expect(ledger.reason('r0')).toBe('page-load');
    ledger.note(aRun(BACKGROUND_LIMITS.coldRuns));
    expect(ledger.save()).toMatchObject({ entries: { length: BACKGROUND_LIMITS.coldRuns / 2 }, forgot: true });
    // Of the oldest that is left it is not said that it was the first.
    expect(ledger.reason(`r${BACKGROUND_LIMITS.coldRuns / 2 + 1}`)).toBeUndefined();
  });

  it('the Performance panel: what it was shown of the newest runs', () => {
    const shownAgain = (runs: number) => {
      const sent: unknown[] = [];
      const live = createLiveSpans(
        () => true,
        { now: () => T0 / 1000 },
        (_, spans) => sent.push(...spans),
      );
      for (let i = 0; i < runs; i++) live.show(aRun(i), 'e');
      const before = sent.length;
      live.show(aRun(0), 'e');
      return sent.length > before;
    };
    expect([shownAgain(BACKGROUND_LIMITS.shownRuns), shownAgain(BACKGROUND_LIMITS.shownRuns + 1)]).toEqual([
      false,
      true,
    ]);
  });

  it('a panel: the full runs it was sent last', async () => {
    const sentAgain = async (runs: number) => {
      const clock = createClock();
      const store = new RunStore({ runs: async () => [] });
      const first = aRun(0);
      store.put(first);
      for (let i = 1; i < runs; i++) store.put(aRun(i));
      const said: FromBackground[] = [];
      let say: (message: unknown) => void = () => {};
      const port = {
        postMessage: (message: unknown) => void said.push(message as FromBackground),
        onMessage: (listener: (message: unknown) => void) => {
          say = listener;
        },
      };
      const context = {
        store,
        clock,
        settings: () => DEFAULT_SETTINGS,
        incidents: () => [],
        origins: () => [],
        health: () => ({}),
        ready: async () => {},
        refused: () => {},
      };
      new PanelSession(port as never, context as unknown as PanelContext);
      say({ kind: 'hello', tabId: 1 });
      say({ kind: 'request', id: 1, request: { what: 'runs', ids: times(runs, (i) => `r${i}`) } });
      await vi.waitFor(() => expect(said.map(({ kind }) => kind)).toEqual(['snapshot', 'reply']));
      say({ kind: 'taken', rev: 1 });
      store.put({ ...first, errorClass: 'Other' });
      clock.advance(1_000);
      const delta = said.at(-1);
      return delta?.kind === 'delta' ? delta.patches?.[0]?.nodes?.length : 'none';
    };
    expect(await sentAgain(BACKGROUND_LIMITS.sentRuns)).toBeUndefined();
    expect(await sentAgain(BACKGROUND_LIMITS.sentRuns + 1)).toBe(1);
  });
});

describe('what comes from outside', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('of a collector is read so far', async () => {
    vi.stubGlobal('fetch', async () => new Response('x'.repeat(BACKGROUND_LIMITS.answerChars + 9)));
    expect(await post('http://h', [], '')).toMatchObject({ text: 'x'.repeat(BACKGROUND_LIMITS.answerChars) });
  });

  it('as an import has so many runs', () => {
    const run = JSON.parse(JSON.stringify(aRun(0)));
    holds(BACKGROUND_LIMITS.importedRuns, (n) => decodeRuns(Array(n).fill(run)));
  }, 30_000);

  it('as headers has so many, each so long', () => {
    holds(BACKGROUND_LIMITS.headers, (n) => decodeHeaders(times(n, (i) => [`x-${i}`, 'v'])));
    holds(BACKGROUND_LIMITS.headerChars, (n) => decodeHeaders([['x', 'v'.repeat(n)]]));
  });

  it('as settings is bounded', () => {
    const collector = (more: object) => decodeSettings({ collector: { ...DEFAULT_SETTINGS.collector, ...more } });
    holds(BACKGROUND_LIMITS.sites, (n) => collector({ sites: times(n, () => 'http://h/*') }));
    holds(BACKGROUND_LIMITS.urlChars, (n) => collector({ url: `http://h/${'x'.repeat(n - 9)}` }));
    holds(BACKGROUND_LIMITS.dismissedChars, (n) => decodeSettings({ dismissed: ['k'.repeat(n)] }));
    holds(STORE_LIMITS.mostRunsPerWorkflow, (n) => decodeSettings({ runsPerWorkflow: n }));
    holds(STORE_LIMITS.mostKeptBytes, (n) => decodeSettings({ keepBytes: n }));
    holds(-STORE_LIMITS.leastKeptBytes, (n) => decodeSettings({ keepBytes: -n }));
    const mapping = (i: number) => ({
      version: 1,
      name: `m${i}`,
      match: { transport: ['websocket'], url: '*' },
      format: 'json',
      messages: [
        { event: 'node-start', node: 'id' },
        { event: 'run-end', when: { type: 'x' } },
      ],
    });
    holds(FILE_LIMITS.mapping.mappings, (n) => decodeSettings({ mappings: times(n, mapping) }));
  });
});

describe('the store', () => {
  const heads = (n: number, bytes = 1, perWorkflow = 1) =>
    times(n, (i) => ({
      bytes,
      head: {
        ...headOf(aRun(i)),
        workflow: { id: `w${Math.floor(i / perWorkflow)}`, name: '' },
        startUs: aRun(n - i).startUs,
      },
    }));
  const gone = (stored: ReturnType<typeof heads>) => expired(stored, DEFAULT_SETTINGS, T0 / 1000).length;

  it('keeps so many runs, so many of a workflow, and so much of all', () => {
    expect([gone(heads(STORE_LIMITS.runs)), gone(heads(STORE_LIMITS.runs + 1))]).toEqual([0, 1]);
    const { runsPerWorkflow: most } = STORE_LIMITS;
    expect(STORE_LIMITS.runsPerWorkflow).toBe(DEFAULT_SETTINGS.runsPerWorkflow);
    expect([gone(heads(most, 1, most)), gone(heads(most + 1, 1, most + 1))]).toEqual([0, 1]);
    expect([gone(heads(2, STORE_LIMITS.keptBytes / 2)), gone(heads(2, STORE_LIMITS.keptBytes / 2 + 1))]).toEqual([
      0, 1,
    ]);
  });

  it('has so much of what is stored at hand', () => {
    const store = new RunStore({ runs: async () => [] });
    for (let i = 0; i < 5; i++) store.put(aRun(i, { errorClass: 'x'.repeat(STORE_LIMITS.cacheBytes / 4) }));
    store.committed(store.collect());
    expect(times(5, (i) => store.get(`r${i}`) !== undefined)).toEqual([false, false, true, true, true]);
  });

  it('removes from the database only what may be there', () => {
    const store = new RunStore({ runs: async () => [] });
    store.put(aRun(0));
    store.remove(['r0']);
    expect(store.collect().remove).toEqual([]);
    store.put(aRun(1));
    store.committed(store.collect());
    store.remove(['r1']);
    expect(store.collect().remove).toEqual(['r1']);
  });
});

/** Spans against the server's own: the truth files, and the stored execution that each capture ends with. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HttpRow } from '../../src/formats/capture.ts';
import type { Run } from '../../src/model/run.ts';
import { analyseCapture } from '../../src/profiler/capture-run.ts';
import { captureNames, loadCapture } from '../support/captures.ts';
import { unflatten } from '../support/flatted.ts';

interface Task {
  readonly startTime: number;
  readonly executionTime: number;
  readonly executionIndex: number;
  readonly executionStatus: string;
}
interface Stored {
  readonly id: string;
  readonly createdAt: string;
  readonly startedAt: string;
  readonly stoppedAt: string;
  readonly status: string;
  readonly runData: Readonly<Record<string, readonly Task[]>>;
}
interface Truth {
  readonly run: { readonly id: string; readonly start: number; readonly end: number; readonly status: string };
  readonly nodes: readonly {
    readonly id: string;
    readonly instance: number;
    readonly start: number | null;
    readonly end: number | null;
    readonly n8n_start?: number;
    readonly n8n_end?: number;
    readonly status: string;
  }[];
}

/** The rows of the answer with the stored execution, with its request. */
function storedRows(name: string): readonly HttpRow[] {
  return loadCapture('n8n', name).rows.filter(
    (row): row is HttpRow => row.row === 'http' && /\/executions\/\d+(\?.*)?$/.test(row.url),
  );
}

function storedOf(name: string): Stored | undefined {
  const row = storedRows(name).find((r) => r.phase === 'response');
  if (!row) return undefined;
  const { data } = JSON.parse(row.data) as { data: Omit<Stored, 'runData'> & { data: string } };
  const { resultData } = unflatten(data.data) as { resultData: { runData: Stored['runData'] } };
  return { ...data, runData: resultData.runData };
}

const ms = (us: number | undefined) => (us === undefined ? undefined : us / 1000);

function node(run: Run | undefined, title: string, instance: number) {
  return run?.nodes.find((n) => n.title === title && n.instance === instance);
}

const names = captureNames('n8n');

describe.each(names.filter((name) => storedOf(name)))('n8n/%s against its stored execution', (name) => {
  const stored = storedOf(name) as Stored;
  const { runs } = analyseCapture(loadCapture('n8n', name).rows);
  const run = runs.find((r) => r.serverId === stored.id);

  it('is one run, with the start and end of its row', () => {
    expect(runs.length).toBe(1);
    expect(ms(run?.startUs)).toBe(Date.parse(stored.startedAt));
    expect(ms(run?.endUs)).toBe(Date.parse(stored.stoppedAt));
    expect(run?.status).toBe(stored.status === 'canceled' ? 'cancelled' : stored.status);
  });

  it('has each node run from its startTime for its executionTime, to the millisecond', () => {
    for (const [title, tasks] of Object.entries(stored.runData)) {
      tasks.forEach((task, i) => {
        const found = node(run, title, i);
        if (task.startTime < Date.parse(stored.createdAt)) expect(found?.status).toBe('reused');
        else if (found?.status === 'pinned') expect(task.executionTime).toBe(0);
        else {
          expect({ title, i, end: ms(found?.endUs) }).toEqual({ title, i, end: task.startTime + task.executionTime });
          // Stored is the last stretch of an agent only; its own test says more.
          if (title !== 'AI Agent')
            expect({ title, i, start: ms(found?.startUs) }).toEqual({ title, i, start: task.startTime });
        }
      });
    }
  });

  it('read alone, gives the same node runs, but for an agent whose beginning it does not have', () => {
    const { runs: alone } = analyseCapture(storedRows(name));
    expect(alone.length).toBe(1);
    for (const [title, tasks] of Object.entries(stored.runData)) {
      tasks.forEach((_, i) => {
        const [a, b] = [node(alone[0], title, i), node(run, title, i)];
        expect({ title, i, status: a?.status, end: a?.endUs }).toEqual({ title, i, status: b?.status, end: b?.endUs });
        expect([a?.items, a?.failedItems, a?.tokens]).toEqual([b?.items, b?.failedItems, b?.tokens]);
        if (title !== 'AI Agent') expect(a?.startUs).toBe(b?.startUs);
        // The id is the workflow's, and so is what contains it.
        expect([a?.id, a?.parent]).toEqual([b?.id, b?.parent]);
      });
    }
    expect(alone[0]?.graphHash).toBe(run?.graphHash);
    expect(alone[0]?.edges).toEqual(run?.edges);
  });
});

describe('AI Agent', () => {
  it('spans from its announced start to the end of its last stretch', () => {
    const [run] = analyseCapture(loadCapture('n8n', 'ai_agent').rows).runs;
    const agent = node(run, 'AI Agent', 0);
    expect(ms(agent?.startUs)).toBe(1795329972992);
    expect(ms(agent?.endUs)).toBe(1795329977266 + 669);
    expect(agent?.reportedUs).toBe(669_000);
    const inside = run?.nodes.filter((n) => n.parent?.id === agent?.id) ?? [];
    expect(inside.map((n) => n.title).sort()).toEqual([
      'Calculator',
      'Chat Model',
      'Chat Model',
      'Code Tool',
      'Memory',
      'Memory',
    ]);
  });

  it('of a stored execution begins between the node before and the first node inside: the truth is within its bounds', () => {
    const [run] = analyseCapture(storedRows('ai_agent')).runs;
    const agent = node(run, 'AI Agent', 0);
    const start = ms(agent?.startUs) ?? 0;
    expect(start).toBe(1795329972988 + 3);
    expect(1795329972992 - start).toBeLessThanOrEqual((agent?.uncertaintyUs[1] ?? 0) / 1000);
    expect(start + (agent?.uncertaintyUs[1] ?? 0) / 1000).toBe(1795329973205);
    expect(agent?.reportedUs).toBe(669_000);
  });
});

const truths = names.filter((name) => existsSync(truthPath(name)));
function truthPath(name: string): string {
  return `${import.meta.dirname}/../captures/n8n/${name}.truth.json`;
}

describe.each(truths)('n8n/%s against what happened inside the server', (name) => {
  const truth = JSON.parse(readFileSync(truthPath(name), 'utf8')) as Truth;
  const [run] = analyseCapture(loadCapture('n8n', name).rows).runs;

  it("finds each node run with its status and the server's own times", () => {
    expect(run?.serverId).toBe(truth.run.id);
    expect([ms(run?.startUs), ms(run?.endUs), run?.status]).toEqual([truth.run.start, truth.run.end, truth.run.status]);
    expect(run?.nodes.length).toBe(truth.nodes.length);
    for (const t of truth.nodes) {
      const found = run?.nodes.find((n) => n.id === t.id && n.instance === t.instance);
      expect(found?.status).toBe(t.status);
      if (t.n8n_start !== undefined) expect([ms(found?.startUs), ms(found?.endUs)]).toEqual([t.n8n_start, t.n8n_end]);
      else if (t.start === null) expect(found?.startUs).toBeUndefined();
      else {
        // Cancelled: n8n began before the user's code did; it ended with the execution.
        expect(ms(found?.startUs)).toBeLessThanOrEqual(t.start);
        expect(ms(found?.endUs)).toBe(t.end);
      }
    }
  });

  it('without the stored execution, has the end of the run within its bounds', () => {
    const rows = loadCapture('n8n', name).rows.filter((r) => r.row !== 'http' || !/\/executions\//.test(r.url));
    const [live] = analyseCapture(rows).runs;
    const [early, late] = live?.uncertaintyUs ?? [0, 0];
    const end = ms(live?.endUs) ?? 0;
    expect(truth.run.end).toBeGreaterThanOrEqual(end - early / 1000);
    expect(truth.run.end).toBeLessThanOrEqual(end + late / 1000);
    expect(live?.status).toBe(truth.run.status);
  });
});

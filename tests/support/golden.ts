import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NodeRun, Run } from '../../src/model/run.ts';
import { analyseCapture } from '../../src/profiler/capture-run.ts';
import { captureNames, loadCapture } from './captures.ts';

/**
 * One file per recording: what must come out, and in words why that is right. Times are milliseconds after the run's start.
 * `LONGPOLE_GOLDEN=write` rewrites the figures, never the words: read the difference before you believe it.
 */
interface Golden {
  why: string[];
  runs: unknown[];
}
const root = resolve(import.meta.dirname, '../golden');
const write = process.env.LONGPOLE_GOLDEN === 'write';

const ms = (us: number | undefined, from: number) =>
  us === undefined ? undefined : Math.round((us - from) / 100) / 10;

function node(n: NodeRun, start: number): string {
  const span = n.startUs === undefined ? '' : ` ${ms(n.startUs, start)}..${ms(n.endUs, start) ?? '?'}`;
  const more = [
    n.parent ? `in ${n.parent.id}${n.parent.instance > 0 ? `#${n.parent.instance}` : ''}` : '',
    n.iterations === undefined ? '' : `${n.iterations} firings`,
    n.items === undefined ? '' : `${n.items} items`,
    n.bytes === undefined ? '' : `${n.bytes} bytes`,
    n.failedItems === undefined ? '' : `${n.failedItems} items failed`,
    n.retries === undefined ? '' : `${n.retries} retries`,
    n.mayRetry ? 'may hold retries' : '',
    n.reportedUs === undefined ? '' : `reported ${n.reportedUs / 1000}`,
    n.errorClass === undefined ? '' : n.errorClass,
    n.tokens ? `tokens ${JSON.stringify(n.tokens)}` : '',
    n.cost ? `${n.cost.amount} ${n.cost.unit}` : '',
    n.startUs !== undefined && (n.uncertaintyUs[0] > 0 || n.uncertaintyUs[1] > 0)
      ? `-${n.uncertaintyUs[0] / 1000}/+${n.uncertaintyUs[1] / 1000}`
      : '',
    ...n.waits.filter((w) => w.kind === 'external').map((w) => `parked ${ms(w.startUs, start)}..${ms(w.endUs, start)}`),
    n.progress ? `progress ${n.progress.done}/${n.progress.total}` : '',
    ...n.waits.filter((w) => w.startUs >= (n.startUs ?? Infinity)).map((w) => `gathers until ${ms(w.endUs, start)}`),
  ].filter((s) => s !== '');
  return `${n.id}${n.instance > 0 ? `#${n.instance}` : ''} "${n.title}" ${n.status}${span}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
}

function picture(run: Run): unknown {
  return {
    serverId: run.serverId,
    workflow: run.workflow.name,
    status: run.status,
    queuedMs: run.queuedUs === undefined ? undefined : ms(run.startUs, run.queuedUs),
    durationMs: ms(run.endUs, run.startUs),
    uncertaintyMs: run.uncertaintyUs.map((us) => us / 1000),
    clock: run.clock,
    clockOffsetMs: run.clockOffsetUs === undefined ? undefined : run.clockOffsetUs / 1000,
    errorClass: run.errorClass,
    graphHash: run.graphHash,
    partial: run.partial,
    gapsMs: run.gaps?.map((g) => [ms(g.startUs, run.startUs), ms(g.endUs, run.startUs)]),
    nodes: run.nodes.map((n) => node(n, run.startUs)),
    edges: run.edges.map(([from, to, kind]) => `${from} -> ${to}${kind === 'data' ? '' : ` (${kind})`}`),
    calls: run.calls?.map((c) => `${c.node ?? '?'}: ${c.provider} ${c.model} ${c.durationUs / 1000} ms`),
    events: run.events,
  };
}

/** A test per recording in tests/captures/FOLDER against tests/golden/FOLDER. */
export function goldenTests(folder: string): void {
  describe.each(captureNames(folder))(`${folder}/%s`, (name) => {
    it('gives the runs that its golden file explains', () => {
      const file = join(root, folder, `${name}.json`);
      const { runs } = analyseCapture(loadCapture(folder, name).rows);
      const found = JSON.parse(JSON.stringify(runs.map(picture))) as unknown[];
      const golden = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Golden) : { why: [], runs: [] };
      if (write) {
        mkdirSync(join(root, folder), { recursive: true });
        writeFileSync(file, `${JSON.stringify({ ...golden, runs: found }, null, 2)}\n`);
      } else expect(found).toEqual(golden.runs);
      expect(golden.why.join(' ').length, 'a golden file says in words why it is right').toBeGreaterThan(40);
    });
  });
}

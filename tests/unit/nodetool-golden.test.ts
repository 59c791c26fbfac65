import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NodeRun, Run } from '../../src/model/run.ts';
import { analyseCapture } from '../../src/profiler/capture-run.ts';
import { captureNames, loadCapture } from '../support/captures.ts';

/**
 * One file per recording: what must come out, and in words why that is right. Times are milliseconds after the run's start.
 * `LONGPOLE_GOLDEN=write` rewrites the figures, never the words: read the difference before you believe it.
 */
interface Golden {
  why: string[];
  runs: unknown[];
}
const dir = resolve(import.meta.dirname, '../golden/nodetool');
const write = process.env.LONGPOLE_GOLDEN === 'write';

const ms = (us: number | undefined, from: number) =>
  us === undefined ? undefined : Math.round((us - from) / 100) / 10;

function node(n: NodeRun, start: number): string {
  const span = n.startUs === undefined ? '' : ` ${ms(n.startUs, start)}..${ms(n.endUs, start) ?? '?'}`;
  const more = [
    n.parent ? `in ${n.parent.id}` : '',
    n.iterations === undefined ? '' : `${n.iterations} firings`,
    n.items === undefined ? '' : `${n.items} items`,
    n.bytes === undefined ? '' : `${n.bytes} bytes`,
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
    graphHash: run.graphHash,
    partial: run.partial,
    gapsMs: run.gaps?.map((g) => [ms(g.startUs, run.startUs), ms(g.endUs, run.startUs)]),
    nodes: run.nodes.map((n) => node(n, run.startUs)),
    edges: run.edges.map(([from, to, kind]) => `${from} -> ${to}${kind === 'data' ? '' : ` (${kind})`}`),
    calls: run.calls?.map((c) => `${c.node ?? '?'}: ${c.provider} ${c.model} ${c.durationUs / 1000} ms`),
    events: run.events,
  };
}

describe.each(captureNames('nodetool'))('%s', (name) => {
  it('gives the runs that its golden file explains', () => {
    const file = join(dir, `${name}.json`);
    const runs = JSON.parse(
      JSON.stringify(analyseCapture(loadCapture('nodetool', name).rows).runs.map(picture)),
    ) as unknown[];
    const golden: Golden = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as Golden)
      : { why: [], runs: [] };
    if (write) writeFileSync(file, `${JSON.stringify({ ...golden, runs }, null, 2)}\n`);
    else expect(runs).toEqual(golden.runs);
    expect(golden.why.join(' ').length, 'a golden file says in words why it is right').toBeGreaterThan(40);
  });
});

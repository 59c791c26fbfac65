import type { Analysis } from '../src/analysis/analyse.ts';
import type { Segment } from '../src/analysis/critical-path.ts';
import type { Insight } from '../src/analysis/insight.ts';
import { count, duration, nameOf, percent } from '../src/analysis/words.ts';
import type { ProfileReader } from '../src/profiler/reader.ts';
import type { Loaded } from './load.ts';
import { harmless, table } from './table.ts';

/** Rows shown of long tables; all are in the JSON report. */
const ROWS = 20;

/** The report for people: a block per run. */
export function reportText({ kind, runs, meta, notes }: Loaded, reader: ProfileReader): string {
  const speed = meta.replaySpeed ?? 1;
  const head = `${count(runs.length, 'run')} in this ${kind}${speed === 1 ? '' : `, replayed at speed ${speed}: times mean nothing`}.`;
  const blocks = runs.flatMap((run) => {
    const analysis = reader.getAnalysis({ runId: run.id });
    return analysis ? block(analysis, reader.getPerformanceInsights(undefined, { runId: run.id })) : [];
  });
  return harmless(`${[[head, ...notes].join('\n'), ...blocks].join('\n\n')}\n`);
}

function block(analysis: Analysis, insights: readonly Insight[]): string {
  return [
    overview(analysis),
    bottleneckTable(analysis),
    criticalPath(analysis),
    parallelism(analysis),
    insights.length === 0 ? '' : `Insights\n${insights.map(insight).join('\n')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function overview({ run, summary }: Analysis): string {
  const statuses = [...summary.byStatus].map(([status, n]) => `${n} ${status}`).join(', ');
  const facts = [
    `${run.status}${run.errorClass ? ` (${run.errorClass})` : ''}${summary.live ? ' so far' : ''}`,
    duration(summary.durationUs),
    `${count(summary.nodeCount, 'node')}${statuses ? ` (${statuses})` : ''}`,
    ...(summary.queueUs === undefined ? [] : [`queue wait ${duration(summary.queueUs)}`]),
    ...(summary.setupUs === undefined ? [] : [`set-up ${duration(summary.setupUs)}`]),
  ];
  const title = `${run.workflow.name || run.workflow.id || 'Unnamed workflow'}, run ${run.serverId || run.id}`;
  return `${title}\n${'='.repeat([...title].length)}\n${facts.join(' · ')}`;
}

function bottleneckTable({ bottlenecks, net }: Analysis): string {
  if (bottlenecks.length === 0) return 'Bottlenecks\n  No node has a measured time.';
  const rows = bottlenecks
    .slice(0, ROWS)
    .map((b) => [
      `${nameOf(b)}${b.count > 1 ? ` ×${b.count}` : ''}`,
      b.belowResolution ? `< ${duration(net.epsUs)}` : duration(b.workUs),
      percent(b.share),
      duration(b.waitedUs),
      b.savesUs === undefined ? '-' : duration(b.savesUs),
    ]);
  return `Bottlenecks\n${table([['node', 'worked', 'of run', 'waited', 'saves at most'], ...rows])}${more(bottlenecks.length)}`;
}

const GAPS: Record<Exclude<Segment['kind'], 'WORK'>, string> = {
  HANDOFF: 'hand-off to',
  DISPATCH: 'no worker free for',
  STARTUP: 'start-up before',
  EXTERNAL: 'parked:',
  TAIL: 'after the last node',
};

function criticalPath({ path, run, net }: Analysis): string {
  if (path.segments.length === 0) return '';
  const rows = path.segments.slice(0, ROWS * 2).map((s) => {
    const node = s.node === undefined ? undefined : run.nodes[s.node];
    const name = node ? nameOf(node) : '';
    const what = s.kind === 'WORK' ? name : `(${GAPS[s.kind]}${name ? ` ${name}` : ''})`;
    return [
      `${what}${s.via === 'resource' ? ' [resource]' : ''}`,
      duration(s.endUs - s.startUs),
      `at ${duration(s.startUs - net.window.startUs)}`,
    ];
  });
  const note = path.guessed ? ' (the graph is not known: guessed from the order in time)' : '';
  const rest = path.segments.length - rows.length;
  return `Critical path${note}\n${table(rows)}${rest > 0 ? `\n  ... and ${rest} more (--json has all)` : ''}`;
}

function parallelism({ parallelization }: Analysis): string {
  const { minimum, actualUs, engine, concurrency, spent, caveats } = parallelization;
  const first = minimum.known
    ? `theoretical minimum${engine ? ' by the graph alone' : ''} ${duration(minimum.minimumUs)} · actual ${duration(actualUs)} · efficiency ${percent(minimum.efficiency)}`
    : `actual ${duration(actualUs)} · no theoretical minimum: ${minimum.reason}`;
  const parts = [
    ['work', spent.workUs],
    ['work after a free worker', spent.resourceWorkUs],
    ['hand-off', spent.handoffUs],
    ['dispatch', spent.dispatchUs],
    ['start-up', spent.startupUs],
    ['parked', spent.externalUs],
    ['tail', spent.tailUs],
  ] as const;
  const went = parts.filter(([, us]) => us > 0).map(([name, us]) => `${name} ${duration(us)}`);
  return [
    'Parallelization',
    `  ${first}`,
    ...(engine
      ? [
          `  ${engine.words} At least ${duration(engine.boundUs)} on this engine, ${percent(engine.efficiency)} of the run.`,
        ]
      : []),
    `  nodes at once: ${concurrency.average.toFixed(2)} on average, ${concurrency.peak} at most`,
    ...(went.length === 0 ? [] : [`  the time went into: ${went.join(', ')}`]),
    ...caveats.map((c) => `  Note: ${c}`),
  ].join('\n');
}

function insight(i: Insight): string {
  return `  [${i.severity}] ${i.title}\n      ${i.evidence.text}\n      -> ${i.nextStep}${i.sure.level === 'sure' ? '' : `\n      (${i.sure.why})`}`;
}

function more(total: number): string {
  return total > ROWS ? `\n  ... and ${total - ROWS} more (--json has all)` : '';
}

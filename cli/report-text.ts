import type { Analysis } from '../src/analysis/analyse.ts';
import { changeText, rankingText } from '../src/analysis/change-words.ts';
import { wrongLength } from '../src/analysis/contradictions.ts';
import { costOf, type Money, type NodeCost } from '../src/analysis/cost.ts';
import { costPerSavedSecond } from '../src/analysis/cost-saved.ts';
import type { Segment } from '../src/analysis/critical-path.ts';
import type { Insight } from '../src/analysis/insight.ts';
import { lengthOfRun } from '../src/analysis/length.ts';
import { whyNotProjected } from '../src/analysis/node-curve.ts';
import { whatIfs } from '../src/analysis/what-ifs.ts';
import { count, duration, nameOf, percent } from '../src/analysis/words.ts';
import type { PriceTable } from '../src/model/price.ts';
import { isStatusOnly } from '../src/model/run.ts';
import type { ProfileReader } from '../src/profiler/reader.ts';
import type { Loaded } from './load.ts';
import { harmless, table } from './table.ts';

/** Rows shown of long tables; all are in the JSON report. */
const ROWS = 20;

/** The report for people: a block per run. */
export function reportText({ kind, runs, meta, notes }: Loaded, reader: ProfileReader, prices: PriceTable): string {
  const speed = meta.replaySpeed ?? 1;
  const head = `${count(runs.length, 'run')} in this ${kind}${speed === 1 ? '' : `, replayed at speed ${speed}: times mean nothing`}.`;
  const blocks = runs.flatMap((run) => {
    const analysis = reader.getAnalysis({ runId: run.id });
    return analysis ? block(analysis, prices, reader.getPerformanceInsights(undefined, { runId: run.id })) : [];
  });
  return harmless(`${[[head, ...notes].join('\n'), ...blocks].join('\n\n')}\n`);
}

function block(analysis: Analysis, prices: PriceTable, insights: readonly Insight[]): string {
  return [
    overview(analysis),
    bottleneckTable(analysis),
    whatIf(analysis),
    criticalPath(analysis),
    parallelism(analysis),
    costs(analysis, prices),
    insights.length === 0 ? '' : `Insights\n${insights.map(insight).join('\n')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function lengthWords(analysis: Analysis): string {
  const length = lengthOfRun(analysis);
  if (length.known === 'nothing') return 'length not known';
  // Shorter than what is not known of it: a bound is all there is.
  return `${length.known === 'bound' ? 'at most ' : ''}${duration(length.us)}`;
}

function overview(analysis: Analysis): string {
  const { run, summary } = analysis;
  const statuses = [...summary.byStatus].map(([status, n]) => `${n} ${status}`).join(', ');
  const facts = [
    `${run.status}${run.errorClass ? ` (${run.errorClass})` : ''}${summary.live ? ' so far' : ''}`,
    lengthWords(analysis),
    `${count(summary.nodeCount, 'node')}${statuses ? ` (${statuses})` : ''}`,
    ...(summary.queueUs === undefined ? [] : [`queue wait ${duration(summary.queueUs)}`]),
    ...(summary.setupUs === undefined ? [] : [`set-up ${duration(summary.setupUs)}`]),
  ];
  const title = `${run.workflow.name || run.workflow.id || 'Unnamed workflow'}, run ${run.serverId || run.id}`;
  return `${title}\n${'='.repeat([...title].length)}\n${facts.join(' · ')}`;
}

function bottleneckTable({ bottlenecks, net, savings, run }: Analysis): string {
  if (bottlenecks.length === 0) return 'Bottlenecks\n  No node has a measured time.';
  const rows = bottlenecks
    .slice(0, ROWS)
    .map((b) => [
      `${nameOf(b)}${b.count > 1 ? ` ×${b.count}` : ''}`,
      b.savesUs === undefined ? '-' : duration(b.savesUs),
      b.belowResolution ? `< ${duration(net.epsUs)}` : duration(b.workUs),
      isStatusOnly(run) ? '-' : percent(b.share),
      duration(b.waitedUs),
    ]);
  const head = ['node', 'would save', 'worked', 'of run', 'waited'];
  return `Bottlenecks. ${rankingText(savings)}\n${table([head, ...rows])}${more(bottlenecks.length)}`;
}

/** What-ifs listed. */
const PROJECTED = 8;

function whatIf(analysis: Analysis): string {
  const { run } = analysis;
  if (run.nodes.every((n) => n.startUs === undefined)) return '';
  const reason = whyNotProjected(analysis);
  if (reason !== '') return `What if\n  Nothing can be projected: ${reason}`;
  const model = analysis.model();
  const projections = whatIfs(analysis).slice(0, PROJECTED);
  if (projections.length === 0) return 'What if\n  No single change would make this run shorter by a hundredth.';
  const name = (id: string): string => nameOf(run.nodes.find((n) => n.id === id) ?? { id, title: '', type: '' });
  const rows = projections.map((p) => [changeText(p.change, name), duration(p.projectedUs), duration(p.savedUs)]);
  const untold = model.trusted ? '' : `\n  Other schedules cannot be told: ${model.reason}`;
  return `What if (projected)\n${table([['change', 'run would take', 'less'], ...rows])}${untold}`;
}

function costs({ run, bottlenecks }: Analysis, prices: PriceTable): string {
  const cost = costOf(run, prices);
  const paid = cost.nodes.filter((n) => n.measured.length > 0 || n.estimated);
  if (paid.length === 0) return '';
  const amount = ({ amount: n, unit }: Money): string => `${Number(n.toPrecision(3))} ${unit}`;
  const measured = (of: { readonly measured: readonly Money[] }): string => of.measured.map(amount).join(', ') || '-';
  const estimated = (of: { readonly estimated?: Money }): string => (of.estimated ? amount(of.estimated) : '-');
  const saves = new Map(bottlenecks.map((b) => [b.id, b.savesUs]));
  const perSecond = (n: NodeCost): string => {
    const amountOf = n.measured[0] ?? n.estimated;
    const each = amountOf && costPerSavedSecond(amountOf, saves.get(n.id));
    return each ? amount(each) : '-';
  };
  const rows = paid.slice(0, ROWS).map((n) => [n.title || n.id, measured(n), estimated(n), perSecond(n)]);
  const head = ['node', 'as sent', 'estimated', 'per second it would save'];
  const total = ['the run', measured(cost), estimated(cost), ''];
  return `Cost (what was sent and what is estimated are never added up)\n${table([head, ...rows, total])}${more(paid.length)}`;
}

const GAPS: Record<Exclude<Segment['kind'], 'WORK'>, string> = {
  HANDOFF: 'hand-off to',
  DISPATCH: 'no worker free for',
  STARTUP: 'start-up, until',
  EXTERNAL: 'parked:',
  TAIL: 'after the last node',
};

function criticalPath({ path, run, net }: Analysis): string {
  if (path.segments.length === 0 || wrongLength(run) !== undefined) return '';
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

function parallelism({ parallelization, run }: Analysis): string {
  // Of a few nodes that tell nothing follows for all.
  if (isStatusOnly(run)) return '';
  const wrong = wrongLength(run);
  if (wrong !== undefined) return `Parallelization\n  No figures: ${wrong}`;
  const { minimum, actualUs, engine, lost, concurrency, spent, caveats } = parallelization;
  const first = minimum.known
    ? `theoretical minimum${engine ? ' by the graph alone' : ''} ${duration(minimum.minimumUs)} · actual ${duration(actualUs)} · dependency efficiency ${percent(minimum.efficiency)}`
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
          `  ${engine.words} At least ${duration(engine.boundUs)} on this engine: engine efficiency ${engine.raised.length > 0 ? 'at most ' : ''}${percent(engine.efficiency)}`,
        ]
      : []),
    `  average concurrency ${concurrency.average.toFixed(2)}, ${concurrency.peak} at most`,
    ...(lost
      ? [
          `  what kept it: the graph ${duration(lost.graphUs)}, the engine ${duration(lost.engineUs)}, neither ${duration(lost.schedulingUs)}`,
        ]
      : []),
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

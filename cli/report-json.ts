import type { Analysis } from '../src/analysis/analyse.ts';
import { costOf } from '../src/analysis/cost.ts';
import { whyNotProjected } from '../src/analysis/node-curve.ts';
import { tasksIn } from '../src/analysis/tasks.ts';
import { waitedUs } from '../src/analysis/waiting.ts';
import { whatIfs } from '../src/analysis/what-ifs.ts';
import type { PriceTable } from '../src/model/price.ts';
import type { NodeRun } from '../src/model/run.ts';
import type { ProfileReader } from '../src/profiler/reader.ts';
import type { Loaded } from './load.ts';

/** The report for programs; docs/cli.md has the shape. Times in epoch microseconds, spans in microseconds. */
export function reportJson(
  file: string,
  { kind, runs, meta, notes }: Loaded,
  reader: ProfileReader,
  prices: PriceTable,
): string {
  const shown = runs.map((run) => {
    const analysis = reader.getAnalysis({ runId: run.id });
    return (
      analysis && {
        ...describe(analysis, prices),
        insights: reader.getPerformanceInsights(undefined, { runId: run.id }),
      }
    );
  });
  return `${JSON.stringify({ file, kind, ...meta, notes, runs: shown }, null, 2)}\n`;
}

function describe(analysis: Analysis, prices: PriceTable): object {
  const { run, net, summary, path, parallelization } = analysis;
  const { minimum, engine, lost, concurrency } = parallelization;
  const model = analysis.model();
  const unprojected = whyNotProjected(analysis);
  const onPath = new Set(path.nodes);
  return {
    id: run.id,
    serverId: run.serverId,
    editor: run.editor,
    origin: run.origin,
    workflow: run.workflow,
    graphHash: run.graphHash,
    status: run.status,
    startUs: run.startUs,
    endUs: run.endUs,
    durationUs: summary.durationUs,
    resolutionUs: run.resolutionUs,
    queueUs: summary.queueUs,
    setupUs: summary.setupUs,
    nodeCount: summary.nodeCount,
    nodesByStatus: Object.fromEntries(summary.byStatus),
    partial: run.partial ?? [],
    contradictions: net.wrong,
    nodes: run.nodes.map((node, i) => ({
      ...node,
      ...lengths(node, analysis, i),
      waitedUs: waitedUs(node, net.window),
      onCriticalPath: onPath.has(i),
    })),
    edges: run.edges,
    savings: analysis.savings.known
      ? { known: true, basis: analysis.savings.basis }
      : { known: false, reason: analysis.savings.reason },
    bottlenecks: analysis.bottlenecks,
    whatIf: {
      ...(unprojected === '' ? { projections: whatIfs(analysis) } : { projections: null, reason: unprojected }),
      schedules: model.trusted ? { replayError: model.error } : { reason: model.reason },
    },
    cost: costOf(run, prices),
    criticalPath: {
      guessed: path.guessed,
      nodes: path.nodes.map((i) => nameOf(run.nodes[i])),
      segments: path.segments.map(({ kind, via, startUs, endUs, node }) => ({
        kind,
        via,
        startUs,
        endUs,
        durationUs: endUs - startUs,
        ...(node === undefined ? {} : { node: nameOf(run.nodes[node]) }),
      })),
    },
    parallelization: {
      actualUs: parallelization.actualUs,
      ...(minimum.known
        ? { minimumUs: minimum.minimumUs, efficiency: minimum.efficiency, lostUs: minimum.lostUs }
        : { minimumUs: null, efficiency: null, lostUs: null, reason: minimum.reason }),
      ...(engine
        ? {
            engine: {
              words: engine.words,
              boundUs: engine.boundUs,
              efficiency: engine.efficiency,
              raised: engine.raised,
            },
          }
        : {}),
      ...(lost ? { lost } : {}),
      workUs: concurrency.workUs,
      averageConcurrency: concurrency.average,
      peakConcurrency: concurrency.peak,
      spent: parallelization.spent,
      caveats: parallelization.caveats,
    },
  };
}

/** `durationUs` from start to end, `workUs` without nested nodes and waits in between; absent for a node that never ran. */
function lengths(node: NodeRun, { net }: Analysis, index: number): object {
  const [from, to] = [net.first[index] ?? -1, net.last[index] ?? -1];
  const pieces = from < 0 || node.startUs === undefined ? [] : tasksIn(net.tasks, from, to + 1);
  const [head] = pieces;
  const tail = pieces.at(-1);
  if (!head || !tail) return {};
  const workUs = pieces.reduce((sum, t) => sum + t.endUs - t.startUs, 0);
  return { durationUs: tail.endUs - head.startUs, workUs, belowResolution: workUs < net.epsUs };
}

function nameOf(node: NodeRun | undefined): object {
  return { id: node?.id, instance: node?.instance, title: node?.title };
}

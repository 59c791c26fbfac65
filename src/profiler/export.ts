import { type Analysis, analyse } from '../analysis/analyse.ts';
import { type EngineOverrides, engineOf } from '../analysis/engine.ts';
import { insights } from '../analysis/insights.ts';
import { lengthOfRun } from '../analysis/length.ts';
import { count, duration, nameOf, percent } from '../analysis/words.ts';
import { nodesCsv, runsCsv } from '../formats/csv/columns.ts';
import { htmlReport } from '../formats/html/html.ts';
import { markdownOf, type ReportFacts } from '../formats/markdown/report.ts';
import { encodeOtlp } from '../formats/otlp/encode.ts';
import { type SessionMeta, writeSession } from '../formats/session.ts';
import { writeDevtoolsTrace } from '../formats/trace/devtools.ts';
import { writeTrace } from '../formats/trace/write.ts';
import type { Run } from '../model/run.ts';

export interface ExportContext {
  readonly meta: SessionMeta;
  readonly engines?: EngineOverrides;
  /** Text of the built template (report/) for a format that needs it. */
  readonly template?: string;
}

/** A format that runs can be written in. */
export interface ExportFormat {
  readonly id: string;
  /** For a list to choose from. */
  readonly name: string;
  /** Who opens it. */
  readonly what: string;
  readonly extension: string;
  readonly mediaType: string;
  /** It cannot be written without `template`. */
  readonly fromTemplate?: true;
  /** In pieces of about 64 Ki units. */
  write(runs: readonly Run[], context: ExportContext): Iterable<string>;
}

/** Every format, the most faithful first. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  {
    id: 'session',
    name: 'Longpole session',
    what: 'everything, to open here again',
    extension: 'json',
    mediaType: 'application/json',
    write: (runs, { meta }) => writeSession(runs, meta),
  },
  {
    id: 'html',
    name: 'HTML report',
    what: 'one file for any browser, without Longpole and without the network; to print, too',
    extension: 'html',
    mediaType: 'text/html',
    fromTemplate: true,
    write: (runs, { meta, engines, template = '' }) =>
      htmlReport(template, runs, { ...meta, ...(engines && { engines }) }),
  },
  {
    id: 'trace',
    name: 'Trace Event JSON',
    what: 'for speedscope, Perfetto, chrome://tracing',
    extension: 'trace.json',
    mediaType: 'application/json',
    write: (runs, { meta }) => writeTrace(runs, meta),
  },
  {
    id: 'devtools',
    name: 'DevTools trace',
    what: "for the Performance panel of Chrome's DevTools",
    extension: 'devtools.json',
    mediaType: 'application/json',
    write: (runs, { meta, engines }) =>
      writeDevtoolsTrace(runs, meta, (run) => new Set(analysed(run, engines).path.nodes)),
  },
  {
    id: 'otlp',
    name: 'OpenTelemetry (OTLP/JSON)',
    what: 'for collectors and tracing backends',
    extension: 'otlp.json',
    mediaType: 'application/json',
    write: (runs) => encodeOtlp(runs),
  },
  {
    id: 'csv-nodes',
    name: 'CSV of nodes',
    what: 'a row an instance, for spreadsheets',
    extension: 'nodes.csv',
    mediaType: 'text/csv',
    write: (runs) => nodesCsv(runs),
  },
  {
    id: 'csv-runs',
    name: 'CSV of runs',
    what: 'a row a run, for spreadsheets',
    extension: 'runs.csv',
    mediaType: 'text/csv',
    write: (runs) => runsCsv(runs),
  },
  {
    id: 'markdown',
    name: 'Markdown report',
    what: 'for an issue or a chat, with a Mermaid chart',
    extension: 'md',
    mediaType: 'text/markdown',
    *write(runs, { engines }) {
      for (const run of runs) yield markdownOf(run, factsOf(analysed(run, engines), runs));
    },
  },
];

function analysed(run: Run, engines: EngineOverrides = {}): Analysis {
  return analyse(run, { engine: engineOf(run, engines) });
}

function lengthText(analysis: Analysis): string {
  const length = lengthOfRun(analysis);
  if (length.known === 'nothing') return `not known: ${length.why}`;
  return `${length.known === 'bound' ? 'at most ' : ''}${duration(length.us)}`;
}

/** Nodes in the table of a report. */
const ROWS = 20;

/** What a report says of a run, in words. */
export function factsOf(analysis: Analysis, runs: readonly Run[]): ReportFacts {
  const { run, summary, parallelization, bottlenecks, savings, path } = analysis;
  const { minimum, engine } = parallelization;
  return {
    facts: [
      ['Status', run.status],
      ['Duration', lengthText(analysis)],
      ['Nodes', `${summary.nodeCount}`],
      ...(summary.queueUs === undefined ? [] : [['Queue wait', duration(summary.queueUs)] as const]),
      ['Theoretical minimum', minimum.known ? duration(minimum.minimumUs) : `not known: ${minimum.reason}`],
      ...(minimum.known ? [['Dependency efficiency', percent(minimum.efficiency)] as const] : []),
      ...(engine ? [['Engine', engine.words] as const] : []),
    ],
    table: [
      ['Node', 'Type', 'Worked', '% of run', 'Would save'],
      ...bottlenecks
        .slice(0, ROWS)
        .map((b) => [
          b.count > 1 ? `${nameOf(b)} ×${b.count}` : nameOf(b),
          b.type.split('.').at(-1) ?? '',
          duration(b.workUs),
          percent(b.share),
          b.savesUs === undefined ? 'not known' : duration(b.savesUs),
        ]),
    ],
    findings: insights(analysis, runs).map((i) => ({ title: i.title, text: i.evidence.text, nextStep: i.nextStep })),
    caveats: [
      ...parallelization.caveats,
      ...(savings.known ? [] : [`What nodes would save is not known: ${savings.reason}`]),
      ...(bottlenecks.length > ROWS ? [`${count(bottlenecks.length - ROWS, 'node')} more are not in the table.`] : []),
    ],
    critical: new Set(path.nodes),
  };
}

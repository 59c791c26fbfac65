import { type Analysis, analyse, type EngineOverrides, engineOf } from '../src/analysis/index.ts';
import type { ReportData } from '../src/formats/html/html.ts';
import type { Run } from '../src/model/run.ts';

/** The session that the report is about. */
export interface Data {
  /** Oldest first: run n is `runs[n - 1]`. */
  readonly runs: readonly Run[];
  /** Index of the run to show first. */
  readonly first: number;
  readonly exportedAtUs?: number;
  /** Each run is analysed once, when it is first asked for. */
  analysisOf(run: Run): Analysis;
}

/** Reads the text that `htmlReport` wrote; undefined when there is none (the bare template) or it was damaged. */
export function readData(text: string): Data | undefined {
  let read: ReportData;
  try {
    read = JSON.parse(text) as ReportData;
  } catch {
    return undefined;
  }
  const runs = read.runs.toSorted((a, b) => a.startUs - b.startUs);
  const chosen = runs.findIndex((run) => run.id === read.report.chosen);
  const engines: EngineOverrides = { ...read.report.engines, named: new Map(read.report.named) };
  const known = new Map<Run, Analysis>();
  return {
    runs,
    first: chosen >= 0 ? chosen : runs.length - 1,
    ...(read.exportedAtUs === undefined ? {} : { exportedAtUs: read.exportedAtUs }),
    analysisOf(run) {
      const analysis = known.get(run) ?? analyse(run, { engine: engineOf(run, engines) });
      known.set(run, analysis);
      return analysis;
    },
  };
}

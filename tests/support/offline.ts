/** The same core without a browser: what a profile has to be equal to. */
import type { TrafficRecord } from '../../src/model/record.ts';
import type { Run } from '../../src/model/run.ts';
import { analyseCapture } from '../../src/profiler/capture-run.ts';
import { createPipeline } from '../../src/profiler/pipeline.ts';
import { loadCapture } from './captures.ts';

/** The runs that the pipeline makes of one document's records. */
export function runsOfRecords(records: readonly TrafficRecord[], epoch: string, origin: string): readonly Run[] {
  const pipeline = createPipeline({ origin, epoch });
  pipeline.feed(records);
  return pipeline.runs();
}

/** The runs of a bundled capture, read at the times at which it was recorded. */
export function runsOfCapture(name: string, folder = 'nodetool'): readonly Run[] {
  return analyseCapture(loadCapture(folder, name).rows).runs;
}

/** The same core without a browser: what a profile has to be equal to. */
import { readFileSync } from 'node:fs';
import { readCapture, type Step } from '../../demo/capture.ts';
import type { Frame, Reducer } from '../../src/editors/editor.ts';
import { EDITORS } from '../../src/editors/registry.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import type { Run } from '../../src/model/run.ts';
import { fromMillis } from '../../src/model/time.ts';
import { createPipeline } from '../../src/profiler/pipeline.ts';

/** The runs that the pipeline makes of one document's records. */
export function runsOfRecords(records: readonly TrafficRecord[], epoch: string, origin: string): readonly Run[] {
  const pipeline = createPipeline({ origin, epoch });
  pipeline.feed(records);
  return pipeline.runs();
}

/** The records and runs that come of a bundled capture when its frames are read at the times they were recorded. */
export function runsOfCapture(name: string): readonly Run[] {
  const path = new URL(`../captures/nodetool/${name}.jsonl`, import.meta.url);
  const capture = readCapture(readFileSync(path, 'utf8'));
  if (!capture.ok) throw new Error(`${capture.where}: ${capture.error}`);
  const frames = capture.value.conversations.flatMap((talk, index) => {
    const transport: Frame['transport'] = talk.kind === 'worker' ? 'worker' : 'websocket';
    return talk.steps
      .filter((step) => step.kind !== 'close')
      .map((step): Frame => {
        const dir = step.from === 'page' ? 'out' : 'in';
        const t = fromMillis(capture.value.startedAt + talk.t + step.t);
        return { link: index + 1, transport, dir, t, data: dataOf(step) };
      });
  });
  const reducers = new Map<number, Reducer>();
  const records = frames
    .sort((a, b) => a.t - b.t)
    .flatMap((frame) => {
      const known = reducers.get(frame.link) ?? EDITORS.find((editor) => editor.claims(frame))?.createReducer();
      if (known) reducers.set(frame.link, known);
      return known?.reduce(frame) ?? [];
    });
  return runsOfRecords(records, name, 'http://recorded');
}

function dataOf(step: Step): Frame['data'] {
  if (step.kind === 'binary') return Buffer.from(step.data, 'base64');
  return step.kind === 'json' ? JSON.parse(step.data) : step.data;
}

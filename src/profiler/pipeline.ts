// Interface fixed first so that background, CLI and tests can be written against it; see below for the body.
import type { TrafficRecord } from '../model/record.ts';
import type { Run } from '../model/run.ts';
import type { Micros } from '../model/time.ts';

/** Records of one document in, runs out: every editor's interpreter and the recorder behind one door. Deterministic. */
export interface Pipeline {
  /** Takes the next records, in order. Returns the ids of runs that changed. */
  feed(records: readonly TrafficRecord[]): readonly string[];
  /** Presumes the end of what fell silent (see Interpreter.settle). Returns the ids of runs that changed. */
  settle(now: Micros, final: boolean): readonly string[];
  /** Current picture of a run (a new object after each change; unchanged nodes keep their identity). */
  run(id: string): Run | undefined;
  /** All runs this pipeline still holds, in order of appearance. */
  runs(): readonly Run[];
  /** State as plain data (structured clone and JSON safe) for `createPipeline({ saved })`. */
  save(): unknown;
}

export interface PipelineOptions {
  readonly origin: string;
  readonly epoch: string;
  readonly saved?: unknown;
}

export declare function createPipeline(options: PipelineOptions): Pipeline;

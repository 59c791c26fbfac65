/** What made most of the difference between a run and the usual one. Pure. */
import { buildNet, type EngineOverrides, engineOf, explain, type Reason, typicalOf } from '../../src/analysis/index.ts';
import type { Run } from '../../src/model/run.ts';

export interface Cause {
  /** Of the node, or of the kind of wait. */
  readonly name: string;
  readonly deltaUs: number;
  /** Its part of the difference between the two runs. */
  readonly share: number;
  readonly moved?: Reason['moved'];
}

const WAITS: Readonly<Record<Reason['kind'], string>> = {
  WORK: 'work',
  HANDOFF: 'hand-off between nodes',
  DISPATCH: 'waiting for a worker',
  STARTUP: 'start-up',
  EXTERNAL: 'being parked',
  TAIL: 'what came after the last node',
};

/** Name of a step of the waterfall. */
export function reasonName({ kind, node }: Reason): string {
  return node ? node.title || node.after || node.before || '' : WAITS[kind];
}

/** The largest step the way the run went, from the middle one of its history; undefined without a difference. */
export function causeOf(run: Run, history: readonly Run[], engines: EngineOverrides): Cause | undefined {
  const usual = typicalOf(history);
  if (!usual) return undefined;
  const net = (r: Run) => buildNet(r, { engine: engineOf(r, engines) });
  const { beforeUs, afterUs, reasons } = explain(net(usual), net(run));
  const deltaUs = afterUs - beforeUs;
  const first = reasons.find((r) => r.deltaUs * deltaUs > 0);
  if (!first) return undefined;
  const { moved } = first;
  return { name: reasonName(first), deltaUs: first.deltaUs, share: first.deltaUs / deltaUs, ...(moved && { moved }) };
}

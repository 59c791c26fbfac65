/** Small runs for the drawing and panel tests: times in milliseconds after the run's start. */
import type { NodeRun, NodeStatus, Run } from '../../../src/model/run.ts';
import { micros } from '../../../src/model/time.ts';

/** 2026-01-01T00:00:00Z in microseconds. */
export const T0 = 1_767_225_600_000_000;

export function at(ms: number): ReturnType<typeof micros> {
  return micros(T0 + ms * 1000);
}

type Given = Partial<Omit<NodeRun, 'startUs' | 'endUs' | 'readyUs'>> & {
  readonly start?: number;
  readonly end?: number;
  readonly ready?: number;
};

export function aNode(id: string, { start, end, ready, ...rest }: Given = {}): NodeRun {
  const status: NodeStatus = end !== undefined ? 'success' : start !== undefined ? 'running' : 'waiting';
  return {
    id,
    instance: 0,
    title: id.toUpperCase(),
    type: `test.${id}`,
    status,
    uncertaintyUs: [0, 0],
    clock: 'arrival',
    waits: [],
    ...(ready !== undefined && { readyUs: at(ready) }),
    ...(start !== undefined && { startUs: at(start) }),
    ...(end !== undefined && { endUs: at(end) }),
    ...rest,
  };
}

export function aRun(nodes: readonly NodeRun[], rest: Partial<Run> = {}): Run {
  return {
    id: 'r1',
    serverId: 's1',
    editor: 'nodetool',
    origin: 'http://localhost:3000',
    workflow: { id: 'w1', name: 'Portrait' },
    graphHash: 'g1',
    status: 'success',
    queuedUs: at(-20),
    startUs: at(0),
    endUs: at(100),
    clock: 'arrival',
    uncertaintyUs: [0, 0],
    resolutionUs: 1000,
    nodes,
    edges: [],
    ...rest,
  };
}

/** The same run while it goes. */
export function going(run: Run): Run {
  const { endUs: _end, ...rest } = run;
  return { ...rest, status: 'running' };
}

import type { CreatePipeline } from '../../../src/background/document.ts';
import type { RunRecord, TrafficRecord } from '../../../src/model/record.ts';
import type { NodeRun, Run } from '../../../src/model/run.ts';
import { isOver } from '../../../src/model/run.ts';
import { micros } from '../../../src/model/time.ts';

/** Milliseconds at which the tests' world begins. */
export const BEGIN_MS = 1_700_000_000_000;
/** Silence after which the fake presumes that a run has ended. */
export const FAKE_SILENCE_US = 5_000_000;

/** A pipeline that folds `run` and `node` records so simply that a wrong, missing or doubled record shows in `events`. */
export const createFakePipeline: CreatePipeline = ({ origin, epoch, saved }) => {
  const runs = new Map<string, Run>((saved as [string, Run][] | undefined) ?? []);

  function feedOne(record: TrafficRecord): string[] {
    if (record.k === 'trouble' && record.what === 'overflow') {
      return update(
        (run) => !isOver(run.status),
        (run) => ({ ...run, partial: ['lost-records'] }),
      );
    }
    if (record.k !== 'run' && record.k !== 'node') return [];
    const id = `${epoch}:${record.run}`;
    const old = runs.get(id) ?? newRun(id, origin, record);
    const grown: Run = { ...old, events: (old.events ?? 0) + 1 };
    if (record.k === 'run') {
      const over = record.status === 'completed';
      runs.set(id, { ...grown, status: over ? 'success' : 'running', ...(over && { endUs: record.t }) });
    } else {
      const index = old.nodes.findIndex((node) => node.id === record.node);
      const node: NodeRun = { ...newNode(record.node), bytes: record.t };
      runs.set(id, { ...grown, nodes: index < 0 ? [...old.nodes, node] : old.nodes.with(index, node) });
    }
    return [id];
  }

  function update(which: (run: Run) => boolean, how: (run: Run) => Run): string[] {
    const changed = [...runs.values()].filter(which);
    for (const run of changed) runs.set(run.id, how(run));
    return changed.map((run) => run.id);
  }

  return {
    feed: (records) => [...new Set(records.flatMap(feedOne))],
    settle: (now, final) =>
      update(
        (run) => !isOver(run.status) && (final || now - run.startUs > FAKE_SILENCE_US),
        (run) => ({ ...run, status: 'cut', endUs: now }),
      ),
    run: (id) => runs.get(id),
    runs: () => [...runs.values()],
    drop: (ids) => {
      for (const id of ids) runs.delete(id);
    },
    save: () => [...runs],
  };
};

function newRun(id: string, origin: string, record: RunRecord | Extract<TrafficRecord, { k: 'node' }>): Run {
  return {
    id,
    serverId: record.run,
    editor: 'nodetool',
    origin,
    workflow: { id: record.workflow, name: '' },
    graphHash: '',
    status: 'running',
    startUs: record.t,
    clock: 'arrival',
    uncertaintyUs: [0, 0],
    resolutionUs: 1000,
    nodes: [],
    edges: [['a', 'b', 'data']],
  };
}

function newNode(id: string): NodeRun {
  return {
    id,
    instance: 0,
    title: id,
    type: 't',
    status: 'running',
    uncertaintyUs: [0, 0],
    clock: 'arrival',
    waits: [],
  };
}

/** A record of a run's life, `ms` after the beginning. */
export function runRecord(run: string, status: 'running' | 'completed', ms: number, workflow = 'w'): TrafficRecord {
  return { k: 'run', t: micros((BEGIN_MS + ms) * 1000), link: 1, editor: 'nodetool', run, workflow, status };
}

export function nodeRecord(run: string, node: string, ms: number, workflow = 'w'): TrafficRecord {
  const t = micros((BEGIN_MS + ms) * 1000);
  return { k: 'node', t, link: 1, editor: 'nodetool', run, workflow, node, type: 't', name: node, status: 'running' };
}

/** The runs a pipeline makes of a log, undisturbed. */
export function runsOf(epoch: string, origin: string, records: readonly TrafficRecord[]): readonly Run[] {
  const pipeline = createFakePipeline({ epoch, origin });
  pipeline.feed(records);
  return pipeline.runs();
}

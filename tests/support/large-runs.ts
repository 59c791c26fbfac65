/** Runs far larger than any that was recorded, the same on every machine: what benches open, analyse and draw. */
import type { Edge } from '../../src/model/graph.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import { micros } from '../../src/model/time.ts';
import { randomFrom } from './mutate.ts';

const START_US = 1_790_000_000_000_000;
/** Nodes at work at once. */
const LANES = 8;
/** Inputs of a node come from so many before it. */
const NEAR = 50;

export interface Shape {
  /** Instances of all nodes together. */
  readonly instances: number;
  /** Different nodes; fewer than instances makes loops. */
  readonly nodes: number;
  /** Inputs of each node. */
  readonly inputs: number;
}

/** A workflow whose nodes work a hundred times each: a hundredth as many rows as spans. */
export const loops = (instances: number): Shape => ({ instances, nodes: Math.ceil(instances / 100), inputs: 1 });

/** A graph whose nodes work once, with three times as many edges. */
export const graph = (nodes: number): Shape => ({ instances: nodes, nodes, inputs: 3 });

/** A finished run: eight nodes at work at once, of 0.1 to 20 ms each, with short pauses. `seed`: another run of the same workflow. */
export function largeRun({ instances, nodes, inputs }: Shape, seed = 1): Run {
  const random = randomFrom(seed);
  const free: number[] = Array.from({ length: LANES }, () => 0);
  const startUs = START_US + seed * 1_000_000_000;
  const made = Array.from({ length: instances }, (_, i): NodeRun => {
    const lane = free.indexOf(Math.min(...free));
    const from = (free[lane] ?? 0) + Math.floor(random() * 200);
    const to = from + 100 + Math.floor(random() * random() * 20_000);
    free[lane] = to;
    const node = i % nodes;
    return {
      id: `n${node}`,
      instance: Math.floor(i / nodes),
      title: `Node ${node}`,
      type: `load.Node${node % 10}`,
      status: 'success',
      startUs: micros(startUs + from),
      endUs: micros(startUs + to),
      uncertaintyUs: [500, 0],
      clock: 'arrival',
      waits: [],
    };
  });
  const edges = Array.from({ length: nodes - 1 }, (_, i) =>
    Array.from(
      { length: inputs },
      (): Edge => [`n${Math.max(0, i - Math.floor(random() * NEAR))}`, `n${i + 1}`, 'data'],
    ),
  );
  return {
    id: `large-${instances}-${seed}`,
    serverId: `large-${seed}`,
    editor: 'nodetool',
    origin: 'http://localhost',
    workflow: { id: 'large', name: `Large ${instances}` },
    graphHash: `large-${instances}`,
    status: 'success',
    startUs: micros(startUs),
    endUs: micros(startUs + Math.max(...free)),
    clock: 'arrival',
    uncertaintyUs: [500, 0],
    resolutionUs: 100,
    nodes: made,
    edges: unique(edges.flat()),
  };
}

/** The run as if it were read anew: what is remembered of a run, its nodes or its edges is not known of this one. */
export function readAnew(run: Run): Run {
  return { ...run, nodes: [...run.nodes], edges: [...run.edges] };
}

/** Each edge once. */
function unique(edges: readonly Edge[]): readonly Edge[] {
  return [...new Map(edges.map((edge) => [`${edge[0]} ${edge[1]}`, edge])).values()];
}

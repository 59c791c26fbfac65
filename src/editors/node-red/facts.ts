/** What the interpreter remembers. Plain data: it is saved with the journal. */
import type { GraphRow } from '../../model/record.ts';
import type { BoundedRun } from '../run-bounds.ts';

export interface Moment {
  readonly t: number;
  /** How far before it the truth may lie, microseconds. */
  readonly early: number;
}

/** A node was at work: its newest instance. */
export interface Span {
  readonly instance: number;
  readonly start: Moment;
  /** Told by the last word that it is done. */
  end?: Moment;
  /** How often it said the same word of work, and how often that it is done: several messages may be in one node at once. */
  starts: number;
  ends: number;
  red: boolean;
}

export interface NodeFacts {
  /** As the flows have them; '' when these were not seen. */
  title: string;
  type: string;
  instances: number;
  /** What it said without having been at work. */
  word?: 'success' | 'error';
  span?: Span;
  /** Newest instance that is a mere arrival of messages, and how many came with it. */
  arrivals?: { readonly instance: number; readonly at: Moment; n: number };
}

export interface RunFacts extends BoundedRun {
  readonly key: string;
  readonly asked: Moment;
  /** The exchange of the first inject. */
  readonly link: number;
  /** Inject nodes whose buttons began it. */
  readonly injects: string[];
  last: Moment;
  nodes: { [id: string]: NodeFacts };
  /** How many. */
  size?: number;
  /** Nodes its messages can reach; absent when the flows were not seen. */
  members?: string[];
  /** It was told to the recorder: there were other signs of Node-RED than the request. */
  told: boolean;
  over?: 'success' | 'error' | 'cut';
  refused: boolean;
  failed: boolean;
  lateAttach: boolean;
  lostRecords: boolean;
  /** The connection is lost since. */
  lostSince?: number;
  gaps: number;
}

export interface State {
  /** Nodes (tabs among them) and wires of all flows as last seen. */
  flows?: {
    readonly nodes: GraphRow[];
    readonly edges: [from: string, to: string][];
    complete: boolean;
    dropped?: number;
  };
  run?: RunFacts;
  runs: number;
  /** The newest `comms` connection. */
  comms?: number;
}

/** What is known of a node. Ids come from outside: one called `constructor` must not find what every object has. */
export function factsOf({ nodes }: Pick<RunFacts, 'nodes'>, id: string): NodeFacts | undefined {
  return Object.hasOwn(nodes, id) ? nodes[id] : undefined;
}

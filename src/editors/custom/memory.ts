/** What one mapping must remember from message to message. Bounded, and shared by all connections of the page. */
import { PAGE_LIMITS, RELAY_LIMITS, RUN_LIMITS } from '../../model/limits.ts';
import type { Rows } from '../graph-rows.ts';
import { shortId } from '../scan/labels.ts';

/** The runs of one connection, as far as its messages do not name them. */
interface Current {
  run: string;
  /** Asked for, but nothing was heard of it yet. */
  asked: boolean;
  over: boolean;
  /** Runs begun here that had no name. */
  count: number;
}

export interface Memory {
  /** The run of a message on this connection that names `run` ('' when it names none); `begins`: the message starts one. */
  runOf(connection: string, run: string, begins: 'request' | 'start' | 'node' | undefined): string;
  over(connection: string, run: string): void;
  /** The run that a connection is about, unless that is over. */
  open(connection: string): string | undefined;
  forget(connection: string): void;
  /** Of the runs to come on this connection. */
  keepGraph(connection: string, graph: Rows): void;
  graphOf(connection: string): Rows | undefined;
  /** True for the first time that this run is told of. */
  first(run: string): boolean;
  /** Keeps when an execution began by the server's clock. */
  began(execution: string, stampUs: number): void;
  beginOf(execution: string): number | undefined;
  /** True when the state of the node in a snapshot is another than in the one before. */
  changed(execution: string, state: string): boolean;
}

export function createMemory(): Memory {
  const currents = new Map<string, Current>();
  const graphs = new Map<string, Rows>();
  const told = new Set<string>();
  const starts = new Map<string, number>();
  const states = new Map<string, string>();

  function currentOf(connection: string): Current {
    const current = currents.get(connection) ?? { run: '', asked: false, over: false, count: 0 };
    // The newest last: a page that is open for weeks and connects anew every few seconds fills no memory.
    currents.delete(connection);
    currents.set(connection, current);
    for (const oldest of currents.keys()) {
      if (currents.size <= RUN_LIMITS.openRuns) break;
      currents.delete(oldest);
    }
    return current;
  }
  function next(current: Current, connection: string): void {
    current.run = `${connection}.${++current.count}`;
    current.asked = false;
    current.over = false;
  }

  return {
    runOf(connection, named, begins) {
      const current = currentOf(connection);
      if (named !== '') {
        const run = shortId(named).slice(0, RELAY_LIMITS.recordIdChars);
        if (run !== current.run) current.over = false;
        current.run = run;
        return run;
      }
      const begin =
        current.run === '' ||
        begins === 'request' ||
        (begins === 'start' && !current.asked) ||
        // What straggles in after the end belongs to the run that ended; what starts does not.
        (begins === 'node' && current.over);
      if (begin) next(current, connection);
      if (begins !== undefined) current.asked = begins === 'request';
      return current.run;
    },
    over(connection, run) {
      const current = currentOf(connection);
      if (current.run === run) current.over = true;
    },
    open(connection) {
      const current = currents.get(connection);
      return current && current.run !== '' && !current.over ? current.run : undefined;
    },
    forget(connection) {
      currents.delete(connection);
      graphs.delete(connection);
    },
    keepGraph(connection, graph) {
      if (graphs.size >= RUN_LIMITS.graphs) graphs.clear();
      graphs.set(connection, graph);
    },
    graphOf: (connection) => graphs.get(connection),
    first(run) {
      if (told.has(run)) return false;
      bounded(told).add(run);
      return true;
    },
    began: (execution, stampUs) => void bounded(starts).set(execution, stampUs),
    beginOf: (execution) => starts.get(execution),
    changed(execution, state) {
      if (states.get(execution) === state) return false;
      bounded(states).set(execution, state);
      return true;
    },
  };
}

function bounded<T extends { readonly size: number; clear(): void }>(kept: T): T {
  if (kept.size >= PAGE_LIMITS.mappedStates) kept.clear();
  return kept;
}

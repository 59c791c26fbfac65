import type { Interpreter } from '../editor.ts';
import type { StepTraits } from './traits.ts';

/**
 * Records of one editor to run events, for wires that tell of steps. All state is plain data; every record only adds facts, and
 * what they mean is derived from all of them again (ADR 11). What it understands:
 *
 * **Which run.** `run` is the server's id. '' means: the run at work on this link (one streaming answer = one run; on a socket a
 * `request`, or a run record that begins one, opens the next when the one before is over). A `request` with run '' waits for its id: the
 * next record with an unknown id on its link, else of its `workflow`, is about it. An `ack` 'started' gives the id of the request on its link.
 *
 *   request    the page asked: queued since `t`. Rows are the run's own graph when `graph`. Not necessary: without it the run
 *              begins with its first `run` or `node` record and is marked 'late-attach'
 *   graph      the workflow's graph as of now, for the next runs of `workflow`, and for the open ones that have none. With `run`: of that one
 *   run        queued | starting; running (the engine began; `stampUs` = when); completed, failed, error, timed_out, cancelled:
 *              over (`stampUs` = when); suspended, paused: parked until the next `running`. `name` names the workflow, `editorName` the editor, `invalid`
 *              nodes were refused. A run with an id ends once: what comes for it later may add to its nodes, not begin it anew
 *   node       one execution (instance, counted per node id in order of appearance):
 *                starting             its inputs are there (`readyUs`); it may be taken to run from now on, a start or duration told later wins
 *                running              it starts; `stampUs` = server's start. `resumed`: it goes on after it was parked
 *                retry                a try failed, the same execution goes on
 *                waiting, suspended, paused   it is parked: an external wait until it resumes or ends
 *                completed, failed, error, timed_out, cancelled, unknown   it ended. `stampUs` = server's *start*, `durationUs` = server's duration
 *                cached, skipped, blocked, pinned, reused   it did not work: no times. Later `running` of the node takes it back
 *              Pairing: by `key` when there is one (a key means one execution for ever: more records of it add tokens, cost, items,
 *              and never a second end); else to the oldest open execution of that node id, one of the same `iteration` first.
 *              An end without a start begins and ends one; without stamp and duration it has no times.
 *              `parent`: key or node id (its newest execution) of what it runs inside; else the graph's containing node if that is at work.
 *              `from`: the edges, where no graph is seen. `iteration` counts in the parent's `iterations`.
 *   nodes      status of all these nodes unless they ran
 *   progress   of the newest execution; output: bytes given out, added up
 *   call       a model call; `stampUs` = its end; one with the same stamp, node and duration is the same
 *   command    cancel: a run that then falls silent for 5 s, or whose answer breaks off, was cancelled
 *   link       close of an 'http' link: runs on it are cut at once (presumed; the next word on the run takes it back). Of another: connection lost,
 *              cut after 60 s, a gap when it comes back
 *   trouble    overflow: open runs may lack records; paused: as if every connection were lost
 *
 * **Time** (microseconds). With `traits.serverClock`, nodes and runs that have stamps are on the server's clock as told; arrivals are
 * moved there by the smallest lag of the run (`clockOffsetUs` = page minus server), and again when a smaller one is seen. Otherwise times are arrivals;
 * a server's duration makes 'server-duration': end - duration is the start where none was told, and where one was told the earlier of
 * start and end - duration is. Where they differ by more than 100 ms the arrivals stay, the duration goes to `reportedUs`, and the +/- covers both.
 *
 * **Same again.** With `seq` a message that is not newer than the run's newest is ignored (all records of one message have its seq and its
 * `t`). With keys every record may come twice. A wire with neither relies on the numbering of records (epoch, seq) before us.
 *
 * **Bounds.** LIMITS.firings executions per node id become instances, later ones join the last (`iterations`); LIMITS.openRuns,
 * LIMITS.graphs, LIMITS.graphNodes executions to a run.
 */
export function createStepInterpreter(_traits: StepTraits, _saved?: unknown): Interpreter {
  return { feed: () => [], settle: () => [], save: () => ({}) };
}

export type { StepTraits } from './traits.ts';

import type { Run } from '../../model/run.ts';
import { inPieces } from '../pieces.ts';
import type { SessionMeta } from '../session.ts';
import { firstOf, labelOf, lastOf, runLabel, type Span, spansOf } from './spans.ts';
import { type TraceEvent, traceText } from './write.ts';

const PID = 1;
const MAIN = 1;
/** Of the browser's own process, in which the trace is said to have been started. */
const BROWSER = 2;
/** Times before the first are none: a trace begins some time after the machine did. */
const BEGIN_US = 1_000_000;
/** Between two runs no more than this is left empty, or sessions of days could not be looked at. */
const PAUSE_US = 5_000_000;

/** Indices in `Run.nodes` that worked on the critical path. */
export type CriticalOf = (run: Run) => ReadonlySet<number>;

/**
 * Runs as a trace for the Performance panel of Chrome's DevTools, in pieces: custom tracks by its extensibility API
 * (https://developer.chrome.com/docs/devtools/performance/extension), a group a workflow, a track a run. User timings with
 * `detail.devtools`, and the few events without which the panel takes a file for no trace of a page.
 *
 *   { "ph": "b" | "e", "cat": "blink.user_timing", "name": title, "id2": { "local" }, "ts",
 *     "args": { "startTime", "detail": "{\"devtools\":{\"dataType\":\"track-entry\",\"track\",\"trackGroup\",\"color\",\"properties\"}}" } }
 *
 * Runs follow each other as they did, with pauses cut to 5 s; nodes of the critical path have a colour of their own.
 */
export function writeDevtoolsTrace(
  runs: Iterable<Run>,
  meta: SessionMeta = {},
  criticalOf: CriticalOf = () => new Set(),
): Iterable<string> {
  return inPieces(traceText(devtoolsEvents(runs, criticalOf), { ...meta, dataOrigin: 'TraceEvents' } as SessionMeta));
}

function* devtoolsEvents(runs: Iterable<Run>, criticalOf: CriticalOf): Generator<TraceEvent> {
  yield* frame();
  const inOrder = [...runs].map((run) => ({ run, firstUs: firstOf(run) })).sort((a, b) => a.firstUs - b.firstUs);
  let [at, lastUs, id] = [BEGIN_US, inOrder[0]?.firstUs ?? 0, 0];
  for (const [i, { run, firstUs }] of inOrder.entries()) {
    at += Math.min(PAUSE_US, Math.max(0, firstUs - lastUs));
    const critical = criticalOf(run);
    for (const span of spansOf(run)) yield* entry(run, i, span, at, ++id, critical.has(span.index));
    at += lastOf(run) - firstUs;
    lastUs = lastOf(run);
  }
  // The panel shows what lies between the first and the last event.
  yield {
    ph: 'X',
    name: 'RunTask',
    cat: 'disabled-by-default-devtools.timeline',
    pid: PID,
    tid: MAIN,
    ts: at,
    dur: 1,
    args: {},
  };
}

/** What makes it a trace of a page. */
function* frame(): Generator<TraceEvent> {
  const named = (name: string, pid: number, tid: number, value: string): TraceEvent => ({
    ph: 'M',
    name,
    cat: '__metadata',
    pid,
    tid,
    ts: 0,
    args: { name: value },
  });
  yield named('process_name', PID, MAIN, 'Renderer');
  yield named('thread_name', PID, MAIN, 'CrRendererMain');
  yield named('process_name', BROWSER, BROWSER, 'Browser');
  yield named('thread_name', BROWSER, BROWSER, 'CrBrowserMain');
  const frames = [
    {
      frame: 'LONGPOLE',
      name: '',
      processId: PID,
      url: 'about:blank',
      isInPrimaryMainFrame: true,
      isOutermostMainFrame: true,
    },
  ];
  yield {
    ph: 'I',
    s: 't',
    name: 'TracingStartedInBrowser',
    cat: 'disabled-by-default-devtools.timeline',
    pid: BROWSER,
    tid: BROWSER,
    ts: BEGIN_US,
    args: { data: { frameTreeNodeId: 1, persistentIds: true, frames } },
  };
}

function* entry(
  run: Run,
  number: number,
  span: Span,
  atUs: number,
  id: number,
  critical: boolean,
): Generator<TraceEvent> {
  const { node, fromUs, toUs } = span;
  const [early, late] = node.uncertaintyUs;
  const properties = [
    ['Type', node.type],
    ['Status', node.status],
    ['Run', runLabel(run)],
    ...(critical ? [['Critical path', 'yes']] : []),
    ...(early + late > 0 ? [['Known to within', `−${early / 1000} ms / +${late / 1000} ms`]] : []),
  ];
  const devtools = {
    dataType: 'track-entry',
    track: `run ${number + 1}`,
    trackGroup: `Longpole: ${run.workflow.name || run.workflow.id || 'workflow'}`,
    color: node.status === 'error' ? 'error' : critical ? 'secondary' : 'primary',
    properties,
    tooltipText: labelOf(node),
  };
  const common = {
    name: ownName(labelOf(node)),
    cat: 'blink.user_timing',
    id2: { local: `0x${id.toString(16)}` },
    pid: PID,
    tid: MAIN,
  };
  const args = { startTime: (atUs + fromUs) / 1000, detail: JSON.stringify({ devtools }) };
  yield { ...common, ph: 'b', ts: atUs + fromUs, args };
  yield { ...common, ph: 'e', ts: atUs + toUs, args: {} };
}

/**
 * A name that none of the engine's own events has. It looks at names before it looks at anything else: a node "LayoutShift" made it throw,
 * "fetchStart" was passed over. What it knows is a word of ASCII, so such a word gets a blank behind it, which nobody sees; a list of what
 * it knows would be one of yesterday's.
 */
function ownName(name: string): string {
  return /^[\w:.]+$/.test(name) ? `${name} ` : name;
}
